import assert from 'node:assert/strict';
import fc from 'fast-check';
import { estimatedTokens } from '../../../src/core/sample/estimatedTokens.ts';

describe('estimatedTokens', () => {
  it('is a quarter of the UTF-8 bytes, lone surrogates as what they are written as', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(estimatedTokens.count(text), Math.ceil(Buffer.byteLength(text) / 4));
      }),
    );
    assert.equal(estimatedTokens.count('\uD800ab'), 2);
    assert.equal(estimatedTokens.count('\uD83D\uDE00\u00E9'), 2);
  });

  it('says that it is an estimate, and makes no tokens', () => {
    assert.equal(estimatedTokens.id, 'bytes/4 estimate');
    assert.equal(estimatedTokens.encode('a'), null);
  });
});
