import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { forgetSession } from '../../../src/node/store/forgetSession.ts';
import { freeSpace } from '../../../src/node/store/freeSpace.ts';
import { openSession } from '../../../src/node/store/openSession.ts';
import { readSession } from '../../../src/node/store/sessionReader.ts';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';
import { verifySession } from '../../../src/node/store/verifySession.ts';
import { everythingIn } from '../redaction/rawBytes.ts';
import { type Forgettable, filesWith, forgettable, SECRET } from './forgettableSession.ts';

describe('forgetting a note', () => {
  let made: Forgettable;
  before(async () => {
    made = await forgettable({ segmentBytes: 900 });
  });
  after(() => made.dispose());

  it('takes every wording of it out of a log of several segments, keeps the replies, and the rest verifies', async () => {
    const log = SessionWriter.continue(readSession(made.two), { segmentBytes: 300 });
    const note = (name: string, text: string, more = {}): NewEvent => ({
      kind: 'note',
      note: name,
      type: 'why',
      text,
      anchors: [],
      ...more,
    });
    log.append(note('kept', 'stays'));
    log.append(note('gone', 'first wording: private-thought-1', { about: [0, 1] }));
    log.append(note('reply', 'an answer', { replyTo: 'gone', about: [1, 2] }));
    log.append(note('gone', 'second wording: private-thought-2'));
    log.append({ kind: 'note-removed', note: 'gone' });
    log.append({ kind: 'session-stop', at: new Date(0).toISOString(), why: 'asked' });
    log.close(new Date(0).toISOString());
    assert.ok(readSession(made.two).segments.length > 2, 'the log rotated');
    const answer = await forgetSession(made.two, { note: 'gone' });
    assert.equal(answer.removedEvents, 3);
    const session = await openSession(made.two);
    assert.ok(verifySession(session).ok);
    const notes = session.events.flatMap((event) => (event.kind === 'note' ? [event] : []));
    assert.deepEqual(
      notes.map(({ note: id, replyTo, about }) => [id, replyTo, about]),
      [
        ['kept', undefined, undefined],
        ['reply', undefined, [1, 2]],
      ],
    );
    assert.ok(!everythingIn(made.data).includes('private-thought'));
    assert.deepEqual(await forgetSession(made.two, { note: 'gone' }), {
      removedEvents: 0,
      rewrittenSegments: 0,
      names: [],
    });
  });

  it('sessions that were deleted leave nothing in the store once space is freed', async () => {
    rmSync(made.one, { recursive: true });
    assert.ok(everythingIn(made.data).includes(SECRET));
    assert.ok(await freeSpace(made.data));
    assert.ok(!everythingIn(made.data).includes(SECRET));
    assert.deepEqual(filesWith(made, SECRET), []);
    assert.ok(verifySession(await openSession(made.two)).ok, path.basename(made.two));
  });
});
