import type { Command } from './command.ts';
import { table } from './table.ts';

const summaries: readonly (readonly [string, string])[] = [
  ['sessions', 'list, verify, fold, read or forget the recorded sessions of a folder'],
  ['record', 'record what changes in a folder and in git, for people who edit elsewhere'],
  ['import', 'bring a recording into a session, or a trajectory into ATIF'],
  ['export', 'write a session or trajectory in another format, and say what is lost'],
  ['validate', 'say whether a file is valid ATIF, a session or a dataset'],
  ['replay', 'run a session or trajectory again in a disposable copy, with a verdict for every step'],
  ['check', 'codebase-wide checks on a change: parse errors, dangling imports, stale references'],
  ['build', 'training samples from sessions, trajectories and source trees'],
  ['lint', 'check a dataset row by row'],
  ['render', 'one fill-in-the-middle prompt in a model family’s exact form'],
  ['report', 'one self-contained HTML page about a session'],
  ['capture', 'receive the OpenTelemetry spans of agents on this computer and make trajectories of them'],
  ['mcp', 'let an agent search what was recorded, and add notes, by the Model Context Protocol'],
  ['doctor', 'what is on this machine'],
];

/** What `tracewright --help` prints. */
export function generalHelp(): string {
  return [
    'tracewright COMMAND [ARGUMENTS] [--json]',
    '',
    table(summaries.map(([name, summary]) => [`  ${name}`, summary])),
    '',
    'Every command takes --json (one JSON document on stdout) and --help.',
    'Exit codes: 0 good; 1 it worked and found something wrong; 2 wrong usage; 3 bad input; 4 something missing on this machine.',
  ].join('\n');
}

export function commandHelp(name: string, command: Command): string {
  return [`tracewright ${name} ${command.usage}`, '', 'Example:', `  ${command.example}`].join('\n');
}
