import { call, type Dialect, definition, type KnownText, type MeaningOf } from './dialect.ts';
import { patchText } from './patchText.ts';
import { editedText } from './replacing.ts';
import { inFreshShell, readCommand, shellSayings } from './shellSayings.ts';

/** Codex's tools: a shell that starts anew for each call, and patches in an envelope. */
export const codex: Dialect = {
  id: 'codex',
  agent: 'codex',
  tools: [
    definition('shell', 'Runs a program and returns what it prints.', {
      command: ['array', 'The program and its arguments.', { items: { type: 'string' } }],
      'workdir?': ['string', 'The folder to run it in.'],
      'timeout_ms?': ['integer', 'Longest time in milliseconds.'],
    }),
    definition('apply_patch', 'Adds, changes, moves and deletes files by a patch.', {
      input: ['string', 'The patch, from *** Begin Patch to *** End Patch.'],
    }),
  ],
  say: {
    ...shellSayings(shell),
    read: (meaning) => [shell(readCommand(meaning))],
    create: ({ path, text }) => patched([`*** Add File: ${path}`, ...added(text)]),
    write: (meaning, known) => edited(meaning, known),
    replace: (meaning, known) => edited(meaning, known),
    insert: (meaning, known) => edited(meaning, known),
    delete: ({ path }) => patched([`*** Delete File: ${path}`]),
    move: ({ path, to }, known) => moved(path, to, known),
    run: (meaning) => {
      const command = inFreshShell(meaning);
      if (command === null) return null;
      const { cwd, timeout } = meaning;
      return [call('shell', { command: ['bash', '-lc', command], workdir: cwd, timeout_ms: timeout })];
    },
  },
};

function shell(command: string) {
  return call('shell', { command: ['bash', '-lc', command] });
}

function patched(lines: readonly string[]) {
  return [call('apply_patch', { input: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') })];
}

function added(text: string): string[] {
  return text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `+${line}`);
}

function edited(edit: MeaningOf<'write'> | MeaningOf<'replace'> | MeaningOf<'insert'>, known: KnownText) {
  const before = known(edit.path);
  const after = editedText(edit, known);
  if (after === null) return null;
  if (before === null) return edit.what === 'write' ? patched([`*** Add File: ${edit.path}`, ...added(after)]) : null;
  const lines = patchText(before, after);
  return lines === null ? null : patched([`*** Update File: ${edit.path}`, ...lines]);
}

/** A move has to name some lines: the first one stays as it is. */
function moved(path: string, to: string, known: KnownText) {
  const [first] = known(path)?.split('\n') ?? [];
  if (first === undefined) return null;
  return patched([`*** Update File: ${path}`, `*** Move to: ${to}`, '@@', ` ${first}`]);
}
