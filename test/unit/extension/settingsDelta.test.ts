import assert from 'node:assert/strict';
import { changedValues } from '../../../src/extension/recorder/settingsDelta.ts';

describe('settings that changed', () => {
  it('are those with another value, and null where one went', () => {
    assert.deepEqual(changedValues({ a: 1, b: [1], c: 3 }, { a: 2, b: [1], d: false }), { a: 2, c: null, d: false });
  });

  it('are none when all are the same', () => {
    assert.equal(changedValues({ a: { x: 1 } }, { a: { x: 1 } }), undefined);
    assert.equal(changedValues({}, {}), undefined);
  });
});
