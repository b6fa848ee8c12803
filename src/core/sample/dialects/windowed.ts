import { call, type Dialect, definition, type KnownText, type MeaningOf } from './dialect.ts';
import { asReplacements } from './replacing.ts';
import { inLastingShell, shellSayings } from './shellSayings.ts';

const bash = (command: string) => call('bash', { command });

/** SWE-agent with its windowed editor (1.0 and later): a file is opened at the place where it is edited. */
export const windowed: Dialect = {
  id: 'swe-agent-windowed',
  agent: 'swe-agent',
  tools: [
    definition('bash', 'Runs a command in a shell that lasts.', { command: ['string', 'The command.'] }),
    definition('open', 'Opens a file in the window, which shows 100 lines.', {
      path: ['string', 'The path of the file.'],
      'line_number?': ['integer', 'The line to show.'],
    }),
    definition('create', 'Creates and opens a new file.', { filename: ['string', 'The name of the file.'] }),
    definition('edit', 'Replaces a text that occurs once in the shown lines.', {
      search: ['string', 'The text to replace.'],
      replace: ['string', 'The text that takes its place.'],
    }),
    definition('insert', 'Inserts text into the open file, at its end or behind a line.', {
      text: ['string', 'The text.'],
      'line?': ['integer', 'The line behind which it goes.'],
    }),
    definition('submit', 'Hands the work in.', {}),
  ],
  say: {
    ...shellSayings(bash),
    read: ({ path, first, last }) =>
      last !== undefined && last - (first ?? 1) >= 100 ? null : [call('open', { path, line_number: first })],
    create: ({ path, text }) => [
      call('create', { filename: path }),
      ...(text === '' ? [] : [call('insert', { text: text.endsWith('\n') ? `${text}\n` : text })]),
    ],
    replace: replaced,
    insert: replaced,
    write: replaced,
    run: (meaning) => [bash(inLastingShell(meaning))],
    finish: ({ text }) => (text === '' ? [call('submit', {})] : null),
  },
};

function replaced(edit: MeaningOf<'replace'> | MeaningOf<'insert'> | MeaningOf<'write'>, known: KnownText) {
  const edits = asReplacements(edit, known);
  let text = known(edit.path);
  if (edits === null || text === null) return null;
  const calls = [];
  for (const { path, before, after } of edits) {
    const at = text.indexOf(before);
    if (at < 0) return null;
    calls.push(
      call('open', { path, line_number: text.slice(0, at).split('\n').length }),
      call('edit', { search: before, replace: after }),
    );
    text = text.slice(0, at) + after + text.slice(at + before.length);
  }
  return calls;
}
