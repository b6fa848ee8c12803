import { call, type Dialect, definition, type KnownText, type MeaningOf } from './dialect.ts';
import { asReplacements, editedText } from './replacing.ts';
import { inFreshShell, shellSayings } from './shellSayings.ts';

const file_path = ['string', 'The path of the file.'] as const;
const shell = (command: string) => call('run_shell_command', { command });

/** Plain functions, as most agents with function calling have them (names and arguments of Gemini CLI). */
export const functions: Dialect = {
  id: 'functions',
  agent: 'gemini-cli',
  tools: [
    definition('read_file', 'Reads a file.', {
      file_path,
      'offset?': ['integer', 'The line to start from, from 0.'],
      'limit?': ['integer', 'How many lines to read.'],
    }),
    definition('write_file', 'Writes a file, over what is there.', {
      file_path,
      content: ['string', 'Everything that the file shall hold.'],
    }),
    definition('replace', 'Replaces a text that occurs as often as is expected: once when nothing is said.', {
      file_path,
      old_string: ['string', 'The text to replace.'],
      new_string: ['string', 'The text that takes its place.'],
      'expected_replacements?': ['integer', 'How often it occurs.'],
    }),
    definition('run_shell_command', 'Runs a command in a shell that starts anew.', {
      command: ['string', 'The command.'],
      'directory?': ['string', 'The folder to run it in.'],
    }),
    definition('search_file_content', 'Searches contents with a regular expression.', {
      pattern: ['string', 'The regular expression.'],
      'path?': ['string', 'The folder to search.'],
      'include?': ['string', 'Only files that match this pattern.'],
    }),
    definition('glob', 'Finds files by a pattern.', {
      pattern: ['string', 'Pattern with * and **.'],
      'path?': ['string', 'The folder to look in.'],
    }),
    definition('list_directory', 'Lists a folder.', { path: ['string', 'The folder.'] }),
  ],
  say: {
    ...shellSayings(shell),
    read: ({ path, first, last }) => [
      call('read_file', {
        file_path: path,
        offset: first === undefined ? undefined : first - 1,
        limit: last === undefined ? undefined : last - (first ?? 1) + 1,
      }),
    ],
    create: ({ path, text }) => [call('write_file', { file_path: path, content: text })],
    write: ({ path, text }) => [call('write_file', { file_path: path, content: text })],
    replace: (meaning, known) => replaced(meaning, known),
    insert: (meaning, known) =>
      asReplacements(meaning, known)?.map(({ path, before, after }) =>
        call('replace', { file_path: path, old_string: before, new_string: after }),
      ) ?? null,
    run: (meaning) => {
      const command = inFreshShell(meaning);
      return command === null ? null : [call('run_shell_command', { command, directory: meaning.cwd })];
    },
    search: ({ pattern, path, files }) => [call('search_file_content', { pattern, path, include: files })],
    find: ({ pattern, path }) => [call('glob', { pattern, path })],
    list: ({ path }) => [call('list_directory', { path })],
  },
};

function replaced(meaning: MeaningOf<'replace'>, known: KnownText) {
  const { path, before, after, all } = meaning;
  const given = { file_path: path, old_string: before, new_string: after };
  if (!all) return [call('replace', given)];
  const text = known(path);
  if (text === null || editedText(meaning, known) === null) return null;
  return [call('replace', { ...given, expected_replacements: text.split(before).length - 1 })];
}
