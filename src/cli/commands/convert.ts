import type { ExportFormat } from '../../core/trajectory/exporting/exportFormat.ts';
import { exportFormats } from '../../core/trajectory/exporting/exportFormats.ts';
import { trajectoryFormats } from '../../core/trajectory/importing/trajectoryFormats.ts';
import { oneOf, pathOf, positional, requiredText, text } from '../arguments.ts';
import type { Command } from '../command.ts';
import { sourceArgument } from '../sessionArgument.ts';
import { trajectoryOf } from '../trajectoryArgument.ts';
import { written } from '../written.ts';

const targets = exportFormats.map(({ id }) => id);
const sources = ['atif', ...trajectoryFormats.map(({ id }) => id)];

/** From any format that `import` reads to any that a trajectory can be written in, by way of ATIF. */
export const convert: Command = {
  usage: `FILE --to ${targets.join('|')} [--from F] [--out Y] [--lossy]   (FILE: an agent's log, ATIF, a recording or a session)`,
  example: 'tracewright convert run.traj --to openai-chat --lossy --out run.jsonl',
  mostArguments: 1,
  options: {
    to: { type: 'string' },
    from: { type: 'string' },
    out: { type: 'string' },
    lossy: { type: 'boolean' },
  },
  async run(invocation) {
    const format = oneOf(requiredText(invocation, 'to'), targets, '--to');
    const from = text(invocation, 'from');
    if (from !== undefined) oneOf(from, sources, '--from');
    const typed = text(invocation, 'out');
    const { trajectory } = await trajectoryOf(sourceArgument(invocation, positional(invocation, 0, 'FILE')), from);
    const target = exportFormats.find(({ id }) => id === format) as ExportFormat;
    return written(target.write(trajectory), {
      format,
      out: typed === undefined ? null : pathOf(invocation, typed),
      lossy: invocation.values.lossy === true,
    });
  },
};
