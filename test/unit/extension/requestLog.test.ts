import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Asked, RequestLog } from '../../../src/extension/recorder/requestLog.ts';

function requests() {
  const written: Asked[] = [];
  const clock = { now: 0 };
  const log = new RequestLog({ write: (asked) => written.push(asked) - 1, now: () => clock.now });
  return { written, clock, log };
}

const definition: Asked = { what: 'definition', doc: 1, at: 10, word: 'total' };

describe('the log of requests', () => {
  it('takes the same request twice within two seconds for one', () => {
    const { written, clock, log } = requests();
    log.asked(definition);
    clock.now = 1_900;
    log.asked(definition);
    log.asked({ ...definition, at: 11 });
    assert.equal(written.length, 2);
    clock.now = 4_000;
    log.asked(definition);
    assert.equal(written.length, 3);
  });

  it('keeps of a query what was typed in the end, and an empty one not at all', async () => {
    const { written, log } = requests();
    for (const query of ['', 't', 'to', 'tot']) log.typed({ what: 'workspace-symbols', query });
    assert.deepEqual(written, []);
    await sleep(1_100);
    assert.deepEqual(written, [{ what: 'workspace-symbols', query: 'tot' }]);
    log.typed({ what: 'workspace-symbols', query: '' });
    log.settle();
    assert.equal(written.length, 1);
  });

  it('writes a query before the place that it led to', () => {
    const { written, log } = requests();
    log.typed({ what: 'workspace-symbols', query: 'total', doc: 1, at: 3 });
    assert.equal(log.leadingTo({ doc: 2, range: [16, 16] }), 0);
    assert.equal(written.length, 1);
  });

  it('finds the request that led to a place, for five seconds', () => {
    const { clock, log } = requests();
    log.asked(definition);
    clock.now = 4_900;
    assert.equal(log.leadingTo({ doc: 2, range: [16, 16] }), 0);
    assert.equal(log.leadingTo({ doc: 1, range: [90, 90] }), 0);
    clock.now = 5_100;
    assert.equal(log.leadingTo({ doc: 2, range: [16, 16] }), undefined);
  });

  it('leads nowhere when the place is where it was asked, or when nothing was to be found', () => {
    const { log } = requests();
    log.asked(definition);
    assert.equal(log.leadingTo({ doc: 1, range: [8, 13] }), undefined);
    const { log: other } = requests();
    for (const what of ['paste', 'copy', 'rename'] as const) other.asked({ what, doc: 1, at: 10 });
    assert.equal(other.leadingTo({ doc: 2, range: [0, 0] }), undefined);
  });

  it('knows results of a list a minute long by the word that they show', () => {
    const { clock, log } = requests();
    log.asked({ ...definition, what: 'references' });
    clock.now = 30_000;
    assert.equal(log.leadingTo({ doc: 2, range: [16, 16], word: 'total' }), 0);
    assert.equal(log.leadingTo({ doc: 2, range: [16, 16], word: 'other' }), undefined);
    assert.equal(log.leadingTo({ doc: 2, range: [16, 16] }), undefined);
    clock.now = 61_000;
    assert.equal(log.leadingTo({ doc: 2, range: [16, 16], word: 'total' }), undefined);
  });

  it('leads nowhere when nothing is written, as in a pause', () => {
    const log = new RequestLog({ write: () => undefined, now: () => 0 });
    log.asked(definition);
    assert.equal(log.leadingTo({ doc: 2, range: [16, 16] }), undefined);
  });
});
