import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../../src/core/errors.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { type DisposableCopy, withDisposableCopy } from '../../../src/node/replay/disposableCopy.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';

describe('DisposableCopy', () => {
  let sandbox: Sandbox;
  let shadow: ShadowGit;
  let root: string;
  let tree: string;

  beforeEach(async () => {
    sandbox = makeSandbox();
    root = path.join(sandbox.folder, 'root');
    mkdirSync(root);
    sandbox.write('outside/secret', 'untouched');
    sandbox.write('root/a b.txt', 'crlf\r\n');
    sandbox.write('root/dir/x.txt', 'x');
    sandbox.write('root/.gitattributes', '* text eol=lf\n');
    sandbox.write('root/.gitignore', '*.log\n');
    symlinkSync(path.join(sandbox.folder, 'outside'), path.join(root, 'way-out'));
    symlinkSync(path.join(sandbox.folder, 'outside/secret'), path.join(root, 'link'));
    shadow = new ShadowGit(path.join(sandbox.folder, 'data'));
    tree = (await shadow.snapshot(root)).tree;
  });
  afterEach(() => {
    shadow.dispose();
    sandbox.dispose();
  });

  const inCopy = <T>(work: (copy: DisposableCopy) => Promise<T>): Promise<T> =>
    withDisposableCopy([shadow.gitDir], work);

  it('lays out a borrowed tree byte for byte and gives its id back', () =>
    inCopy(async (copy) => {
      await copy.checkout(tree);
      assert.equal(readFileSync(path.join(copy.folder, 'a b.txt'), 'utf8'), 'crlf\r\n');
      assert.equal(await copy.tree(), tree);
      assert.equal(await copy.provenTree(), tree);
    }));

  it('counts what was written, moved and removed, ignored files too, and goes back', () =>
    inCopy(async (copy) => {
      await copy.checkout(tree);
      copy.write('new/b.log', Buffer.from('log'));
      copy.move('dir/x.txt', 'moved.txt');
      copy.remove('a b.txt');
      const changed = await copy.tree();
      assert.equal(await copy.provenTree(), changed);
      assert.equal(existsSync(path.join(root, 'dir/x.txt')), true);
      await copy.checkout(tree);
      assert.equal(await copy.provenTree(), tree);
      assert.equal(existsSync(path.join(copy.folder, 'new')), false);
      assert.equal(existsSync(path.join(copy.folder, 'moved.txt')), false);
    }));

  it('never reaches out: no parent, no absolute path, no link, no git folder', () =>
    inCopy(async (copy) => {
      await copy.checkout(tree);
      const bad = [
        '../x',
        'dir/../../x',
        '/tmp/x',
        'C:/x',
        'way-out/secret',
        '.git/config',
        'a/.GIT /x',
        'a\\..\\b',
        '',
      ];
      for (const file of bad) {
        assert.throws(
          () => copy.write(file, Buffer.from('!')),
          (error: unknown) => error instanceof TracewrightError && error.code === 'path-escapes',
          file,
        );
        assert.throws(() => copy.move('a b.txt', file), /leads out/, file);
        assert.throws(() => copy.remove(file), /leads out/, file);
      }
      assert.throws(() => copy.write('link', Buffer.from('!')), /folder or a link/);
      assert.throws(() => copy.write('dir', Buffer.from('!')), /folder or a link/);
      assert.equal(copy.read('link'), null);
      assert.equal(readFileSync(path.join(sandbox.folder, 'outside/secret'), 'utf8'), 'untouched');
    }));

  it('removes a link, not what it points at', () =>
    inCopy(async (copy) => {
      await copy.checkout(tree);
      copy.remove('link');
      assert.equal(lstatSync(path.join(copy.folder, 'link'), { throwIfNoEntry: false }), undefined);
      assert.ok(existsSync(path.join(sandbox.folder, 'outside/secret')));
    }));

  it('notices a change that was made behind its back', () =>
    inCopy(async (copy) => {
      await copy.checkout(tree);
      writeFileSync(path.join(copy.folder, 'dir/x.txt'), 'y');
      assert.notEqual(await copy.provenTree(), tree);
    }));

  it('looks again after it was told that something else changed the folder', () =>
    inCopy(async (copy) => {
      await copy.checkout(tree);
      await copy.tree();
      writeFileSync(path.join(copy.folder, 'dir/x.txt'), 'by a command');
      writeFileSync(path.join(copy.folder, 'made.log'), 'ignored, but there');
      copy.disturbed();
      const found = await copy.tree();
      assert.notEqual(found, tree);
      assert.equal(found, await copy.provenTree());
    }));

  it('takes nothing over from who had the folder before: ignored files, repositories inside, links, folders', async () => {
    await inCopy(async (copy) => {
      await copy.checkout(tree);
      const nested = path.join(copy.folder, 'dir/nested');
      mkdirSync(nested, { recursive: true });
      writeFileSync(path.join(nested, 'own'), '');
      sandbox.commitAll(nested);
      sandbox.git(['init', '-q'], copy.folder);
      for (const file of ['.DS_Store', 'a.log', 'dir/b.log']) writeFileSync(path.join(copy.folder, file), 'left');
      mkdirSync(path.join(copy.folder, 'empty/deep'), { recursive: true });
      symlinkSync(sandbox.folder, path.join(copy.folder, 'dir/out'));
      copy.disturbed();
      await copy.tree();
    });
    await inCopy(async (copy) => {
      assert.ok(existsSync(path.join(copy.folder, 'a.log')), 'the folder is not used again');
      await copy.checkout(tree);
      assert.deepEqual(readdirSync(copy.folder).sort(), readdirSync(root).sort());
      assert.deepEqual(readdirSync(path.join(copy.folder, 'dir')), ['x.txt']);
      assert.equal(await copy.provenTree(), tree);
    });
  });

  it('that a command was run in, or that failed, is used by nobody again', async () => {
    await inCopy(async (copy) => {
      await copy.checkout(tree);
      writeFileSync(path.join(copy.folder, 'left'), '');
      copy.disturbed();
      await copy.tree();
      copy.notAgain();
    });
    await inCopy((copy) => Promise.resolve(assert.equal(existsSync(path.join(copy.folder, 'left')), false)));
  });

  it('leaves every tree in the git directory that was asked to keep them', async () => {
    const keep = path.join(sandbox.folder, 'kept/objects.git');
    const changed = await withDisposableCopy(
      [shadow.gitDir],
      async (copy) => {
        await copy.checkout(tree);
        copy.write('dir/x.txt', Buffer.from('kept text'));
        return copy.tree();
      },
      keep,
    );
    const show = (name: string) => sandbox.git(['--git-dir', keep, 'cat-file', '-p', name]);
    assert.equal(show(`${changed}:dir/x.txt`), 'kept text');
    assert.equal(show(`${tree}:dir/x.txt`), 'x');
    assert.throws(() => sandbox.git(['--git-dir', shadow.gitDir, 'cat-file', '-e', changed]));
  });

  it('is gone after a crash of the work in it', async () => {
    let folder = '';
    await assert.rejects(
      inCopy(async (copy) => {
        folder = copy.folder;
        await copy.checkout(tree);
        throw new Error('crash');
      }),
      /crash/,
    );
    assert.notEqual(folder, '');
    assert.equal(existsSync(path.dirname(folder)), false);
  });

  it('keeps a submodule as what it is', async () => {
    sandbox.write('root/sub/c.txt', 'c');
    sandbox.commitAll(path.join(root, 'sub'));
    const withSub = (await shadow.snapshot(root)).tree;
    await inCopy(async (copy) => {
      await copy.checkout(withSub);
      assert.equal(await copy.provenTree(), withSub);
      await copy.checkout(tree);
      assert.equal(await copy.provenTree(), tree);
    });
  });

  it('tells a tree that no store has', () =>
    inCopy(async (copy) => {
      assert.equal(await copy.hasTree(tree), true);
      assert.equal(await copy.hasTree('e'.repeat(40)), false);
      assert.equal(await copy.hasTree('--help'), false);
      await assert.rejects(
        copy.checkout('e'.repeat(40)),
        (error: unknown) => error instanceof TracewrightError && error.code === 'unknown-revision',
      );
    }));
});
