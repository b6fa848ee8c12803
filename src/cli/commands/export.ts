import type { Exported } from '../../core/formats/exported.ts';
import { writeOtelMessages } from '../../core/formats/writeOtelMessages.ts';
import { exportFormats } from '../../core/trajectory/exporting/exportFormats.ts';
import { exportAgentTrace, exportWorkspaceRecording, exportZedExample } from '../../node/formats/exportSession.ts';
import { oneOf, pathOf, positional, requiredText, text, wholeNumber } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';
import { sessionFolder, sourceArgument } from '../sessionArgument.ts';
import { trajectoryOf } from '../trajectoryArgument.ts';
import { written } from '../written.ts';

const sessionTargets = ['workspace-recording', 'zed-example', 'agent-trace', 'otel-genai'] as const;
const targets: readonly string[] = [...sessionTargets, ...exportFormats.map(({ id }) => id)];

/** A session or a trajectory in somebody else's format. What that cannot hold is refused, or listed with `--lossy`. */
export const exportCommand: Command = {
  usage: `X --to ${targets.join('|')} [--out Y] [--at SEQ] [--lossy]   (X: a session, ATIF, or any file that import reads)`,
  example: 'tracewright export .tracewright/sessions/20260304-050607-1a2b --to zed-example --lossy --out example.md',
  mostArguments: 1,
  options: {
    to: { type: 'string' },
    out: { type: 'string' },
    at: { type: 'string' },
    lossy: { type: 'boolean' },
  },
  async run(invocation) {
    const format = oneOf(requiredText(invocation, 'to'), targets, '--to');
    const typed = text(invocation, 'out');
    const out = typed === undefined ? null : pathOf(invocation, typed);
    const lossy = invocation.values.lossy === true;
    return written(await exported(invocation, format, out), { format, out, lossy });
  },
};

async function exported(invocation: Invocation, format: string, out: string | null): Promise<Exported> {
  const named = positional(invocation, 0, 'X');
  switch (format) {
    case 'workspace-recording':
      return exportWorkspaceRecording(sessionFolder(invocation, named));
    case 'agent-trace':
      return exportAgentTrace(sessionFolder(invocation, named));
    case 'zed-example': {
      const at = text(invocation, 'at') === undefined ? null : wholeNumber(invocation, 'at', 0);
      const form = out?.endsWith('.json') === true ? 'json' : 'markdown';
      return exportZedExample(sessionFolder(invocation, named), at, form);
    }
    default: {
      const { trajectory } = await trajectoryOf(sourceArgument(invocation, named));
      const target = exportFormats.find(({ id }) => id === format);
      return target === undefined ? writeOtelMessages(trajectory) : target.write(trajectory);
    }
  }
}
