import assert from 'node:assert/strict';
import type { SessionEvent } from '../../../src/core/session/event.ts';
import { withNewNumbers } from '../../../src/core/session/forgetNumbers.ts';

const numbers = new Map([
  [4, 2],
  [6, 3],
  [7, 4],
]);
const save = (formatting: [number, number]): SessionEvent => ({
  seq: 5,
  t: 0,
  kind: 'save',
  doc: 0,
  v: 1,
  blob: '',
  bytes: 0,
  formatting,
});
const visit: SessionEvent = { seq: 5, t: 0, kind: 'visit', path: 'a.ts', request: 6 };

describe('records that name others, after some were forgotten', () => {
  it('name them by their new numbers', () => {
    assert.deepEqual(withNewNumbers(visit, numbers), { ...visit, request: 3 });
    assert.deepEqual(withNewNumbers(save([4, 7]), numbers), save([2, 4]));
    assert.deepEqual(withNewNumbers(save([5, 6]), numbers), save([3, 3]), 'what is left of them');
  });

  it('name none that is gone', () => {
    assert.ok(!('request' in withNewNumbers({ ...visit, request: 5 }, numbers)));
    assert.ok(!('formatting' in withNewNumbers(save([1, 3]), numbers)));
    assert.equal(withNewNumbers(save([4, 4]), numbers).seq, 5);
  });
});
