import { call, type Dialect, definition, type KnownText, type Meaning } from './dialect.ts';
import { asReplacements } from './replacing.ts';
import { inLastingShell, shellSayings } from './shellSayings.ts';

const file_path = ['string', 'The path of the file.'] as const;

/** Claude Code's tools. */
export const claude: Dialect = {
  id: 'claude',
  agent: 'claude-code',
  tools: [
    definition('Read', 'Reads a file; lines are numbered from 1.', {
      file_path,
      'offset?': ['integer', 'The line to start from.'],
      'limit?': ['integer', 'How many lines to read.'],
    }),
    definition('Edit', 'Replaces a text in a file that occurs exactly once, or everywhere with replace_all.', {
      file_path,
      old_string: ['string', 'The text to replace.'],
      new_string: ['string', 'The text that takes its place.'],
      'replace_all?': ['boolean', 'Replace all occurrences.'],
    }),
    definition('MultiEdit', 'Makes several edits to one file, in order: all of them or none.', {
      file_path,
      edits: [
        'array',
        'Each with old_string, new_string and, if need be, replace_all.',
        { items: { type: 'object', properties: { old_string: { type: 'string' }, new_string: { type: 'string' } } } },
      ],
    }),
    definition('Write', 'Writes a file, over what is there.', {
      file_path,
      content: ['string', 'Everything that the file shall hold.'],
    }),
    definition('Bash', 'Runs a command in a shell that lasts.', {
      command: ['string', 'The command.'],
      'timeout?': ['integer', 'Longest time in milliseconds.'],
    }),
    definition('Grep', 'Searches contents with a regular expression.', {
      pattern: ['string', 'The regular expression.'],
      'path?': ['string', 'File or folder to search.'],
      'glob?': ['string', 'Only files that match this pattern.'],
      'output_mode?': ['string', 'What to show.', { enum: ['content', 'files_with_matches', 'count'] }],
    }),
    definition('Glob', 'Finds files by a pattern.', {
      pattern: ['string', 'Pattern with * and **.'],
      'path?': ['string', 'Folder to look in.'],
    }),
  ],
  say: {
    ...shellSayings((command) => call('Bash', { command })),
    read: ({ path, first, last }) => [
      call('Read', {
        file_path: path,
        offset: first,
        limit: last === undefined ? undefined : last - (first ?? 1) + 1,
      }),
    ],
    create: ({ path, text }) => [call('Write', { file_path: path, content: text })],
    write: ({ path, text }) => [call('Write', { file_path: path, content: text })],
    replace: ({ path, before, after, all }, known) => [
      call('Edit', {
        file_path: path,
        ...(all ? { old_string: before, new_string: after } : lineEndKept(before, after, known(path))),
        replace_all: all ? true : undefined,
      }),
    ],
    insert: (meaning, known) => edits(meaning, known),
    run: (meaning) => [call('Bash', { command: inLastingShell(meaning), timeout: meaning.timeout })],
    search: ({ pattern, path, files }) => [call('Grep', { pattern, path, glob: files, output_mode: 'content' })],
    find: ({ pattern, path }) => [call('Glob', { pattern, path })],
  },
};

function edits(meaning: Extract<Meaning, { what: 'insert' }>, known: KnownText) {
  const parts = asReplacements(meaning, known);
  if (parts === null) return null;
  const said = parts.map(({ before, after }) => lineEndKept(before, after, known(meaning.path)));
  const [only, ...more] = said;
  if (only !== undefined && more.length === 0) return [call('Edit', { file_path: meaning.path, ...only })];
  return [call('MultiEdit', { file_path: meaning.path, edits: said })];
}

/** The tool takes the line end along when a text is removed: where it shall stay, it is said to stay. */
function lineEndKept(before: string, after: string, text: string | null) {
  const stays = after === '' && !before.endsWith('\n') && text?.includes(`${before}\n`) === true;
  return stays ? { old_string: `${before}\n`, new_string: '\n' } : { old_string: before, new_string: after };
}
