import { type LintFinding, type LintReport, lintRow } from '../../core/sample/lint.ts';

import { nodeDigest } from '../store/digest.ts';
import { readRows } from './readRows.ts';

/** Lints a dataset's folder or a single .jsonl file row by row, however large. Throws what reading the rows throws. */
export async function lintDataset(target: string): Promise<LintReport> {
  const findings: LintFinding[] = [];
  const counts: Record<string, number> = {};
  let rows = 0;
  for await (const { value } of readRows(target)) {
    rows += 1;
    for (const { rule, message } of lintRow(value, nodeDigest)) {
      findings.push({ rule, row: rows, message });
      counts[rule] = (counts[rule] ?? 0) + 1;
    }
  }
  return { rows, findings, counts };
}
