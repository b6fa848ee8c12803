import assert from 'node:assert/strict';
import { filterOperations, type TimelineRow, timelineRows, treeLine } from '../../../src/webview/model/timelineRows.ts';
import { durationText, offsetText } from '../../../src/webview/model/timeText.ts';
import { type TreeKey, treeKey } from '../../../src/webview/model/treeKeys.ts';
import { sampleReport } from '../report/sampleReport.ts';

const operations = sampleReport().timeline?.operations ?? [];
const none: ReadonlySet<string> = new Set();
const first: ReadonlySet<string> = new Set(['op-1']);

describe('rows of the timeline', () => {
  it('are the operations, and the events of the expanded ones', () => {
    assert.equal(timelineRows(operations, none).length, operations.length);
    const rows = timelineRows(operations, first);
    assert.deepEqual(
      rows.slice(0, 6).map(({ key }) => key),
      ['op-1', 'op-1/3', 'op-1/4', 'op-1/5', 'op-1/6', 'op-2'],
    );
  });

  it('are found by words of the title, the files, the notes and the output, in any order', () => {
    const found = (query: string) => filterOperations(operations, { query, kinds: [] }).map(({ id }) => id);
    assert.deepEqual(found('NETTOTAL rename'), ['op-1']);
    assert.deepEqual(found('shipping.ts'), ['op-1']);
    assert.deepEqual(found('importer cent'), ['op-2']);
    assert.deepEqual(found('749.99'), ['op-4']);
    assert.deepEqual(found('nowhere'), []);
  });

  it('are filtered by kind', () => {
    const found = filterOperations(operations, { query: '', kinds: ['undo', 'create-file'] });
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['undo', 'create-file'],
    );
  });

  it('are filtered by who did them, and by kind at once', () => {
    const [one, ...others] = operations;
    assert.ok(one !== undefined && others.length > 0);
    const mixed = [
      { ...one, actor: 'agent' as const },
      ...others.map((other) => ({ ...other, actor: 'human' as const })),
    ];
    const found = (filter: Partial<Parameters<typeof filterOperations>[1]>) =>
      filterOperations(mixed, { query: '', kinds: [], ...filter }).map(({ id }) => id);
    assert.deepEqual(found({ actors: ['agent'] }), [one.id]);
    assert.deepEqual(found({ actors: ['agent', 'human'] }).length, mixed.length);
    assert.deepEqual(found({ actors: ['vcs'] }), []);
    assert.deepEqual(
      found({ actors: ['human'], kinds: [one.kind] }),
      filterOperations(others, { query: '', kinds: [one.kind] }).map(({ id }) => id),
    );
  });

  it('that have a note are found with the notes', () => {
    const found = filterOperations(operations, { query: '', kinds: ['note'] });
    assert.ok(found.length > 1);
    assert.ok(found.every(({ kind, notes }) => kind === 'note' || notes.length > 0));
  });
});

describe('keys of the timeline', () => {
  const key = (
    name: string,
    at: { rows?: TimelineRow[]; active?: number; expanded?: ReadonlySet<string>; typed?: string } = {},
  ) => {
    const event: TreeKey = { key: name, ctrlKey: false, altKey: false, metaKey: false, timeStamp: 1000 };
    const rows = at.rows ?? timelineRows(operations, at.expanded ?? none);
    return treeKey(event, {
      count: rows.length,
      line: (index) => treeLine(rows[index] as TimelineRow, at.expanded ?? none),
      active: at.active ?? 0,
      pageRows: 5,
      typed: { text: at.typed ?? '', at: 900 },
    });
  };

  it('move, and stop at both ends', () => {
    assert.deepEqual(key('ArrowDown'), { kind: 'move', to: 1 });
    assert.deepEqual(key('ArrowUp'), { kind: 'move', to: 0 });
    assert.deepEqual(key('End'), { kind: 'move', to: operations.length - 1 });
    assert.deepEqual(key('PageDown', { active: 6 }), { kind: 'move', to: operations.length - 1 });
  });

  it('open with Right, go in with Right again, go out and close with Left', () => {
    assert.deepEqual(key('ArrowRight'), { kind: 'toggle', row: 0, open: true });
    assert.deepEqual(key('ArrowRight', { expanded: first }), { kind: 'move', to: 1 });
    assert.deepEqual(key('ArrowLeft', { expanded: first, active: 3 }), { kind: 'move', to: 0 });
    assert.deepEqual(key('ArrowLeft', { expanded: first }), { kind: 'toggle', row: 0, open: false });
  });

  it('find a row by its first letters, going on from the letters before', () => {
    const found = key('m');
    assert.deepEqual(found, { kind: 'type', to: 5, typed: { text: 'm', at: 1000 } });
    assert.deepEqual(key('n', { typed: 'u', active: 2 }), { kind: 'type', to: 2, typed: { text: 'un', at: 1000 } });
  });

  it('find the next of several rows that start with the same letter', () => {
    assert.equal((key('t', { active: 1 }) as { to: number }).to, 4);
  });

  it('with Control belong to the browser', () => {
    const event = { key: 'ArrowDown', ctrlKey: true, altKey: false, metaKey: false, timeStamp: 0 };
    assert.equal(
      treeKey(event, {
        count: 0,
        line: () => ({ title: '', level: 1, open: null }),
        active: 0,
        pageRows: 1,
        typed: { text: '', at: 0 },
      }),
      null,
    );
  });
});

describe('times', () => {
  it('are shown from minutes up, hours only when there are some', () => {
    assert.deepEqual([0, 61_999, 3_600_000].map(offsetText), ['0:00', '1:01', '1:00:00']);
  });

  it('are rounded to what a person wants to know', () => {
    assert.deepEqual([62, 4_249, 185_000].map(durationText), ['62 ms', '4.2 s', '3 min 5 s']);
  });
});
