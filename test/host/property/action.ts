/** What a random editor session is made of: plain data, so that a counterexample can be read and run again. */
import fc from 'fast-check';

export type Action =
  /** Typed at one or several cursors, as keys are. Places count code units from the start, around the end. */
  | { readonly kind: 'type'; readonly file: string; readonly at: readonly number[]; readonly text: string }
  | { readonly kind: 'backspace'; readonly file: string; readonly at: readonly number[]; readonly times: number }
  /** A piece is replaced by another one, as pasting over a selection does. */
  | { readonly kind: 'paste'; readonly file: string; readonly at: number; readonly over: number; readonly text: string }
  | { readonly kind: 'undo' | 'redo'; readonly file: string; readonly times: number }
  /** One edit of the workspace over several files, open or closed. */
  | { readonly kind: 'edit files'; readonly files: readonly string[]; readonly at: number; readonly text: string }
  | { readonly kind: 'replace all'; readonly file: string; readonly what: string; readonly by: string }
  | { readonly kind: 'line ends'; readonly file: string; readonly crlf: boolean }
  | { readonly kind: 'save' | 'revert' | 'open' | 'close'; readonly file: string }
  | { readonly kind: 'save all' }
  | { readonly kind: 'create'; readonly path: string; readonly text: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string; readonly overwrite: boolean }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'write outside'; readonly path: string; readonly text: string; readonly atomic: boolean }
  | { readonly kind: 'bytes outside'; readonly path: string; readonly bytes: readonly number[] }
  | { readonly kind: 'rename outside'; readonly from: string; readonly to: string }
  | { readonly kind: 'delete outside' | 'executable outside' | 'link outside'; readonly path: string }
  | { readonly kind: 'untitled'; readonly text: string }
  | { readonly kind: 'commit' | 'stash' | 'unstash' }
  | { readonly kind: 'checkout'; readonly branch: string; readonly force: boolean }
  | { readonly kind: 'wait'; readonly ms: number }
  /** Until nothing more happens; then texts and the tree of the disk are noted. */
  | { readonly kind: 'quiet' }
  /** Recording is paused while these are done. */
  | { readonly kind: 'paused'; readonly actions: readonly Action[] }
  /** Begun at the same time. */
  | { readonly kind: 'together'; readonly actions: readonly Action[] };

/** Every file that a session starts with, and its text. */
export const STARTING_FILES: Readonly<Record<string, string>> = {
  'a.txt': 'one\ntwo\nthree\n',
  'b.md': '# Title\n\nSome words;  and more  \n',
  'crlf.txt': 'first\r\nsecond\r\n',
  'sub/c.txt': 'todo  here\nlast line without an end',
  'sub/deep/d.txt': 'é😀\n'.repeat(40),
};

const FILES = [...Object.keys(STARTING_FILES), 'new.txt', 'sub/new.md', 'other/e.txt'];
const FOLDERS = ['sub', 'sub/deep', 'other', 'moved'];

const file = fc.constantFrom(...FILES);
const anywhere = fc.constantFrom(...FILES, ...FOLDERS);
const place = fc.nat(400);
const text = fc.constantFrom(
  'x',
  'word ',
  '\n',
  '😀',
  'é',
  '  ',
  '(',
  'todo;',
  'if (a) {\n  b;\n}\n',
  'end   \n',
  '\r\n',
);
const content = fc.constantFrom(
  '',
  'written\n',
  'a\r\nb\r\n',
  'mixed\r\nends\n',
  'one\ntwo\nchanged\n',
  '\ufeffmarked\n',
);

const single: fc.Arbitrary<Action> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('type'), file, at: places(3), text }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('backspace'), file, at: places(2), times: times(4) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('paste'), file, at: place, over: fc.nat(30), text }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('undo', 'redo'), file, times: times(3) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('edit files'), files: fc.uniqueArray(file, many(3)), at: place, text }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('replace all'), file, what: fc.constantFrom('e', '\n'), by: text }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('line ends'), file, crlf: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('save'), file }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('revert', 'open', 'close'), file }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'save all' }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('create'), path: file, text: content }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('rename'), from: anywhere, to: anywhere, overwrite: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete'), path: anywhere }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write outside'),
      path: file,
      text: content,
      atomic: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('bytes outside'),
      path: file,
      bytes: fc.constantFrom([0, 1, 2, 255], [0x63, 0xe9, 0x0a], [0xff, 0xfe, 0x61, 0x00]),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rename outside'), from: anywhere, to: anywhere }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('delete outside', 'executable outside', 'link outside'),
      path: anywhere,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('untitled'), text }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('commit', 'commit', 'stash', 'unstash') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('checkout'),
      branch: fc.constantFrom('main', 'side'),
      force: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.nat(900) }) },
) as fc.Arbitrary<Action>;

/** A session of random actions. */
export const sessionArbitrary: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: single },
    { weight: 2, arbitrary: group('together', 2) },
    { weight: 1, arbitrary: group('paused', 4) },
    { weight: 1, arbitrary: fc.constant<Action>({ kind: 'quiet' }) },
  ),
  { minLength: 3, maxLength: 24, size: 'max' },
);

/** One line an action. */
export function actionText(action: Action): string {
  if (action.kind !== 'paused' && action.kind !== 'together') return JSON.stringify(action);
  return `${action.kind}: ${action.actions.map(actionText).join(' + ')}`;
}

function group(kind: 'together' | 'paused', most: number): fc.Arbitrary<Action> {
  return fc.array(single, { minLength: 1, maxLength: most }).map((actions): Action => ({ kind, actions }));
}

function places(most: number): fc.Arbitrary<number[]> {
  return fc.uniqueArray(place, many(most));
}

function many(most: number): { minLength: number; maxLength: number } {
  return { minLength: 1, maxLength: most };
}

function times(most: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: most });
}
