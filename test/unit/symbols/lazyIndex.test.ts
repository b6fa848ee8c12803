import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { LazyIndex } from '../../../src/core/symbols/lazyIndex.ts';
import { readSettings } from '../../../src/core/symbols/projectLayout.ts';
import { indexFiles } from './markedSources.ts';

const files: Readonly<Record<string, string>> = {
  'shop.py': 'class Cart:\n    def __init__(self, owner): ...\n\n    def add(self, item): ...\n',
  'use.py': 'from shop import Cart\n\ncart = Cart("me")\ncart.add(1)\n',
  'more.py': 'from shop import Cart\n\nCart("you").add(2)\n',
};

/** An index over files that are slow to come. */
async function slowIndex(): Promise<LazyIndex> {
  const whole = await indexFiles(files);
  const snapshot = { paths: Object.keys(files), read: async (path: string) => files[path] ?? null };
  return new LazyIndex({
    paths: snapshot.paths,
    settings: () => readSettings(snapshot),
    facts: async (path) => {
      await wait(path === 'shop.py' ? 20 : 5);
      return whole.facts(path);
    },
    filesSaying: async (words) => snapshot.paths.filter((path) => words.some((word) => files[path]?.includes(word))),
  });
}

describe('an index that reads what it is asked about', () => {
  it('answers many questions at once as it answers one after the other', async () => {
    const names = ['Cart', 'add', '__init__'];
    const ask = async (index: LazyIndex, name: string): Promise<string[]> => {
      const definition = (await index.definitionsIn('shop.py')).find((each) => each.name === name);
      assert.ok(definition);
      return (await index.references(definition)).map(({ path, start, how }) => `${path}:${start} ${how}`);
    };
    const [one, other] = [await slowIndex(), await slowIndex()];
    const inTurn: string[][] = [];
    for (const name of names) inTurn.push(await ask(one, name));
    assert.deepEqual(await Promise.all(names.map((name) => ask(other, name))), inTurn);
    assert.equal(inTurn[0]?.length, 4);
  });
});
