import { parseErrors } from '../syntax/parseErrorList.ts';
import type { Finding } from './change.ts';
import type { ChangeView } from './changeView.ts';
import type { CodeView } from './codeView.ts';
import { lineText } from './lineText.ts';

/** Parse errors that the changed files brought. */
export async function parseErrorsOf({ base, head, changed }: ChangeView): Promise<Finding[]> {
  return (await Promise.all(changed.map((path) => newParseErrors(base, head, path)))).flat();
}

/** The places of a changed file that parsed, or were not there, at base and do not parse in head. */
async function newParseErrors(base: CodeView, head: CodeView, path: string): Promise<Finding[]> {
  const tree = await head.tree(path);
  if (tree === undefined) return [];
  const before = await base.tree(path);
  const errors = parseErrors(tree);
  const old = before === undefined ? [] : parseErrors(before);
  // A grammar may fail on correct code: as many errors as before are taken for the same ones.
  if (errors.length <= old.length) return [];
  const known = new Map<string, number>();
  for (const { line } of old) {
    const text = lineText(before?.text ?? '', line);
    known.set(text, (known.get(text) ?? 0) + 1);
  }
  const findings: Finding[] = [];
  for (const { line, missing } of errors) {
    const text = lineText(tree.text, line);
    const left = known.get(text) ?? 0;
    if (left > 0) {
      known.set(text, left - 1);
      continue;
    }
    if (findings.some((finding) => finding.line === line)) continue;
    findings.push({
      check: 'parse-error',
      severity: 'error',
      path,
      line,
      symbol: '',
      message: missing === '' ? 'This does not parse.' : `A ${missing} is missing here.`,
      evidence: { text, why: before === undefined ? 'the file is new' : 'it is not among the errors at base' },
    });
  }
  return findings;
}
