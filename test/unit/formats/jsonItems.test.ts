import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JsonItems } from '../../../src/core/formats/jsonItems.ts';

function cut(text: string, size: number) {
  const scanner = new JsonItems('log');
  const items: { key: string; value: unknown }[] = [];
  for (let at = 0; at < text.length; at += size) {
    items.push(...scanner.push(text.slice(at, at + size)).map(({ key, value }) => ({ key, value })));
  }
  return { items, finished: scanner.finished };
}

describe('a JSON document cut into its items', () => {
  it('gives the same as JSON.parse, wherever the parts are cut', () => {
    const document = fc.record({ before: fc.jsonValue(), log: fc.array(fc.jsonValue()), after: fc.jsonValue() });
    fc.assert(
      fc.property(document, fc.integer({ min: 1, max: 9 }), fc.boolean(), (value, size, wide) => {
        const expected = JSON.parse(JSON.stringify(value));
        const { items, finished } = cut(JSON.stringify(value, null, wide ? 2 : undefined), size);
        assert.ok(finished);
        assert.deepEqual(
          items.filter(({ key }) => key === 'log').map((item) => item.value),
          expected.log,
        );
        assert.deepEqual(
          items.filter(({ key }) => key !== 'log').map((item) => item.value),
          [expected.before, expected.after],
        );
      }),
    );
  });

  it('gives what is whole of a document that ends in the middle', () => {
    const { items, finished } = cut('{"log":[{"a":1},{"a":2},{"a"', 4);
    assert.equal(finished, false);
    assert.deepEqual(
      items.map(({ value }) => value),
      [{ a: 1 }, { a: 2 }],
    );
  });

  it('names the line of what is no JSON', () => {
    assert.throws(() => cut('{"log":[\n{"a":1},\nnonsense\n]}', 100), { code: 'not-json', place: { line: 3 } });
  });
});
