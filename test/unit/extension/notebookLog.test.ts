import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SessionEvent } from '../../../src/core/session/event.ts';
import { NotebookFold } from '../../../src/core/session/notebookFold.ts';
import { type EditorCell, NotebookLog } from '../../../src/extension/recorder/notebookLog.ts';
import { writtenJournal } from './writtenJournal.ts';

const cell = (uri: string, more: Partial<EditorCell> = {}): EditorCell => ({
  uri,
  type: 'code',
  language: 'python',
  ...more,
});

/** A log whose cells' documents are numbered by `docs`, and a notebook with these cells. */
function recorder() {
  const { journal, events } = writtenJournal();
  const docs = new Map(['a', 'b', 'c', 'd'].map((uri, doc) => [uri, doc]));
  const log = new NotebookLog(journal, (uri) => docs.get(uri));
  const notebook = (...cells: EditorCell[]) => ({
    uri: 'file:///w/n.nb',
    path: 'n.nb',
    root: 0,
    inWorkspace: true,
    type: 'nb',
    cells,
  });
  const fold = () => {
    const folded = new NotebookFold();
    for (const event of events) assert.equal(folded.apply(event as SessionEvent), undefined);
    return folded.get(0);
  };
  return { journal, events, docs, log, notebook, fold };
}

describe('the log of notebooks', () => {
  it('tells what the editor says it did where that leads to the cells that are there', () => {
    const { log, notebook, events } = recorder();
    log.open(notebook(cell('a'), cell('b')));
    // A move, as the editor tells it.
    log.changed(notebook(cell('b'), cell('a')), [
      { start: 0, removed: 1, added: [] },
      { start: 1, removed: 0, added: [cell('a')] },
    ]);
    assert.deepEqual(events[1], {
      kind: 'notebook-cells',
      notebook: 0,
      changes: [
        { start: 0, removed: 1, added: [] },
        { start: 1, removed: 0, added: [{ doc: 0, type: 'code', language: 'python' }] },
      ],
    });
  });

  it('tells the difference where it does not', () => {
    const { log, notebook, events } = recorder();
    log.open(notebook(cell('a'), cell('b'), cell('c')));
    log.changed(notebook(cell('a'), cell('d'), cell('c')), [{ start: 0, removed: 1, added: [] }]);
    assert.deepEqual(events[1], {
      kind: 'notebook-cells',
      notebook: 0,
      changes: [{ start: 1, removed: 1, added: [{ doc: 3, type: 'code', language: 'python' }] }],
    });
  });

  it('puts a cell whose language changed, and so its document, in the place of the old one', () => {
    const { log, notebook, events, docs } = recorder();
    log.open(notebook(cell('a'), cell('b')));
    docs.set('b', 9);
    log.changed(notebook(cell('a'), cell('b', { language: 'json' })), []);
    assert.deepEqual(events[1], {
      kind: 'notebook-cells',
      notebook: 0,
      changes: [{ start: 1, removed: 1, added: [{ doc: 9, type: 'code', language: 'json' }] }],
    });
  });

  it('writes an output once, and none for a cell that never put anything out', () => {
    const { log, notebook, events } = recorder();
    log.open(notebook(cell('a'), cell('b')));
    const output = { order: 1, success: true, outputs: [{ mime: 'text/plain', text: 'x' }] };
    log.output('file:///w/n.nb', 'a', { outputs: [] });
    log.output('file:///w/n.nb', 'a', output);
    log.output('file:///w/n.nb', 'a', output);
    log.output('file:///w/n.nb', 'a', { outputs: [] });
    log.output('file:///w/n.nb', 'elsewhere', output);
    assert.deepEqual(
      events.slice(1).map((event) => 'outputs' in event && event.outputs?.length),
      [1, 0],
    );
  });

  it('closes what went away during a pause, opens what came, and tells nothing twice', () => {
    const { log, notebook, events } = recorder();
    log.open(notebook(cell('a')));
    log.catchUp([{ ...notebook(cell('b')), uri: 'untitled:x', path: 'x', inWorkspace: false }]);
    log.catchUp([{ ...notebook(cell('b')), uri: 'untitled:x', path: 'x', inWorkspace: false }]);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['notebook-open', 'notebook-close', 'notebook-open'],
    );
    assert.equal((events[2] as { uri?: string }).uri, 'untitled:x');
  });

  it('folds to the cells that are there, whatever the editor said of how they came there', () => {
    const cells = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
    const splices = fc.array(fc.record({ start: fc.nat(3), removed: fc.nat(3), added: cells }), { maxLength: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cells, splices)), (steps) => {
        const { log, notebook, fold, docs } = recorder();
        log.open(notebook());
        for (const [now, told] of steps) {
          log.changed(
            notebook(...now.map((uri) => cell(uri))),
            told.map((splice) => ({ ...splice, added: splice.added.map((uri) => cell(uri)) })),
          );
          assert.deepEqual(
            fold()?.cells.map(({ doc }) => doc),
            now.map((uri) => docs.get(uri)),
          );
        }
      }),
    );
  });
});
