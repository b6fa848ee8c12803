import type { RecordedCall } from '../../trajectory/tools/callOutcome.ts';
import { call, type Dialect, definition, type KnownText, type MeaningOf, type Sayings } from './dialect.ts';
import { asReplacements } from './replacing.ts';
import { inLastingShell, quoted, shellSayings } from './shellSayings.ts';

const editorDefinition = definition('str_replace_editor', 'Views, creates and edits files.', {
  command: ['string', 'What to do.', { enum: ['view', 'create', 'str_replace', 'insert', 'undo_edit'] }],
  path: ['string', 'The path of the file or folder.'],
  'file_text?': ['string', 'Of create: everything that the file shall hold.'],
  'old_str?': ['string', 'Of str_replace: the text to replace; it has to occur exactly once.'],
  'new_str?': ['string', 'Of str_replace and insert: the new text.'],
  'insert_line?': ['integer', 'Of insert: the new text goes behind this line.'],
  'view_range?': ['array', 'Of view: the first and the last line; -1 is the end.', { items: { type: 'integer' } }],
});

const editor = (command: string, given: Record<string, unknown>) => call('str_replace_editor', { command, ...given });

function editorSayings(shell: (command: string) => RecordedCall): Sayings {
  const replaced = (edit: MeaningOf<'replace'> | MeaningOf<'write'>, known: KnownText) =>
    asReplacements(edit, known)?.map(({ path, before, after }) =>
      editor('str_replace', { path, old_str: before, new_str: after }),
    ) ?? null;
  return {
    ...shellSayings(shell),
    read: ({ path, first, last }) => {
      const whole = first === undefined && last === undefined;
      return [editor('view', { path, view_range: whole ? undefined : [first ?? 1, last ?? -1] })];
    },
    list: ({ path }) => [editor('view', { path })],
    create: ({ path, text }) => [editor('create', { path, file_text: text })],
    write: (meaning, known) => {
      const { path, text } = meaning;
      const ending = /^(?!.*^EOF$)[\s\S]*\n$/m.test(text) && !/^EOF$/m.test(text);
      return ending ? [shell(`cat > ${quoted(path)} <<'EOF'\n${text}EOF`)] : replaced(meaning, known);
    },
    replace: replaced,
    insert: ({ path, line, text }) => [editor('insert', { path, insert_line: line, new_str: text })],
    run: (meaning) => [shell(inLastingShell(meaning))],
  };
}

const bash = (command: string) => call('bash', { command });
const executeBash = (command: string) => call('execute_bash', { command });
const command = ['string', 'The command.'] as const;

/** SWE-agent with Anthropic's editor. */
export const sweAgent: Dialect = {
  id: 'swe-agent',
  agent: 'swe-agent',
  tools: [
    definition('bash', 'Runs a command in a shell that lasts.', { command }),
    editorDefinition,
    definition('submit', 'Hands the work in.', {}),
  ],
  say: {
    ...editorSayings(bash),
    finish: ({ text }) => (text === '' ? [call('submit', {})] : null),
  },
};

/** OpenHands. */
export const openHands: Dialect = {
  id: 'openhands',
  agent: 'openhands',
  tools: [
    definition('execute_bash', 'Runs a command in a shell that lasts.', { command }),
    editorDefinition,
    definition('think', 'Notes a thought. Nothing else happens.', { thought: ['string', 'The thought.'] }),
    definition('finish', 'Ends the work.', { message: ['string', 'What was done.'] }),
  ],
  say: {
    ...editorSayings(executeBash),
    think: ({ text }) => [call('think', { thought: text })],
    finish: ({ text }) => [call('finish', { message: text })],
  },
};
