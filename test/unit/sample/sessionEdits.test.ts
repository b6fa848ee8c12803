import assert from 'node:assert/strict';
import { sessionEdits } from '../../../src/core/sample/sessionEdits.ts';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { WorkspaceFold } from '../../../src/core/session/fold.ts';
import { blobId } from '../../../src/core/session/gitObject.ts';
import type { Operation } from '../../../src/core/session/operation.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { baseOf, edit, open, placed } from '../session/fixtures.ts';

const files = { 'a.ts': 'one\n', 'b.ts': 'two\n' };

function operation(id: number, kind: Operation['kind'], seqs: number[]): Operation {
  return { id: `op-${id}`, kind, title: '', seqs, files: [], confidence: 1, actor: 'human', evidence: [], t: [0, 0] };
}

function walk(events: NewEvent[], operations: Operation[]) {
  const { base, blobs } = baseOf(files);
  const fold = () => new WorkspaceFold(base, blobs, nodeDigest);
  return [...sessionEdits({ source: 's', events: placed(events), operations, fold, repos: ['shop'] })];
}

describe('sessionEdits', () => {
  const opened = [open(1, 'a.ts', files['a.ts']), open(2, 'b.ts', files['b.ts'])];

  it('an operation in two documents gives each the text before its first and after its last edit', () => {
    const edits = walk(
      [...opened, edit(1, 2, [4, 0, 'x']), edit(2, 2, [4, 0, 'y']), edit(1, 3, [5, 0, 'z\n'])],
      [operation(1, 'typed-edit', [2, 3, 4])],
    );
    assert.deepEqual(
      edits.map(({ path, textBefore, textAfter, seqs }) => [path, textBefore, textAfter, seqs]),
      [
        ['b.ts', 'two\n', 'two\ny', [2, 4]],
        ['a.ts', 'one\n', 'one\nxz\n', [2, 4]],
      ],
    );
  });

  it('context is what the other files held at that moment, never later', () => {
    const edits = walk(
      [...opened, edit(2, 2, [0, 0, 'early ']), edit(1, 2, [4, 0, 'x']), edit(2, 3, [0, 0, 'later '])],
      [operation(1, 'typed-edit', [2]), operation(2, 'typed-edit', [3]), operation(3, 'typed-edit', [4])],
    );
    assert.deepEqual(
      edits[1]?.context?.map(({ path, text }) => [path, text]),
      [['b.ts', 'early two\n']],
    );
    assert.equal(edits[1]?.repo, 'shop');
  });

  it('undoing makes no edit of its own, and what it took away is gone at the end', () => {
    const edits = walk(
      [...opened, edit(1, 2, [4, 0, 'a thought\n']), { ...edit(1, 3, [4, 10, '']), reason: 'undo' }],
      [operation(1, 'typed-edit', [2]), operation(2, 'undo', [3])],
    );
    assert.deepEqual(
      edits.map(({ textAfter, textAtEnd }) => [textAfter, textAtEnd]),
      [['one\na thought\n', 'one\n']],
    );
  });

  it('a file that was moved after it was closed is found where it is at the end', () => {
    const edits = walk(
      [
        ...opened,
        edit(1, 2, [4, 0, 'x']),
        { kind: 'save', doc: 1, v: 2, blob: blobId(Buffer.from('one\nx'), nodeDigest), bytes: 5 },
        { kind: 'document-close', doc: 1 },
        { kind: 'file', op: 'rename', path: 'a.ts', to: 'lib/a.ts', source: 'editor' },
      ],
      [operation(1, 'typed-edit', [2])],
    );
    assert.equal(edits[0]?.textAtEnd, 'one\nx');
  });

  it('documents that are no files of the workspace are left out', () => {
    const untitled = open(3, '', 'x', { uri: 'untitled:Untitled-1' });
    assert.deepEqual(walk([...opened, untitled, edit(3, 2, [0, 0, 'y'])], [operation(1, 'typed-edit', [3])]), []);
  });
});
