import { type CompileTarget, type RefusalReason, refusalSentence } from '../../core/compile/compileTarget.ts';
import { compileTargets } from '../../core/compile/compileTargets.ts';
import { compileDataset } from '../../node/compile/compileDataset.ts';
import { openTokenizer } from '../../node/tokens/openTokenizer.ts';
import { oneOf, pathOf, positional, requiredText, text } from '../arguments.ts';
import type { Command } from '../command.ts';
import { table } from '../table.ts';

const ids = compileTargets.map(({ id }) => id);

/** A dataset in the form of a training framework. Exit code 1 when rows were left out (--lossy). */
export const compile: Command = {
  usage: `DATASET --to ${ids.join('|')} --out DIR [--tokenizer FILE] [--lossy]   (rows whose mask the target cannot express are refused; --lossy leaves them out)`,
  example: 'tracewright compile dataset --to trl-tokens --tokenizer tokenizer.json --out trl',
  mostArguments: 1,
  options: {
    to: { type: 'string' },
    out: { type: 'string' },
    tokenizer: { type: 'string' },
    lossy: { type: 'boolean' },
  },
  async run(invocation) {
    const id = oneOf(requiredText(invocation, 'to'), ids, '--to');
    const tokenizer = text(invocation, 'tokenizer');
    const summary = await compileDataset({
      dataset: pathOf(invocation, positional(invocation, 0, 'DATASET')),
      target: compileTargets.find((target) => target.id === id) as CompileTarget,
      out: pathOf(invocation, requiredText(invocation, 'out')),
      lossy: invocation.values.lossy === true,
      progress: invocation.progress,
      ...(tokenizer === undefined ? {} : { tokenizer: await openTokenizer(pathOf(invocation, tokenizer)) }),
    });
    const lines = [
      ...summary.files.map(({ path: name, rows, setting }) => [name, `${rows} rows`, setting]),
      ...Object.entries(summary.refused).map(([reason, count]) => [
        'left out',
        `${count} rows`,
        refusalSentence(reason as RefusalReason),
      ]),
    ];
    return { json: summary, text: table(lines), exitCode: summary.compiled < summary.rows ? 1 : 0 };
  },
};
