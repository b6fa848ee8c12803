import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { NewEvent } from '../../../src/core/session/event.ts';
import type { Operation } from '../../../src/core/session/operation.ts';
import { diffsOfOperations, operationDiffs } from '../../../src/core/session/operationDiffs.ts';
import { inferOperations } from '../../../src/core/session/operations.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { baseOf, edit, open, placed, save } from './fixtures.ts';

const files = {
  'a.ts': 'export function sum(a: number[]) {}\n',
  'b.ts': "import { sum } from './a';\nsum([]);\nconst t = { sum };\n",
  'c.ts': "import { sum } from './a';\n\n\nexport const x = sum([1]);\n",
};
const { base, blobs } = baseOf(files);
type Timed = NewEvent & { t?: number };

function infer(events: readonly Timed[]): Operation[] {
  const all = placed(events);
  const operations = inferOperations(all, base, blobs, nodeDigest);
  const owned = operations.flatMap(({ seqs }) => seqs);
  assert.equal(owned.length, new Set(owned).size, 'an event is in two operations');
  for (const { kind, seq } of all) {
    if (['edit', 'file', 'note', 'command-start', 'command-output', 'command-end'].includes(kind))
      assert.ok(owned.includes(seq));
  }
  return operations;
}

const kinds = (operations: readonly Operation[]) => operations.map(({ kind }) => kind);
const typing = (doc: number, at: number, text: string, v = 2): Timed[] =>
  [...text].map((character, n) => edit(doc, v + n, [at + n, 0, character]));

/** What VS Code raises for a rename: the shown file minimised, the closed ones opened, changed by whole tokens and closed. */
const rename: Timed[] = [
  open(0, 'a.ts', files['a.ts']),
  { kind: 'selection', doc: 0, ranges: [[18, 18]], t: 3000 },
  { ...open(1, 'b.ts', files['b.ts']), t: 7246 },
  { ...open(2, 'c.ts', files['c.ts']), t: 7247 },
  { ...edit(0, 2, [19, 0, 'All']), t: 7248 },
  { ...edit(1, 2, [48, 3, 'sum: sumAll'], [27, 3, 'sumAll'], [9, 3, 'sumAll']), t: 7250 },
  { ...edit(2, 2, [46, 3, 'sumAll'], [9, 3, 'sumAll']), t: 7253 },
  { ...save(0, 2, 'x'), t: 7332 },
  { ...save(1, 2, 'x'), t: 7333 },
  { ...save(2, 2, 'x'), t: 7333 },
  { kind: 'document-close', doc: 1, t: 7334 },
  { kind: 'document-close', doc: 2, t: 7334 },
];

describe('inferring operations', () => {
  it('finds a rename over open and closed files, with the openings and closings that it caused', () => {
    const operations = infer(rename);
    assert.deepEqual(
      operations.map(({ title }) => title),
      ['Rename `sum` to `sumAll` in 3 files'],
    );
    assert.deepEqual(operations[0]?.seqs, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    assert.deepEqual(operations[0]?.files, ['a.ts', 'b.ts', 'c.ts']);
    assert.match(operations[0]?.evidence[0] ?? '', /6 places in 3 files turn `sum` into `sumAll` within 5 ms/);
    assert.deepEqual(operations[0]?.t, [7246, 7334]);
  });

  it('shows each renamed file before and after', () => {
    const [operation] = infer(rename);
    assert.ok(operation);
    const diffs = operationDiffs(operation, placed(rename), base, blobs, nodeDigest);
    assert.deepEqual(
      diffs.map(({ path }) => path),
      ['a.ts', 'b.ts', 'c.ts'],
    );
    assert.equal(diffs[0]?.after, files['a.ts'].replace('sum', 'sumAll'));
    assert.equal(diffs[1]?.before, files['b.ts']);
  });

  it('does not take a rename for one when the places change in different ways', () => {
    const mixed = rename.map((event) =>
      event.kind === 'edit' && event.doc !== 0
        ? { ...event, changes: event.changes.map(([o, d]): [number, number, string] => [o, d, `sum${event.doc}`]) }
        : event,
    );
    assert.ok(!infer(mixed).some(({ title }) => title.includes('3 files')));
  });

  it('tells typing with several cursors from a rename', () => {
    const operations = infer([
      open(1, 'b.ts', files['b.ts']),
      {
        kind: 'selection',
        doc: 1,
        ranges: [
          [12, 12],
          [30, 30],
        ],
      },
      edit(1, 2, [30, 0, 'A'], [12, 0, 'A']),
      edit(1, 3, [32, 0, 'l'], [13, 0, 'l']),
    ]);
    assert.deepEqual(kinds(operations), ['typed-edit']);
    assert.ok(operations[0]?.evidence.includes('typed with 2 cursors'));
    assert.equal(operations[0]?.title, 'Edit `b.ts` at 2 cursors');
  });

  it('takes the editor’s own word for typing and for reloading', () => {
    const says = (source: string) => ({ evidence: { detailedReason: { source } } });
    const changes: [number, number, string][] = [
      [48, 3, 'all'],
      [9, 3, 'all'],
    ];
    const opened = open(1, 'b.ts', files['b.ts']);
    assert.deepEqual(kinds(infer([opened, edit(1, 2, ...changes)])), ['rename-symbol']);
    assert.deepEqual(kinds(infer([opened, { ...edit(1, 2, ...changes), ...says('cursor') }])), ['typed-edit']);
    const reloaded = infer([opened, ...typing(1, 0, 'x'), { ...edit(1, 3, [0, 1, 'y']), ...says('reloadFromDisk') }]);
    assert.deepEqual(kinds(reloaded), ['typed-edit', 'disk-change']);
  });

  it('finds a move with its imports, before and after the file event', () => {
    const operations = infer([
      open(1, 'b.ts', files['b.ts']),
      open(2, 'c.ts', files['c.ts']),
      { ...edit(2, 2, [22, 2, './lib']), t: 900 },
      { kind: 'file', op: 'rename', path: 'a.ts', to: 'lib/a.ts', source: 'editor', t: 1000 },
      { ...edit(1, 2, [21, 0, './lib']), t: 1400 },
      { ...save(1, 2, ''), t: 1450 },
      ...typing(1, 0, '// x').map((event, n) => ({ ...event, t: 6000 + 100 * n })),
    ]);
    assert.deepEqual(kinds(operations), ['move-file', 'typed-edit']);
    assert.equal(operations[0]?.title, 'Move `a.ts` to `lib/a.ts`, with imports in 2 files');
    assert.deepEqual(operations[0]?.files, ['a.ts', 'lib/a.ts', 'c.ts', 'b.ts']);
    assert.ok(operations[0]?.seqs.includes(5));
  });

  it('leaves out of a move the opening of a document that somebody had worked in before', () => {
    const operations = infer([
      { ...open(1, 'b.ts', files['b.ts']), t: 100 },
      { kind: 'focus', doc: 1, t: 110 },
      ...typing(1, files['b.ts'].length, '//').map((event, n) => ({ ...event, t: 200 + 50 * n })),
      { kind: 'file', op: 'rename', path: 'a.ts', to: 'lib/a.ts', source: 'editor', t: 1000 },
      { ...edit(1, 9, [23, 0, './lib']), t: 1400 },
    ]);
    assert.deepEqual(kinds(operations), ['typed-edit', 'move-file']);
    assert.ok(Math.min(...(operations[1]?.seqs ?? [])) > Math.max(...(operations[0]?.seqs ?? [])));
  });

  it('shows a moved file under its new name with where it was', () => {
    const events: Timed[] = [{ kind: 'file', op: 'rename', path: 'a.ts', to: 'lib/a.ts', source: 'editor' }];
    const [operation] = infer(events);
    assert.ok(operation);
    assert.deepEqual(operationDiffs(operation, placed(events), base, blobs, nodeDigest), [
      { path: 'lib/a.ts', from: 'a.ts', before: files['a.ts'], after: files['a.ts'] },
    ]);
  });

  it('makes one typed edit of a run with pauses under five seconds, undo included', () => {
    const operations = infer([
      open(0, 'a.ts', files['a.ts']),
      ...typing(0, 0, 'let '),
      { ...edit(0, 6, [3, 1, '']), reason: 'undo', t: 3000 },
      { ...edit(0, 7, [3, 0, ' ']), reason: 'redo', t: 3100 },
      { ...edit(0, 8, [0, 0, 'x']), t: 8100 },
      { ...edit(0, 9, [0, 1, '']), reason: 'undo', t: 20_000 },
    ]);
    assert.deepEqual(kinds(operations), ['typed-edit', 'typed-edit', 'undo']);
    assert.deepEqual(
      operations.map(({ seqs }) => seqs.length),
      [6, 1, 1],
    );
    assert.ok(operations[0]?.evidence.includes('1 undone'));
    assert.equal(operations[0]?.title, 'Edit `a.ts`: `let`');
  });

  it('finds the same replacement in many places', () => {
    const operations = infer([open(1, 'b.ts', files['b.ts']), edit(1, 2, [53, 1, '!!'], [34, 1, '!!'], [25, 1, '!!'])]);
    assert.deepEqual(
      operations.map(({ title }) => title),
      ['Replace `;` by `!!` in 1 file'],
    );
  });

  it('tells creation and deletion in the editor, changes on disk with reloads, commands and notes', () => {
    const operations = infer([
      open(0, 'a.ts', files['a.ts']),
      { kind: 'file', op: 'create', path: 'n.ts', content: { text: '' }, source: 'editor' },
      { kind: 'file', op: 'delete', path: 'c.ts', source: 'editor' },
      { kind: 'command-start', command: 0, terminal: 't', line: 'npm test', confidence: 'high' },
      { kind: 'file', op: 'change', path: 'a.ts', content: { text: 'new\n' }, source: 'watcher' },
      edit(0, 2, [0, 36, 'new\n']),
      { kind: 'command-output', command: 0, text: 'x' },
      { kind: 'command-end', command: 0, exitCode: 1 },
      { kind: 'note', note: 'n', type: 'why', text: 'because\nof it', anchors: [] },
    ]);
    assert.deepEqual(kinds(operations), ['create-file', 'delete-file', 'run-tests', 'disk-change', 'note']);
    assert.deepEqual(operations[2]?.title, 'Run tests: failed, exit code 1');
    assert.deepEqual(operations[3]?.seqs, [4, 5]);
    assert.equal(operations[4]?.title, 'Note (why): because of it');
  });

  it('puts every event in one operation, the same each time, whatever happens', () => {
    const any = fc.oneof(
      fc
        .tuple(fc.nat(2), fc.nat(30), fc.nat(3), fc.constantFrom('a', 'sum', 'x\ny', ''))
        .map(([d, o, n, s]): Timed => edit(d, 2, [o % 20, n, s])),
      fc
        .tuple(fc.nat(2), fc.constantFrom('undo' as const, 'redo' as const))
        .map(([d, reason]): Timed => ({ ...edit(d, 2, [0, 0, 'u']), reason })),
      fc
        .constantFrom('a.ts', 'b.ts')
        .map((path): Timed => ({ kind: 'file', op: 'rename', path, to: `m/${path}`, source: 'editor' })),
      fc.constantFrom<Timed>(
        { kind: 'file', op: 'change', path: 'c.ts', content: { text: 'q' }, source: 'checkpoint' },
        { kind: 'command-end', command: 3, exitCode: null },
        { kind: 'note', note: 'n', type: 'goal', text: '', anchors: [] },
        { kind: 'document-close', doc: 1 },
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(any, fc.nat(3000)), { maxLength: 25 }), (steps) => {
        let t = 0;
        const events: Timed[] = [open(0, 'a.ts', files['a.ts']), open(1, 'b.ts', files['b.ts'])];
        for (const [event, pause] of steps) {
          t += pause;
          events.push({ ...event, t: t + 50 });
        }
        const operations = infer(events);
        assert.deepEqual(infer(events), operations);
        assert.deepEqual(
          diffsOfOperations(operations, placed(events), base, blobs, nodeDigest),
          operations.map((operation) => operationDiffs(operation, placed(events), base, blobs, nodeDigest)),
        );
      }),
      { numRuns: 300 },
    );
  });
});
