import assert from 'node:assert/strict';
import { apply } from '../../../src/core/edit/apply.ts';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { DocumentLog } from '../../../src/extension/recorder/documentLog.ts';
import type { EditorChange, EditorDocument } from '../../../src/extension/recorder/editorDocument.ts';
import { objectId } from '../../../src/node/git/looseObject.ts';
import { Journal } from '../../../src/node/recording/journal.ts';

function recorder() {
  const events: NewEvent[] = [];
  const asked: string[] = [];
  const journal = new Journal({
    blobs: { blobId: (bytes) => objectId('blob', bytes), writeBlob: (bytes) => objectId('blob', bytes) },
    askForText: (uri) => asked.push(uri),
    onFailure: (error) => {
      throw error;
    },
    onWrite: () => undefined,
  });
  const open = () => journal.open({ append: (event) => ({ seq: events.push(event) - 1 }) }, []);
  return { journal, documents: new DocumentLog(journal), events, asked, open };
}

function document(text: string, more: Partial<EditorDocument> = {}): EditorDocument {
  return {
    uri: 'file:///w/a.txt',
    path: 'a.txt',
    root: 0,
    inWorkspace: true,
    version: 1,
    text,
    eol: '\n',
    encoding: 'utf8',
    language: 'plaintext',
    dirty: false,
    disk: Buffer.from(text),
    ...more,
  };
}

function change(changes: EditorChange['changes'], more: Partial<EditorChange> = {}): EditorChange {
  const { uri, eol, encoding } = document('');
  return { uri, version: 2, changes, reason: undefined, evidence: undefined, dirty: false, eol, encoding, ...more };
}

const kinds = (events: readonly NewEvent[]) => events.map(({ kind }) => kind);

describe('the log of documents', () => {
  it('names the blob of a text that the shadow git directory holds, and only of an exact one', () => {
    const { journal, documents, events, open } = recorder();
    open();
    const bytes = Buffer.from('same\n');
    journal.noteStored([objectId('blob', bytes), objectId('blob', Buffer.from('\ufeffsame\n'))]);
    documents.open(document('same\n'));
    documents.open(
      document('same\n', { uri: 'file:///w/b', path: 'b', disk: Buffer.from('\ufeffsame\n'), encoding: 'utf8bom' }),
    );
    documents.open(document('other\n', { uri: 'file:///w/c', path: 'c', disk: Buffer.from('same\n') }));
    assert.deepEqual(
      events.map((event) => 'content' in event && event.content),
      [{ blob: objectId('blob', bytes) }, { text: 'same\n' }, { text: 'other\n' }],
    );
    assert.deepEqual('disk' in (events[2] ?? {}), true, 'the bytes that the text does not give are kept');
    assert.deepEqual('disk' in (events[1] ?? {}), false, 'a byte order mark is part of the encoding');
  });

  it('puts the smallest changes beside a wasteful one', () => {
    const { documents, events, open } = recorder();
    open();
    const before = 'total(1);\n'.repeat(2_000);
    const after = before.replaceAll('total', 'sumAll');
    documents.open(document(before));
    documents.change(change([[0, before.length, after]]));
    const [, edit] = events;
    assert.ok(edit?.kind === 'edit' && edit.minimal !== undefined);
    assert.equal(apply(before, edit.minimal), after);
    assert.ok(JSON.stringify(edit.minimal).length < after.length * 2);
    documents.change(change([[0, 0, 'x']], { version: 3 }));
    assert.equal('minimal' in (events[2] ?? {}), false, 'a keystroke is small enough');
  });

  it('asks for the whole text when an edit does not fit, and writes it', () => {
    const { documents, events, asked, open } = recorder();
    open();
    documents.open(document('abc'));
    documents.change(
      change([
        [0, 1, 'Z'],
        [90, 1, 'x'],
      ]),
    );
    assert.deepEqual(asked, ['file:///w/a.txt']);
    documents.check(document('Zbc', { version: 2 }), 'asked');
    assert.deepEqual(kinds(events), ['document-open', 'resync']);
    documents.check(document('Zbc', { version: 2 }), 'asked');
    assert.equal(events.length, 2, 'what agrees is not written again');
  });

  it('keeps a document that opens at its new address before the rename is reported', () => {
    const { documents, events, open } = recorder();
    open();
    documents.open(document('x'));
    documents.willRename([{ from: 'file:///w/a.txt', to: 'file:///w/b.txt' }]);
    documents.open(document('x, not saved', { uri: 'file:///w/b.txt', path: 'b.txt', dirty: true }));
    documents.didRename([{ from: 'file:///w/a.txt', to: 'file:///w/b.txt' }]);
    documents.close('file:///w/a.txt');
    assert.deepEqual(kinds(events), ['document-open', 'document-path', 'resync', 'document-state']);
    assert.equal(documents.docOf('file:///w/b.txt'), 0);
  });

  it('keeps a document whose old address is closed before the new one opens', () => {
    const { documents, events, open } = recorder();
    open();
    documents.open(document('x'));
    documents.willRename([{ from: 'file:///w/a.txt', to: 'file:///w/b.txt' }]);
    documents.close('file:///w/a.txt');
    documents.open(document('x', { uri: 'file:///w/b.txt', path: 'b.txt' }));
    documents.didRename([{ from: 'file:///w/a.txt', to: 'file:///w/b.txt' }]);
    assert.deepEqual(kinds(events), ['document-open', 'document-path']);
  });

  it('follows a document through renames of its folder, one after another', () => {
    const { documents, events, open } = recorder();
    open();
    documents.open(document('x', { uri: 'file:///w/one/a.txt', path: 'one/a.txt' }));
    documents.willRename([{ from: 'file:///w/one', to: 'file:///w/two' }]);
    documents.willRename([{ from: 'file:///w/two', to: 'file:///w/three' }]);
    documents.open(document('x', { uri: 'file:///w/three/a.txt', path: 'three/a.txt' }));
    documents.close('file:///w/one/a.txt');
    assert.deepEqual(kinds(events), ['document-open', 'document-path']);
    assert.equal(documents.docOf('file:///w/three/a.txt'), 0);
  });

  it('keeps events in order that happen before the base state is known', () => {
    const { journal, documents, events, open } = recorder();
    journal.inOrder(() => documents.open(document('')));
    journal.inOrder(() => documents.change(change([[0, 0, 'a']])));
    assert.deepEqual(events, []);
    open();
    journal.inOrder(() => documents.close('file:///w/a.txt'));
    assert.deepEqual(kinds(events), ['document-open', 'edit', 'document-close']);
  });

  it('writes nothing while paused, and afterwards what had changed', () => {
    const { journal, documents, events, open } = recorder();
    open();
    documents.open(document('a'));
    documents.open(document('b', { uri: 'file:///w/b', path: 'b' }));
    journal.pause();
    journal.append({ kind: 'document-close', doc: 0 });
    journal.resume('2026-01-01T00:00:00.000Z');
    documents.catchUp([document('a2', { version: 9, dirty: true }), document('c', { uri: 'file:///w/c', path: 'c' })]);
    assert.deepEqual(kinds(events).slice(2), [
      'pause',
      'resume',
      'resync',
      'document-state',
      'document-open',
      'document-close',
    ]);
  });
});
