import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { CatFile } from '../../../src/node/git/catFile.ts';
import { type DisposableCopy, withDisposableCopy } from '../../../src/node/replay/disposableCopy.ts';
import { TreeStore } from '../../../src/node/replay/treeStore.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';

describe('TreeStore', () => {
  let sandbox: Sandbox;
  let repo: string;

  beforeEach(() => {
    sandbox = makeSandbox();
    repo = path.join(sandbox.folder, 'repo');
    mkdirSync(repo);
    sandbox.git(['init', '-q'], repo);
  });
  afterEach(() => sandbox.dispose());

  /** What git makes of a folder with just these files. */
  const gitTree = (files: ReadonlyMap<string, string>): string => {
    sandbox.git(['rm', '-rfq', '--cached', '--ignore-unmatch', '.'], repo);
    for (const [file, text] of files) {
      const oid = sandbox.git(['hash-object', '-w', '--no-filters', place(text)], repo);
      sandbox.git(['update-index', '--add', '--cacheinfo', `100644,${oid},${file}`], repo);
    }
    return sandbox.git(['write-tree'], repo);
  };
  const place = (text: string): string => {
    const file = path.join(sandbox.folder, 'text');
    writeFileSync(file, text);
    return file;
  };
  const inCopy = <T>(work: (copy: DisposableCopy) => Promise<T>): Promise<T> =>
    withDisposableCopy([path.join(repo, '.git')], work);

  const part = fc.constantFrom('a', 'a.b', 'a-b', 'a0', 'b', 'é', 'Z', 'a b');
  const file = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  /** No file stands where another has its folder. */
  const files = fc
    .uniqueArray(fc.tuple(file, fc.constantFrom('', '1\n', 'two')), { selector: ([name]) => name, maxLength: 7 })
    .map(
      (all) => new Map(all.filter(([name]) => !all.some(([other]) => other !== name && other.startsWith(`${name}/`)))),
    );

  it('gives the tree ids that git gives, and lays out exactly the difference of any two trees', () =>
    inCopy(async (copy) => {
      await fc.assert(
        fc.asyncProperty(files, files, async (before, after) => {
          const [from, to] = [gitTree(before), gitTree(after)];
          await copy.checkout(from);
          assert.equal(await copy.tree(), from);
          for (const name of before.keys()) if (!after.has(name)) copy.remove(name);
          for (const name of before.keys()) {
            if ([...after.keys()].some((other) => other.startsWith(`${name}/`)))
              rmSync(path.join(copy.folder, name), { force: true });
          }
          const writable = [...after].filter(([name]) => copy.kind(name) !== 'folder');
          for (const [name, text] of writable) copy.write(name, Buffer.from(text));
          if (writable.length === after.size) assert.equal(await copy.tree(), to);
          else copy.disturbed();
          await copy.checkout(from);
          assert.equal(await copy.provenTree(), from);
          await copy.checkout(to);
          assert.equal(await copy.provenTree(), to);
        }),
        { numRuns: 12 },
      );
    })).timeout(120_000);

  it('keeps links, the executable bit and names that are no UTF-8', () =>
    inCopy(async (copy) => {
      sandbox.write('repo/run.sh', '#!/bin/sh\n');
      symlinkSync('run.sh', path.join(repo, 'link'));
      sandbox.git(['add', '-A'], repo);
      sandbox.git(['update-index', '--chmod=+x', 'run.sh'], repo);
      const first = sandbox.git(['write-tree'], repo);
      const blob = sandbox.git(['hash-object', '-w', place('x')], repo);
      const list = Buffer.concat([Buffer.from(`100644 blob ${blob}\t`), Buffer.from([0x66, 0xff]), Buffer.from('\0')]);
      writeFileSync(path.join(sandbox.folder, 'list'), list);
      const odd = sandbox.git(['-c', 'alias.t=!git mktree -z < ../list', 't'], repo);
      await copy.checkout(first);
      copy.write('run.sh', Buffer.from('#!/bin/sh\necho\n'));
      const changed = await copy.tree();
      assert.match(
        sandbox.git(['--git-dir', path.join(copy.folder, '../git'), 'ls-tree', changed]),
        /100755 .*run\.sh/,
      );
      await copy.checkout(odd);
      if (process.platform === 'linux') assert.equal(await copy.provenTree(), odd);
      await copy.checkout(first);
      assert.equal(await copy.provenTree(), first);
    }));

  it('tells a tree or a text that is not there instead of making something up', async () => {
    const reader = new CatFile({ env: { GIT_DIR: path.join(repo, '.git') } });
    try {
      const store = new TreeStore(reader, path.join(repo, '.git/objects'));
      assert.equal(await store.diff(null, 'd'.repeat(40)), null);
      assert.equal(await store.apply('d'.repeat(40), new Map([['a', null]])), null);
    } finally {
      reader.dispose();
    }
    const lost = sandbox.git(
      ['-c', `alias.t=!printf '100644 blob ${'e'.repeat(40)}\\ta\\n' | git mktree --missing`, 't'],
      repo,
    );
    const empty = gitTree(new Map());
    await inCopy(async (copy) => {
      await copy.checkout(empty);
      await assert.rejects(copy.checkout(lost), { code: 'missing-object' });
    });
  });
});
