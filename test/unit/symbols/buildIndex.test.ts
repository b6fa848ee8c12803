import assert from 'node:assert/strict';
import { buildIndex } from '../../../src/node/symbols/buildIndex.ts';
import { openIndex } from '../../../src/node/symbols/liveIndex.ts';

const files: Readonly<Record<string, string>> = {
  'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
  'src/a.ts': 'export class A { run() {} }\nexport const one = 1;\n',
  'src/b.ts': "import { A, one } from '@/a.ts';\nnew A().run();\nconst x = one;\n",
  'tool.py': 'from lib import helper\nhelper()\n',
  'lib.py': 'def helper(): pass\n',
  'README.md': '# run\n',
  'broken.ts': 'export function f( {{{',
  'huge.ts': `export const huge = '${'x'.repeat(5000)}';\n`,
};
const snapshot = { paths: Object.keys(files), read: async (path: string) => files[path] ?? null };

describe('an index over a snapshot', () => {
  it('is the same from worker threads as from this thread', async () => {
    const spelled = async (threads: number): Promise<string[]> => {
      const index = await buildIndex(snapshot, { threads });
      return [...index.paths]
        .sort()
        .flatMap((path) => [
          path,
          ...index
            .definitionsIn(path)
            .map((each) => JSON.stringify([each, index.references(each), index.importers(path)])),
        ]);
    };
    const here = await spelled(0);
    assert.deepEqual(await spelled(2), here);
    assert.ok(here.includes('broken.ts') && here.includes('tool.py') && !here.includes('README.md'));
  });

  it('leaves out files over the limit, tells how far it is, and stops when told to', async () => {
    const told: number[] = [];
    const index = await buildIndex(snapshot, { threads: 0, maxLength: 1000, onProgress: (done) => told.push(done) });
    assert.ok(!index.paths.includes('huge.ts') && index.paths.includes('src/a.ts'));
    assert.equal(told.at(-1), 7 - 1);
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(buildIndex(snapshot, { threads: 0, signal }), /enough/);
  });

  it('follows edits, new files and files that go; of two texts the newer stays', async () => {
    const live = await openIndex(snapshot, { threads: 1 });
    try {
      const uses = (name: string): string[] =>
        live.index.definitions(name).flatMap((each) => live.index.references(each).map(({ path }) => path));
      assert.deepEqual(uses('run'), ['src/b.ts']);
      await live.update('src/c.ts', "import { A } from './a.ts';\nnew A().run();\n");
      assert.deepEqual(uses('run'), ['src/b.ts', 'src/c.ts']);
      await Promise.all([live.update('src/b.ts', 'new A().run();\n'), live.update('src/b.ts', '')]);
      assert.deepEqual(uses('run'), ['src/c.ts']);
      await live.update('src/a.ts', null);
      assert.deepEqual(live.index.definitions('run'), []);
      assert.deepEqual(live.index.exports('src/a.ts'), []);
    } finally {
      live.dispose();
    }
  });
});
