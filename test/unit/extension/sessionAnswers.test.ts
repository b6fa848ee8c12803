import assert from 'node:assert/strict';
import { appendFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { SessionAnswers } from '../../../src/extension/host/sessionAnswers.ts';
import { recordedSession } from '../cli/recordedSession.ts';

type Recorded = Awaited<ReturnType<typeof recordedSession>>;

describe('answers about a session', () => {
  let recorded: Recorded;
  beforeEach(async () => {
    recorded = await recordedSession();
  });
  afterEach(() => recorded.dispose());

  it('come from one reading while the session stays as it is', async () => {
    const answers = new SessionAnswers(recorded.session);
    const [first, second] = await Promise.all([answers.timeline(), answers.timeline()]);
    assert.equal(first, second);
    const [operation] = first.operations;
    assert.ok(operation);
    const diffs = await answers.diffs(operation.id);
    assert.deepEqual(
      diffs.map(({ path: name }) => name),
      ['lib.ts'],
    );
    assert.equal(await answers.diffs(operation.id), diffs);
    assert.equal(await answers.timeline(), first);
  });

  it('are made again when the session was written', async () => {
    const answers = new SessionAnswers(recorded.session);
    const before = await answers.timeline();
    appendFileSync(path.join(recorded.session, 'events-0001.jsonl'), '\n{"torn');
    const after = await answers.timeline();
    assert.notEqual(after, before);
    assert.deepEqual(after.operations, before.operations);
  });

  it('fail while the session cannot be read, and come as soon as it can', async () => {
    const answers = new SessionAnswers(recorded.session);
    const away = `${recorded.session}-away`;
    renameSync(recorded.session, away);
    await assert.rejects(answers.timeline());
    renameSync(away, recorded.session);
    assert.equal((await answers.timeline()).operations.length, 1);
  });

  it('know no diff of an operation that is not there', async () => {
    assert.deepEqual(await new SessionAnswers(recorded.session).diffs('op-99'), []);
  });
});
