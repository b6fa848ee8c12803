import { writeFile } from 'node:fs/promises';
import type { Exported } from '../../core/formats/exported.ts';
import { writeOtelMessages } from '../../core/formats/writeOtelMessages.ts';
import { exportAgentTrace, exportWorkspaceRecording, exportZedExample } from '../../node/formats/exportSession.ts';
import { fileTrouble } from '../../node/formats/fileTrouble.ts';
import { oneOf, pathOf, positional, requiredText, text, wholeNumber } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';
import { sessionFolder, sourceArgument } from '../sessionArgument.ts';
import { trajectoryOf } from '../trajectoryArgument.ts';

const formats = ['workspace-recording', 'zed-example', 'agent-trace', 'otel-genai', 'atif'] as const;

/** A session or a trajectory in somebody else's format. What that cannot hold is refused, or listed with `--lossy`. */
export const exportCommand: Command = {
  usage: `X --to ${formats.join('|')} [--out Y] [--at SEQ] [--lossy]`,
  example: 'tracewright export .tracewright/sessions/20260304-050607-1a2b --to zed-example --lossy --out example.md',
  mostArguments: 1,
  options: {
    to: { type: 'string' },
    out: { type: 'string' },
    at: { type: 'string' },
    lossy: { type: 'boolean' },
  },
  async run(invocation) {
    const format = oneOf(requiredText(invocation, 'to'), formats, '--to');
    const typed = text(invocation, 'out');
    const out = typed === undefined ? null : pathOf(invocation, typed);
    const { content, losses } = await exported(invocation, format, out);
    const refused = losses.length > 0 && invocation.values.lossy !== true;
    if (!refused && out !== null) await write(out, content);
    const lines = losses.map(({ what, count }) => `lost  ${what}: ${count}`);
    if (refused) {
      const why = `${format} cannot hold all of this; nothing was written (--lossy writes the rest)`;
      return { json: { format, out: null, refused, losses }, text: [why, ...lines].join('\n'), exitCode: 1 };
    }
    if (out !== null) {
      return { json: { format, out, refused, losses }, text: [`${format}: written to ${out}`, ...lines].join('\n') };
    }
    for (const line of lines) process.stderr.write(`${line}\n`);
    return { json: { format, out, refused, losses, content }, text: content.replace(/\n$/, '') };
  },
};

async function exported(
  invocation: Invocation,
  format: (typeof formats)[number],
  out: string | null,
): Promise<Exported> {
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
    case 'otel-genai':
      return writeOtelMessages((await trajectoryOf(sourceArgument(invocation, named))).trajectory);
    case 'atif':
      return atif(sourceArgument(invocation, named));
  }
}

/** Everything that is told of a session's operations has a place in ATIF; `extra.tracewright` holds the rest. */
async function atif(target: string): Promise<Exported> {
  const { trajectory } = await trajectoryOf(target);
  const unexpressed = trajectory.steps.flatMap(({ extra }) => {
    const ground = extra?.tracewright;
    return typeof ground === 'object' && ground !== null && 'unexpressed' in ground ? [ground.unexpressed].flat() : [];
  });
  const losses =
    unexpressed.length === 0 ? [] : [{ what: 'file change that no call can tell', count: unexpressed.length }];
  return { content: `${JSON.stringify(trajectory, null, 2)}\n`, losses };
}

async function write(out: string, content: string): Promise<void> {
  try {
    await writeFile(out, content, { flag: 'wx' });
  } catch (cause) {
    throw fileTrouble(cause, out) ?? cause;
  }
}
