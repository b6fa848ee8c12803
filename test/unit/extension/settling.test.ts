import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileOperations } from '../../../src/node/recording/fileOperations.ts';
import { Settling } from '../../../src/node/recording/settling.ts';

describe('files that settle', () => {
  let folder: string;
  let file: string;
  const clock = { now: 0 };
  const saves = new FileOperations(() => clock.now);
  const make = () => new Settling({ isSaving: (name) => saves.has(name), now: () => clock.now });

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tracewright-settling-'));
    file = path.join(folder, 'a.txt');
    writeFileSync(file, '');
    clock.now = Date.now() + 1_000;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is left alone while it is saved, and no other one is', () => {
    const settling = make();
    saves.announce([file]);
    assert.equal(settling.isSettled(file), false);
    assert.equal(settling.isSettled(path.join(folder, 'b.txt')), true);
    saves.report([file]);
    assert.equal(settling.isSettled(file), true);
  });

  it('is looked at after some seconds when a save is announced and never done', () => {
    const settling = make();
    saves.announce([file]);
    clock.now += 4_000;
    assert.equal(settling.isSettled(file), false);
    clock.now += 2_000;
    assert.equal(settling.isSettled(file), true);
  });

  it('is left alone for a moment after it was written to, but not for ever', () => {
    const settling = make();
    clock.now = Date.now();
    writeFileSync(file, 'half');
    clock.now = Date.now() + 20;
    assert.equal(settling.isSettled(file), false);
    clock.now += 500;
    assert.equal(settling.isSettled(file), true);
  });

  it('that is written to all the time is looked at all the same', () => {
    const settling = new Settling({ isSaving: () => false, now: () => clock.now, touchedAt: () => clock.now - 10 });
    const answers = [0, 1_000, 2_000, 2_500].map((step) => {
      clock.now += step;
      return settling.isSettled(file);
    });
    assert.deepEqual(answers, [false, false, true, false]);
  });

  it('that is gone counts at once', () => {
    rmSync(file);
    assert.equal(make().isSettled(file), true);
  });
});
