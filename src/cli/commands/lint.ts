import { lintDataset } from '../../node/sink/lintDataset.ts';
import { pathOf, positional } from '../arguments.ts';
import type { Command } from '../command.ts';

/** Checks a dataset row by row. Exit code 1 when a rule is broken. */
export const lintSamples: Command = {
  usage: 'DATASET   (a dataset folder or a .jsonl file)',
  example: 'tracewright lint dataset --json',
  mostArguments: 1,
  options: {},
  async run(invocation) {
    const report = await lintDataset(pathOf(invocation, positional(invocation, 0, 'DATASET')));
    const lines = report.findings.map(({ rule, row, message }) => `row ${row}  ${rule}  ${message}`);
    lines.push(`${report.rows} rows, ${report.findings.length} findings`);
    return { json: report, text: lines.join('\n'), exitCode: report.findings.length === 0 ? 0 : 1 };
  },
};
