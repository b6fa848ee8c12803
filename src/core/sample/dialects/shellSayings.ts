import type { RecordedCall } from '../../trajectory/tools/callOutcome.ts';
import type { MeaningOf, Sayings } from './dialect.ts';

/** A word for a shell. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** What moves the shell itself, or gives it variables: with a lasting shell the next command feels it. */
export const MOVES_SHELL = /(?:^|[\s;&|(])(?:cd|pushd|popd|export|source|alias|unset|set|\.)(?=\s|$)/;

/** The command line that does it in a shell which lasts from call to call. */
export function inLastingShell({ command, cwd, lasting }: MeaningOf<'run'>): string {
  if (cwd !== undefined && cwd !== '') return `(cd ${quoted(cwd)} && ${command}\n)`;
  return !lasting && MOVES_SHELL.test(command) ? `(${command}\n)` : command;
}

/** The command line for shells that each start anew; null: what it does to the shell would be lost. */
export function inFreshShell({ command, lasting }: MeaningOf<'run'>): string | null {
  return lasting && MOVES_SHELL.test(command) ? null : command;
}

export function searchCommand({ pattern, path, files }: MeaningOf<'search'>): string {
  const only = files === undefined ? '' : ` --include=${quoted(files)}`;
  return `grep -rn${only} -e ${quoted(pattern)} ${quoted(path ?? '.')}`;
}

export function findCommand({ pattern, path }: MeaningOf<'find'>): string {
  const name = pattern.replace(/^(?:\*\*\/)+/, '');
  const by = name.includes('/') ? `-path ${quoted(`*/${name}`)}` : `-name ${quoted(name)}`;
  return `find ${quoted(path ?? '.')} ${by}`;
}

/** The lines of a file, numbered as `cat -n` does. */
export function readCommand({ path, first, last }: MeaningOf<'read'>): string {
  if (first === undefined && last === undefined) return `cat -n ${quoted(path)}`;
  return `cat -n ${quoted(path)} | sed -n '${first ?? 1},${last ?? '$'}p'`;
}

/** What agents without a tool for it do in a shell. */
export function shellSayings(run: (command: string) => RecordedCall): Sayings {
  return {
    delete: ({ path }) => [run(`rm -- ${quoted(path)}`)],
    move: ({ path, to }) => [run(`mv -- ${quoted(path)} ${quoted(to)}`)],
    search: (meaning) => [run(searchCommand(meaning))],
    find: (meaning) => [run(findCommand(meaning))],
    list: ({ path }) => [run(`ls ${quoted(path)}`)],
  };
}
