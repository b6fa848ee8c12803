import assert from 'node:assert/strict';
import type { NewEvent, SessionEvent } from '../../../src/core/session/event.ts';
import { WorkspaceFold } from '../../../src/core/session/fold.ts';
import { DocumentLog } from '../../../src/extension/recorder/documentLog.ts';
import type { EditorChange, EditorDocument } from '../../../src/extension/recorder/editorDocument.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { writtenJournal } from './writtenJournal.ts';

const draft: EditorDocument = {
  uri: 'untitled:Untitled-1',
  path: 'Untitled-1',
  root: 0,
  inWorkspace: false,
  version: 1,
  text: 'thoughts\n',
  eol: '\n',
  encoding: 'utf8',
  language: 'plaintext',
  dirty: true,
  disk: null,
};
const file: EditorDocument = {
  ...draft,
  uri: 'file:///w/a.txt',
  path: 'a.txt',
  inWorkspace: true,
  text: '',
  dirty: false,
  disk: Buffer.alloc(0),
};
const typed = (uri: string, inserted: string, at = 0): EditorChange => ({
  uri,
  version: 2,
  changes: [[at, 0, inserted]],
  reason: undefined,
  evidence: undefined,
  dirty: true,
  eol: '\n',
  encoding: 'utf8',
});

function kindsAndDocs(events: readonly NewEvent[]) {
  return events.map((event) => `${event.kind} ${'doc' in event ? event.doc : ''}`);
}

describe('a draft that is saved as a file', () => {
  it('goes on as the document of the file, with its text', () => {
    const { journal, events } = writtenJournal();
    const log = new DocumentLog(journal);
    log.open(draft);
    log.open(file);
    log.change(typed(file.uri, draft.text));
    log.change(typed(file.uri, 'more', draft.text.length));
    log.save({ ...file, text: 'thoughts\nmore', version: 3, disk: Buffer.from('thoughts\nmore') });
    // The editor empties the draft and closes it.
    log.change({ ...typed(draft.uri, ''), changes: [[0, draft.text.length, '']] });
    log.close(draft.uri);
    assert.deepEqual(
      kindsAndDocs(events).filter((line) => !line.startsWith('document-state')),
      ['document-open 0', 'document-open 1', 'document-close 1', 'document-path 0', 'edit 0', 'save 0'],
    );
    const fold = new WorkspaceFold([[]], () => undefined, nodeDigest);
    events.forEach((event, seq) => {
      fold.apply({ ...event, seq, t: seq } as SessionEvent);
    });
    assert.equal(fold.divergence, null);
    assert.equal(fold.effectiveText('a.txt'), 'thoughts\nmore');
  });

  it('is not one when the file gets another text, or less of it, or has had its first change', () => {
    for (const texts of [['thought'], ['thoughts\nand'], ['x', draft.text]]) {
      const { journal, events } = writtenJournal();
      const log = new DocumentLog(journal);
      log.open(draft);
      log.open(file);
      for (const text of texts) log.change(typed(file.uri, text));
      assert.ok(!events.some(({ kind }) => kind === 'document-path'), texts.join());
    }
  });
});
