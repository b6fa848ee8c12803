import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../core/check/change.ts';
import { signatureFindings } from '../../core/check/signatureFindings.ts';
import { checkRepository } from '../../node/check/checkRepository.ts';
import type {
  CheckAnswer,
  CheckedFix,
  CheckQuestion,
  ProblemsAnswer,
  ServicePlace,
  ServicesAnswer,
  ServicesQuestion,
} from './checkAnswer.ts';
import { confirmedFindings } from './confirmedFindings.ts';
import { serviceFindings } from './serviceFindings.ts';

type Question = ServicesQuestion extends infer Q ? (Q extends unknown ? Omit<Q, 'id'> : never) : never;

/** The other thread: it is asked what the language services see, and answers when it likes. */
interface Channel {
  send(question: ServicesQuestion): void;
  listen(listener: (answer: ServicesAnswer) => void): void;
}

/**
 * Checks the working tree of a repository. The type check is what the editor's language services say, and calls that the
 * index is not sure of are judged by the references that they know.
 */
export async function answerCheck({ repository, base }: CheckQuestion, channel: Channel): Promise<CheckAnswer> {
  const waiting = new Map<number, (answer: ServicesAnswer) => void>();
  const sources = new Set<string>();
  channel.listen((answer) => waiting.get(answer.id)?.(answer));
  const ask = (question: Question): Promise<ServicesAnswer> =>
    new Promise((resolve) => {
      const id = waiting.size + 1;
      waiting.set(id, resolve);
      channel.send({ id, ...question });
    });
  const problemsOf = async (paths: readonly string[]): Promise<ProblemsAnswer> => {
    const answer = await ask({ kind: 'problems', paths });
    if (!('problems' in answer)) return { problems: [], sources: [] };
    for (const source of answer.sources) sources.add(source);
    return answer;
  };
  const referencesOf = async (declared: ServicePlace, symbol: string): Promise<readonly ServicePlace[] | null> => {
    const answer = await ask({ kind: 'references', declared, symbol });
    return 'references' in answer ? answer.references : null;
  };
  const report = await checkRepository({
    repository,
    base,
    references: {
      engine: 'language services',
      finders: {
        typecheck: (view) => serviceFindings(view, problemsOf),
        signature: async (view) => confirmedFindings(await signatureFindings(view), referencesOf),
      },
    },
  });
  return { report, fixes: await checkedFixes(repository, report.findings), sources: [...sources] };
}

/** The mends with the text that they replace, so that they can be refused where that is gone. */
async function checkedFixes(repository: string, findings: readonly Finding[]): Promise<CheckedFix[]> {
  const texts = new Map<string, Promise<string>>();
  const textOf = (file: string): Promise<string> => {
    const known = texts.get(file) ?? readFile(path.join(repository, file), 'utf8').catch(() => '');
    texts.set(file, known);
    return known;
  };
  const fixes = findings.map(async ({ fix = [] }, finding) => ({
    finding,
    edits: await Promise.all(
      fix.map(async (edit) => ({ ...edit, old: (await textOf(edit.path)).slice(edit.start, edit.end) })),
    ),
  }));
  return (await Promise.all(fixes)).filter(({ edits }) => edits.length > 0);
}
