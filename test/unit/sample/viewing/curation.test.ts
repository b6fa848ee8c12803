import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import {
  type Curation,
  curatedRows,
  curationText,
  type Decision,
  noCuration,
  parseCuration,
  withDecision,
  withoutLast,
} from '../../../../src/core/sample/viewing/curation.ts';
import { CurationStore } from '../../../../src/extension/datasets/curationStore.ts';

const rows = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', '__proto__'), { minLength: 1, maxLength: 3 });
const at = fc.constant('2026-01-01T00:00:00.000Z');
const decision: fc.Arbitrary<Decision> = fc.oneof(
  fc.record({ kind: fc.constant('reject' as const), at, rows, reason: fc.string() }),
  fc.record({ kind: fc.constant('keep' as const), at, rows }),
  fc.record({
    kind: fc.constant('label' as const),
    at,
    rows,
    name: fc.constantFrom('quality', 'hole', '__proto__'),
    value: fc.oneof(fc.constant(null), fc.string(), fc.integer(), fc.boolean()),
  }),
);
// Plain objects, as JSON gives them.
const decisions = fc.array(decision, { maxLength: 12 }).map((list) => structuredClone(list));
const curationOf = (list: readonly Decision[]): Curation => list.reduce(withDecision, noCuration);

describe('what is decided about the rows of a dataset', () => {
  it('is written and read again the same', () => {
    fc.assert(
      fc.property(decisions, (list) => {
        const curation = curationOf(list);
        assert.deepEqual(parseCuration(curationText(curation), 'curation.json'), curation);
      }),
    );
  });

  it('is undone decision by decision, back to nothing', () => {
    fc.assert(
      fc.property(decisions, (list) => {
        let curation = curationOf(list);
        for (let left = list.length; left > 0; left--) {
          const last = withoutLast(curation);
          assert.deepEqual(last?.undone, list[left - 1]);
          curation = (last as NonNullable<typeof last>).curation;
          assert.deepEqual(curatedRows(curation), curatedRows(curationOf(list.slice(0, left - 1))));
        }
        assert.equal(withoutLast(curation), undefined);
        assert.deepEqual(curatedRows(curation), new Map());
      }),
    );
  });

  it('counts the last verdict of a row, and the last value of each label', () => {
    fc.assert(
      fc.property(decisions, (list) => {
        const curated = curatedRows(curationOf(list));
        for (const [id, { rejected, labels }] of curated) {
          const own = list.filter((one) => one.rows.includes(id));
          const verdict = own.findLast(({ kind }) => kind !== 'label');
          assert.equal(rejected, verdict?.kind === 'reject');
          for (const [name, value] of Object.entries(labels)) {
            const last = own.findLast((one) => one.kind === 'label' && one.name === name);
            assert.ok(last?.kind === 'label' && last.value === value);
          }
        }
        assert.deepEqual(new Set(curated.keys()), new Set(list.flatMap((one) => one.rows)));
      }),
    );
  });

  it('keeps members of the file that it does not know', () => {
    const text = '{"version":1,"decisions":[],"tool":"by hand"}';
    assert.match(
      curationText(withDecision(parseCuration(text, 'f'), { kind: 'keep', at: '', rows: ['a'] })),
      /by hand/,
    );
  });

  it('of a newer version, or in a file that is none, is refused with the place', () => {
    const code = (text: string) => {
      try {
        parseCuration(text, '/d/curation.json');
      } catch (error) {
        return (error as { code: string; sentence: string }).sentence;
      }
      return '';
    };
    assert.match(code('{"version": 2, "decisions": []}'), /^\/d\/curation\.json: .*newer version \(update/);
    for (const text of ['', '[]', '{"version":1}', '{"version":1,"decisions":[{"kind":"reject"}]}']) {
      assert.match(code(text), /^\/d\/curation\.json: this is not a curation file/);
    }
  });
});

describe('the curation file beside a dataset', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-curation-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const reject = (...ids: string[]): Decision => ({ kind: 'reject', at: '2026-01-01T00:00:00.000Z', rows: ids });

  it('is made by the first decision, and undo and redo walk through it, in another window too', () => {
    const store = new CurationStore(folder);
    assert.deepEqual(store.state(), { rows: {}, undoable: false, redoable: false });
    assert.deepEqual(readdirSync(folder), []);
    store.decide(reject('a', 'b'));
    store.decide({ kind: 'keep', at: '', rows: ['b'] });
    assert.deepEqual(readdirSync(folder), ['curation.json']);
    const later = new CurationStore(folder);
    assert.deepEqual(later.state().rows, {
      a: { rejected: true, labels: {} },
      b: { rejected: false, labels: {} },
    });
    later.undo();
    assert.equal(later.state().rows.b?.rejected, true);
    assert.equal(later.state().redoable, true);
    later.redo();
    assert.equal(later.state().rows.b?.rejected, false);
    later.undo();
    later.undo();
    later.undo();
    assert.deepEqual(later.state(), { rows: {}, undoable: false, redoable: true });
    later.decide(reject('c'));
    assert.equal(later.state().redoable, false, 'a new decision ends what could be made again');
  });

  it('that cannot be read is neither shown nor overwritten', () => {
    const file = path.join(folder, 'curation.json');
    writeFileSync(file, 'half a file');
    const store = new CurationStore(folder);
    assert.throws(() => store.state(), /not a curation file/);
    assert.throws(() => store.decide(reject('a')), /not a curation file/);
    assert.equal(readFileSync(file, 'utf8'), 'half a file');
  });
});
