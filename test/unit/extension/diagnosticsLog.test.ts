import assert from 'node:assert/strict';
import { breakpointsDelta } from '../../../src/extension/recorder/breakpointsDelta.ts';
import { DiagnosticsLog } from '../../../src/extension/recorder/diagnosticsLog.ts';
import { Paced } from '../../../src/extension/recorder/paced.ts';
import { writtenJournal } from './writtenJournal.ts';

const file = (name: string, count: number) => ({
  uri: `file:///w/${name}`,
  place: { root: 0, path: name },
  doc: undefined,
  diagnostics: Array.from({ length: count }, (_, line) => ({
    severity: 'error' as const,
    range: [line, 0, line, 1] as [number, number, number, number],
    message: `${line}`,
  })),
});

describe('the log of diagnostics', () => {
  const told = (events: readonly object[]) =>
    events.map((event) => {
      const { path, added, removed, dropped } = event as {
        path: string;
        added: unknown[];
        removed: unknown[];
        dropped?: number;
      };
      return [path, added.length, removed.length, dropped];
    });

  it('takes 200 of a file and counts the rest, once', () => {
    const { journal, events } = writtenJournal();
    const log = new DiagnosticsLog(journal);
    log.look([file('a', 250)]);
    log.look([file('a', 250)]);
    log.look([file('a', 0)]);
    assert.deepEqual(told(events), [
      ['a', 200, 0, 50],
      ['a', 0, 200, 0],
    ]);
  });

  it('takes 2,000 at once and counts the rest of every file', () => {
    const { journal, events } = writtenJournal();
    const log = new DiagnosticsLog(journal);
    log.look(Array.from({ length: 12 }, (_, index) => file(`f${index}`, 180)));
    assert.deepEqual(told(events).slice(-2), [
      ['f10', 180, 0, undefined],
      ['f11', 20, 0, 160],
    ]);
    log.look([file('f11', 180)]);
    assert.deepEqual(told(events).at(-1), ['f11', 160, 0, 0]);
  });

  it('forgets a file that has none any more', () => {
    const { journal } = writtenJournal();
    const log = new DiagnosticsLog(journal);
    log.look([file('a', 1), file('b', 1)]);
    log.look([file('a', 0)]);
    assert.deepEqual(log.uris(), ['file:///w/b']);
  });
});

describe('turns', () => {
  const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  it('come once it is quiet, one for any number of calls, and again only after a while', async () => {
    const runs: (readonly string[])[] = [];
    const paced = new Paced({ run: (keys) => runs.push(keys), quiet: 20, atMostEvery: 150 });
    paced.add(['a']);
    paced.add(['a', 'b']);
    assert.deepEqual(runs, []);
    await wait(80);
    assert.deepEqual(runs, [['a', 'b']]);
    paced.add(['a', 'c']);
    await wait(50);
    assert.deepEqual(runs, [['a', 'b'], ['c']], 'a has had its turn');
    await wait(200);
    assert.deepEqual(runs, [['a', 'b'], ['c'], ['a']]);
    paced.dispose();
  });

  it('are not put off for ever by news that never stop', async () => {
    const runs: (readonly string[])[] = [];
    const paced = new Paced({ run: (keys) => runs.push(keys), quiet: 60, atMostEvery: 150 });
    for (let call = 0; call < 12; call++) {
      paced.add(['busy']);
      await wait(30);
    }
    paced.dispose();
    assert.ok(runs.length >= 1);
  });
});

describe('the difference between two sets of breakpoints', () => {
  const one = { id: '1', enabled: true, path: 'a', line: 3 };
  it('is what came, went and changed, and nothing when nothing did', () => {
    const two = { id: '2', enabled: true, function: 'main' };
    assert.deepEqual(breakpointsDelta([], [one]), { added: [one], removed: [], changed: [] });
    assert.deepEqual(breakpointsDelta([one, two], [{ ...one, line: 4 }]), {
      added: [],
      removed: ['2'],
      changed: [{ ...one, line: 4 }],
    });
    assert.equal(breakpointsDelta([one], [{ ...one }]), undefined);
  });
});
