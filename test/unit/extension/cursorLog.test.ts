import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CursorCause, CursorLog } from '../../../src/extension/recorder/cursorLog.ts';
import { type Cursor, cursorsAfter } from '../../../src/extension/recorder/cursors.ts';

function cursors() {
  const written: [number, readonly Cursor[]][] = [];
  const log = new CursorLog(({ doc, cursors: now }) => written.push([doc, now]));
  const at = (doc: number, offset: number, cause: CursorCause = 'keyboard') =>
    log.selected({ doc, cursors: [[offset, offset]], cause });
  return { written, log, at };
}

describe('where an edit leaves the cursors', () => {
  it('is behind what was typed at each of them', () => {
    const three: Cursor[] = [
      [0, 0],
      [4, 4],
      [8, 8],
    ];
    const typed = [
      [8, 0, 'x'],
      [4, 0, 'x'],
      [0, 0, 'x'],
    ] as const;
    assert.deepEqual(cursorsAfter(three, typed), [
      [1, 1],
      [6, 6],
      [11, 11],
    ]);
  });

  it('is behind what replaced a selection, shifted behind an edit, and the same before it', () => {
    assert.deepEqual(cursorsAfter([[7, 3]], [[3, 4, 'ab']]), [[5, 5]]);
    assert.deepEqual(cursorsAfter([[7, 9]], [[0, 2, '']]), [[5, 7]]);
    assert.deepEqual(cursorsAfter([[7, 9]], [[20, 2, 'abc']]), [[7, 9]]);
  });
});

describe('the log of cursors', () => {
  it('keeps the place that was dwelt on, not those on the way', async () => {
    const { written, at } = cursors();
    for (let offset = 0; offset < 50; offset++) at(1, offset);
    assert.deepEqual(written, []);
    await sleep(400);
    assert.deepEqual(written, [[1, [[49, 49]]]]);
  });

  it('writes the last place before an edit, before the edit', () => {
    const { written, log, at } = cursors();
    at(1, 3);
    at(1, 7);
    log.edited(1, [[7, 0, 'x']]);
    assert.deepEqual(written, [[1, [[7, 7]]]]);
  });

  it('does not write where typing takes the cursor', async () => {
    const { written, log, at } = cursors();
    at(1, 7);
    for (let typed = 0; typed < 5; typed++) {
      log.edited(1, [[7 + typed, 0, 'x']]);
      at(1, 8 + typed);
    }
    await sleep(400);
    assert.deepEqual(written, [[1, [[7, 7]]]]);
    at(1, 20);
    log.edited(1, [[20, 0, 'x']]);
    assert.equal(written.length, 2, 'a move between is news');
  });

  it('writes what an edit does not explain', async () => {
    const { written, log, at } = cursors();
    at(1, 7);
    log.edited(1, [[7, 0, '()']]);
    at(1, 8);
    await sleep(400);
    assert.deepEqual(written.at(-1), [1, [[8, 8]]]);
  });

  it('leaves a document with its last place written', () => {
    const { written, at } = cursors();
    at(1, 7);
    at(2, 0);
    assert.deepEqual(written, [[1, [[7, 7]]]]);
  });
});
