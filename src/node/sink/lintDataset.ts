import type { LintReport } from '../../core/lint/findings.ts';
import { LintTally } from '../../core/sample/lint.ts';
import { nodeDigest } from '../store/digest.ts';
import { readRows } from './readRows.ts';

/** Lints a dataset's folder or a single .jsonl file row by row, however large. Throws what reading the rows throws. */
export async function lintDataset(target: string): Promise<LintReport> {
  const tally = new LintTally();
  for await (const { value } of readRows(target)) tally.add(value, nodeDigest);
  return tally.report();
}
