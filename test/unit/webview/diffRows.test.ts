import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldRows, pairRows } from '../../../src/webview/model/diffFolds.ts';
import { type DiffRow, diffRows, LINE_LIMIT, lineCounts } from '../../../src/webview/model/diffRows.ts';

const file = (before: string | null, after: string | null, from?: string) =>
  from === undefined ? { path: 'a.ts', before, after } : { path: 'a.ts', from, before, after };
const textOf = (row: DiffRow) => row.parts.map(({ text }) => text).join('');
const changedOf = (row: DiffRow | undefined) => row?.parts.filter(({ changed }) => changed).map(({ text }) => text);
const numbered = (count: number) => Array.from({ length: count }, (_, k) => `line ${k + 1}\n`).join('');

describe('diff rows', () => {
  it('hold both texts: context with removed is the old one, context with added the new one', () => {
    const text = fc.array(fc.constantFrom('a', 'bb', '', 'c d'), { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { rows } = diffRows(file(before, after));
        const side = (other: DiffRow['kind']) => rows.filter(({ kind }) => kind !== other).map(textOf);
        assert.deepEqual(side('added').join('\n'), before.replace(/\n$/, ''));
        assert.deepEqual(side('removed').join('\n'), after.replace(/\n$/, ''));
      }),
    );
  });

  it('number the lines of each side from 1 without gaps', () => {
    const { rows } = diffRows(file('a\nb\nc\n', 'a\nx\ny\nc\n'));
    assert.deepEqual(
      rows.flatMap(({ before }) => before ?? []),
      [1, 2, 3],
    );
    assert.deepEqual(
      rows.flatMap(({ after }) => after ?? []),
      [1, 2, 3, 4],
    );
  });

  it('mark the renamed word and nothing else', () => {
    const { rows, added, removed } = diffRows(file('const net = total(items);\n', 'const net = netTotal(items);\n'));
    assert.deepEqual([added, removed], [1, 1]);
    assert.deepEqual(changedOf(rows[0]), ['total']);
    assert.deepEqual(changedOf(rows[1]), ['netTotal']);
  });

  it('mark nothing where two lines have nothing in common', () => {
    const { rows } = diffRows(file('alpha beta gamma\n', 'one two three four\n'));
    assert.deepEqual(
      rows.flatMap((row) => changedOf(row) ?? []),
      [],
    );
  });

  it('tell a lost line break at the end of the file', () => {
    const { rows } = diffRows(file('a\nb\n', 'a\nb'));
    assert.deepEqual(
      rows.map(({ kind, openEnd }) => [kind, openEnd]),
      [
        ['context', false],
        ['removed', false],
        ['added', true],
      ],
    );
  });

  it('keep a carriage return as part of its line, so that a change of line ends is a change', () => {
    assert.equal(diffRows(file('a\r\nb\n', 'a\nb\n')).removed, 1);
  });

  it('cut a long line at a code point and say how much is missing', () => {
    const long = `${'x'.repeat(LINE_LIMIT - 1)}😀tail`;
    const row = diffRows(file(null, long)).rows[0] as DiffRow;
    assert.equal(textOf(row), 'x'.repeat(LINE_LIMIT - 1));
    assert.equal(row.hidden, '😀tail'.length);
  });

  it('tell created, deleted, moved and unchanged files apart', () => {
    const change = (...args: Parameters<typeof file>) => diffRows(file(...args)).change;
    assert.deepEqual(
      [change(null, 'a'), change('a', null), change('a', 'a', 'b.ts'), change('a', 'a'), change('a', 'b')],
      ['created', 'deleted', 'moved', 'same', 'changed'],
    );
  });

  it('agree with the counts that are made without rows', () => {
    const files = [file('a\nb\n', 'a\nc\nd'), file(null, 'x\ny\n')];
    const models = files.map(diffRows);
    assert.deepEqual(lineCounts(files), {
      added: models.reduce((sum, { added }) => sum + added, 0),
      removed: models.reduce((sum, { removed }) => sum + removed, 0),
    });
  });
});

describe('diff folds', () => {
  const before = numbered(60);
  const { rows } = diffRows(file(before, before.replace('line 30\n', 'line thirty\n')));

  it('leave 3 lines around a change', () => {
    const shown = foldRows(rows);
    assert.deepEqual(
      shown.map((row) =>
        row.kind === 'fold' ? `fold ${row.end - row.start}` : `${row.kind} ${row.before ?? row.after}`,
      ),
      [
        'fold 26',
        ...[27, 28, 29].map((n) => `context ${n}`),
        'removed 30',
        'added 30',
        ...[31, 32, 33].map((n) => `context ${n}`),
        'fold 27',
      ],
    );
  });

  it('give back every row once all of them are opened', () => {
    const openings = new Map(
      foldRows(rows).flatMap((row) => (row.kind === 'fold' ? [[row.key, { top: 99, bottom: 0 }]] : [])),
    );
    assert.deepEqual(foldRows(rows, openings as never), rows);
  });

  it('never lose a row: shown and folded rows together are all rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), (top, bottom) => {
        const shown = foldRows(rows, new Map([[0, { top, bottom }]]));
        assert.deepEqual(
          shown.flatMap((row) => (row.kind === 'fold' ? rows.slice(row.start, row.end) : [row])),
          rows,
        );
      }),
    );
  });

  it('set removed and added lines of one hunk side by side', () => {
    const pairs = pairRows(diffRows(file('a\nb\nc\n', 'a\nx\nc\n')).rows);
    assert.deepEqual(
      pairs.map((pair) => ('kind' in pair ? 'fold' : pair.map((row) => row && textOf(row)))),
      [
        ['a', 'a'],
        ['b', 'x'],
        ['c', 'c'],
      ],
    );
  });
});
