import { recorderTools } from '../../trajectory/tools.ts';
import { call, type Dialect, definition } from './dialect.ts';
import { asReplacements } from './replacing.ts';
import { inFreshShell } from './shellSayings.ts';

const path = ['string', 'Path relative to the root of the repository.'] as const;

/** One set of tools for all work: those of the recorder, and what reads and searches. */
export const ours: Dialect = {
  id: 'ours',
  agent: 'tracewright-recorder',
  tools: [
    definition('read_file', 'Show a file, or some of its lines.', {
      path,
      'start_line?': ['integer', 'The first line to show, from 1.'],
      'end_line?': ['integer', 'The last line to show.'],
    }),
    ...recorderTools,
    definition('write_file', 'Write a whole file, over what is there.', {
      path,
      content: ['string', 'Everything that the file shall hold.'],
    }),
    definition('search_text', 'Find lines that match a regular expression.', {
      pattern: ['string', 'The regular expression.'],
      'path?': ['string', 'Folder or file to search; the root of the repository when left out.'],
      'files?': ['string', 'Only files whose names match this pattern.'],
    }),
    definition('find_files', 'Find files by their names.', {
      pattern: ['string', 'Pattern with * and **.'],
      'path?': ['string', 'Folder to look in.'],
    }),
    definition('list_files', 'List a folder.', { path }),
  ],
  say: {
    read: ({ path: file, first, last }) => [call('read_file', { path: file, start_line: first, end_line: last })],
    create: ({ path: file, text }) => [call('create_file', { path: file, content: text })],
    write: ({ path: file, text }) => [call('write_file', { path: file, content: text })],
    replace: replaced,
    insert: replaced,
    delete: ({ path: file }) => [call('delete_file', { path: file })],
    move: ({ path: file, to }) => [call('move_file', { path: file, new_path: to })],
    run: (meaning) => {
      const command = inFreshShell(meaning);
      return command === null ? null : [call('run_command', { command, cwd: meaning.cwd })];
    },
    search: ({ pattern, path: file, files }) => [call('search_text', { pattern, path: file, files })],
    find: ({ pattern, path: file }) => [call('find_files', { pattern, path: file })],
    list: ({ path: file }) => [call('list_files', { path: file })],
  },
};

function replaced(...[edit, known]: Parameters<typeof asReplacements>) {
  const edits = asReplacements(edit, known);
  return (
    edits?.map(({ path: file, before, after }) =>
      call('str_replace', { path: file, old_str: before, new_str: after }),
    ) ?? null
  );
}
