import assert from 'node:assert/strict';
import type { NewEvent, SessionEvent } from '../../../src/core/session/event.ts';
import { NotebookFold } from '../../../src/core/session/notebookFold.ts';

const cell = (doc: number) => ({ doc, type: 'code' as const, language: 'python' });
const open: NewEvent = {
  kind: 'notebook-open',
  notebook: 0,
  path: 'n.ipynb',
  type: 'jupyter-notebook',
  cells: [cell(0), cell(1), cell(2)],
};
const cells = (...changes: { start: number; removed: number; added: ReturnType<typeof cell>[] }[]): NewEvent => ({
  kind: 'notebook-cells',
  notebook: 0,
  changes,
});

function folded(...events: NewEvent[]) {
  const fold = new NotebookFold();
  const misfits = events.flatMap((event, seq) => fold.apply({ ...event, seq, t: seq } as SessionEvent)?.why ?? []);
  return { fold, misfits, docs: fold.get(0)?.cells.map(({ doc }) => doc) };
}

describe('the fold of notebooks', () => {
  it('applies changes one after another, each to the cells that the one before left', () => {
    const { docs, misfits } = folded(
      open,
      cells({ start: 0, removed: 1, added: [] }, { start: 2, removed: 0, added: [cell(0)] }),
      cells({ start: 1, removed: 1, added: [cell(7), cell(8)] }),
    );
    assert.deepEqual(docs, [1, 7, 8, 0]);
    assert.deepEqual(misfits, []);
  });

  it('gives a moved cell what it put out before, and a new one nothing', () => {
    const output: NewEvent = { kind: 'notebook-output', notebook: 0, doc: 0, order: 1, success: true, outputs: [] };
    const { fold } = folded(
      open,
      output,
      cells({ start: 0, removed: 1, added: [] }, { start: 0, removed: 0, added: [cell(9), cell(0)] }),
    );
    assert.deepEqual(
      fold.get(0)?.cells.map(({ order }) => order),
      [undefined, 1, undefined, undefined],
    );
  });

  it('keeps what a cell puts out until that is told anew, and not how the run before went', () => {
    const output = (more: object): NewEvent => ({ kind: 'notebook-output', notebook: 0, doc: 1, ...more });
    const outputs = [{ mime: 'text/plain', text: 'x' }];
    const { fold } = folded(open, output({ order: 1, success: true, outputs }), output({ order: 2 }));
    assert.deepEqual(fold.get(0)?.cells[1], { ...cell(1), order: 2, outputs });
  });

  it('names what does not fit, changes nothing then, and goes on', () => {
    const { docs, misfits } = folded(
      cells({ start: 0, removed: 0, added: [cell(4)] }),
      open,
      cells({ start: 2, removed: 2, added: [] }),
      { kind: 'notebook-output', notebook: 0, doc: 5 },
      cells({ start: 0, removed: 1, added: [] }),
    );
    assert.deepEqual(misfits, [
      'notebook 0 was not opened before',
      'the cells that notebook 0 lost were not there',
      'document 5 is no cell of notebook 0',
    ]);
    assert.deepEqual(docs, [1, 2]);
  });

  it('keeps the last cells of a closed notebook', () => {
    const { fold, docs } = folded(open, { kind: 'notebook-close', notebook: 0 });
    assert.deepEqual([docs, fold.get(0)?.open, fold.all().length], [[0, 1, 2], false, 1]);
  });
});
