import type { Finding } from '../../core/check/change.ts';
import type { ChangeView } from '../../core/check/changeView.ts';
import { lineHunks, trackLine } from '../../core/edit/lineHunks.ts';
import type { ProblemsAnswer, ServiceProblem } from './checkAnswer.ts';

/** More files than these are not opened for their diagnostics. */
const MOST_FILES = 200;

/**
 * Errors of the editor's language services that the change brought. What they said before the change is not known:
 * an error counts as new when its line was changed, or when it names something that the change took away.
 * @param ask gives the problems of files as they stand now
 */
export async function serviceFindings(
  view: ChangeView,
  ask: (paths: readonly string[]) => Promise<ProblemsAnswer>,
): Promise<Finding[]> {
  const gone = (await view.removed()).map(({ name }) => name);
  const sayers = await view.head.filesSaying(gone);
  const paths = [...new Set([...view.changed, ...sayers])].filter((path) => view.head.files.has(path));
  const wanted = paths.slice(0, MOST_FILES);
  const { problems } = await ask(wanted);
  const findings: Finding[] = [];
  for (const path of wanted) {
    const own = problems.filter((problem) => problem.path === path && problem.severity === 'error');
    if (own.length === 0) continue;
    const [before, after] = await Promise.all([view.base.text(path), view.head.text(path)]);
    const hunks = lineHunks(before, after);
    const lines = (after ?? '').split('\n');
    for (const problem of own) {
      const why = reason(problem, trackLine(problem.line - 1, hunks, 'after').touched, gone);
      if (why !== null) findings.push(finding(problem, lines[problem.line - 1]?.trim() ?? '', why));
    }
  }
  return findings;
}

function reason({ message }: ServiceProblem, touched: boolean, gone: readonly string[]): string | null {
  if (touched) return 'the change wrote this line';
  const named = gone.find((name) => new RegExp(`(^|[^\\w$])${escaped(name)}($|[^\\w$])`).test(message));
  return named === undefined ? null : `it names ${named}, which the change took away`;
}

function finding({ path, line, source, message }: ServiceProblem, text: string, why: string): Finding {
  return {
    check: 'typecheck',
    severity: 'error',
    path,
    line,
    symbol: '',
    message: source === '' ? message : `${source}: ${message}`,
    evidence: { text, why },
  };
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
