import { recordingFiles } from '../../node/formats/recordingFiles.ts';
import { oneOf, pathOf, positional, text } from '../arguments.ts';
import type { Command } from '../command.ts';
import type { ImportAnswer, ImportFormat } from '../importFormat.ts';
import { importFormats, recogniseFormat } from '../importFormats.ts';

/** Brings a recording into a session, or a trajectory into the version of ATIF that Tracewright writes. */
export const importFile: Command = {
  usage: `FILE… [--format ${importFormats.map(({ id }) => id).join('|')}] [--out X]`,
  example: 'tracewright import recording.w.json --out .tracewright',
  mostArguments: 10_000,
  options: { format: { type: 'string' }, out: { type: 'string' } },
  async run(invocation) {
    const typed = [positional(invocation, 0, 'FILE'), ...invocation.positionals.slice(1)];
    const files = typed.flatMap((one) => recordingFiles(pathOf(invocation, one)));
    const first = files[0] ?? '';
    const named = text(invocation, 'format');
    const format = named === undefined ? await recogniseFormat(first) : formatOf(named);
    const out = text(invocation, 'out');
    const answer = await format.read({
      files,
      out: out === undefined ? null : pathOf(invocation, out),
      cwd: invocation.cwd,
      progress: invocation.progress,
    });
    return { json: { format: format.id, ...answer }, text: told(answer) };
  },
};

function formatOf(named: string): ImportFormat {
  const id = oneOf(
    named,
    importFormats.map(({ id }) => id),
    '--format',
  );
  return importFormats.find((format) => format.id === id) as ImportFormat;
}

function told({ kind, formatVersion, steps, toolCalls, events, unknownRecords, out, warnings }: ImportAnswer): string {
  const what = kind === 'session' ? `${events} events` : `${steps} steps, ${toolCalls} tool calls`;
  const unknown = unknownRecords === 0 ? '' : `, ${unknownRecords} unknown records kept`;
  return [
    `${formatVersion}: ${what}${unknown}${out === null ? '' : `, written to ${out}`}`,
    ...warnings.map(
      ({ line, code, message }) => `warning  ${line === null ? '' : `line ${line}: `}${code}  ${message}`,
    ),
  ].join('\n');
}
