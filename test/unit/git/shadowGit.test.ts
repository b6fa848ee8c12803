import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../../src/core/errors.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { parseTree } from '../../../src/node/git/treeRecords.ts';
import { makeSandbox, type Sandbox, withoutGit } from './sandbox.ts';

describe('ShadowGit', () => {
  /** Everything in the index of the folder's own repository. */
  const addAll = (folder: string): string => {
    sandbox.write('root/.git/info/exclude', '.tracewright/\n');
    sandbox.git(['add', '-A'], folder);
    return folder;
  };

  let sandbox: Sandbox;
  let shadow: ShadowGit;
  let root: string;

  beforeEach(() => {
    sandbox = makeSandbox();
    root = path.join(sandbox.folder, 'root');
    mkdirSync(root);
    shadow = new ShadowGit(path.join(root, '.tracewright'), 'session-1');
  });
  afterEach(() => {
    shadow.dispose();
    sandbox.dispose();
  });

  const paths = async (where = root): Promise<string[]> =>
    (await shadow.listTree((await shadow.snapshot(where)).tree)).map((entry) => entry.path);

  it('takes a folder that no repository has, and itself never', async () => {
    sandbox.write('root/a/b.txt', 'hello');
    assert.deepEqual(await paths(), ['a/b.txt']);
    assert.ok(existsSync(path.join(root, '.tracewright/shadow.git/HEAD')));
    assert.equal(existsSync(path.join(root, '.git')), false);
  });

  it('gives the tree id that git itself computes', async () => {
    sandbox.write('root/a.txt', 'one');
    sandbox.write('root/z/ü.txt', 'two');
    sandbox.commitAll(root);
    const { tree } = await shadow.snapshot(root);
    assert.equal(tree, sandbox.git(['rev-parse', 'HEAD^{tree}'], root));
  });

  it('stores bytes as they stand on disk, with autocrlf, filters and attributes on', async () => {
    sandbox.write(
      'root/.gitattributes',
      '* text=auto eol=crlf\n*.txt ident filter=upper working-tree-encoding=UTF-16\n',
    );
    sandbox.write('root/a.txt', 'x\r\ny\nz $Id$\r');
    sandbox.git(['init', '-q'], root);
    sandbox.git(['config', 'core.autocrlf', 'true'], root);
    sandbox.git(['config', 'filter.upper.clean', 'tr a-z A-Z'], root);
    const { tree } = await shadow.snapshot(root);
    const file = (await shadow.listTree(tree)).find((entry) => entry.path === 'a.txt');
    const [bytes] = await shadow.readBlobs([file?.oid ?? '']);
    assert.equal(bytes?.toString(), 'x\r\ny\nz $Id$\r');
  });

  it('takes file names with spaces, quotes, line feeds and emoji', async () => {
    const names = ['a b.txt', 'it\'s "quoted".txt', 'two\nlines.txt', '👩‍💻.ts', '-dash', ':(top)x', '*.js'];
    for (const name of names) writeFileSync(path.join(root, name), name);
    assert.deepEqual((await paths()).sort(), [...names].sort());
  });

  it('keeps links as links and the executable bit', async () => {
    sandbox.write('root/run.sh', '#!/bin/sh\n');
    chmodSync(path.join(root, 'run.sh'), 0o755);
    symlinkSync('run.sh', path.join(root, 'link'));
    const entries = await shadow.listTree((await shadow.snapshot(root)).tree);
    assert.deepEqual(
      entries.map(({ path: name, mode }) => [name, mode]),
      [
        ['link', '120000'],
        ['run.sh', '100755'],
      ],
    );
  });

  it('leaves out what the repository ignores, by all of its rules, but not what it tracks', async () => {
    sandbox.write('root/kept.log', 'tracked although ignored');
    sandbox.git(['init', '-q'], root);
    sandbox.git(['add', '-A'], root);
    sandbox.write('root/.gitignore', '*.log\n');
    sandbox.write('root/.git/info/exclude', 'secret.txt\n');
    sandbox.write('global-ignore', 'global.txt\n');
    sandbox.git(['config', 'core.excludesFile', path.join(sandbox.folder, 'global-ignore')], root);
    for (const name of ['other.log', 'secret.txt', 'global.txt', 'a.txt']) sandbox.write(`root/${name}`, name);
    assert.deepEqual(await paths(), ['.gitignore', 'a.txt', 'kept.log']);
  });

  it('forgets a file once a rule ignores it', async () => {
    sandbox.git(['init', '-q'], root);
    sandbox.write('root/late.env', 'TOKEN=1');
    assert.deepEqual(await paths(), ['late.env']);
    sandbox.write('root/.gitignore', '*.env\n');
    assert.deepEqual(await paths(), ['.gitignore']);
  });

  it('knows the rules of the folders above a root inside a repository', async () => {
    sandbox.write('root/.gitignore', 'app/gen/\n*.tmp\n');
    sandbox.git(['init', '-q'], root);
    for (const name of ['gen/x.js', 'a.tmp', 'a.js']) sandbox.write(`root/app/${name}`, name);
    assert.deepEqual(await paths(path.join(root, 'app')), ['a.js']);
  });

  it('does not take for ignored what lies in a folder that another repository ignores as a whole', async () => {
    sandbox.write('.gitignore', '*\n');
    sandbox.git(['init', '-q']);
    sandbox.write('root/a.js', 'a');
    assert.deepEqual(await paths(), ['a.js']);
  });

  it('sees an edit of the same length right after a snapshot', async () => {
    sandbox.write('root/a.txt', 'aaa');
    const first = await shadow.snapshot(root);
    sandbox.write('root/a.txt', 'bbb');
    const second = await shadow.snapshot(root);
    assert.notEqual(first.tree, second.tree);
    const [change] = await shadow.diffTrees(first.tree, second.tree);
    assert.deepEqual([change?.path, change?.status], ['a.txt', 'modified']);
  });

  it('says what differs, with moves as moves', async () => {
    sandbox.write('root/old name.txt', 'a\nb\nc\nd\n');
    sandbox.write('root/gone.txt', 'something else');
    const before = (await shadow.snapshot(root)).tree;
    rmSync(path.join(root, 'gone.txt'));
    rmSync(path.join(root, 'old name.txt'));
    sandbox.write('root/new.txt', 'a\nb\nc\nd\n');
    const after = (await shadow.snapshot(root)).tree;
    const moved = await shadow.diffTrees(before, after, { renames: true });
    assert.deepEqual(
      moved.map(({ path: name, from, status }) => [name, from, status]),
      [
        ['gone.txt', undefined, 'deleted'],
        ['new.txt', 'old name.txt', 'renamed'],
      ],
    );
    assert.equal((await shadow.diffTrees(before, after)).length, 3);
  });

  it('leaves out a nested repository without commits, remembers one with commits by its commit, and says so', async () => {
    sandbox.write('root/a.txt', 'a');
    sandbox.write('root/empty [x]/b.txt', 'b');
    sandbox.git(['init', '-q'], path.join(root, 'empty [x]'));
    sandbox.write('root/inner/c.txt', 'c');
    const commit = sandbox.commitAll(path.join(root, 'inner'));
    const { tree, warnings } = await shadow.snapshot(root);
    assert.deepEqual(await shadow.listTree(tree), [
      { path: 'a.txt', mode: '100644', oid: shadow.writeBlob(Buffer.from('a')) },
      { path: 'inner', mode: '160000', oid: commit },
    ]);
    assert.deepEqual(warnings.map(({ code }) => code).sort(), ['nested-repository', 'skipped-repository']);
    assert.equal(warnings.find(({ code }) => code === 'skipped-repository')?.path, 'empty [x]');
  });

  it('works in a work tree, a submodule, a shallow clone, detached and without commits', async () => {
    sandbox.write('origin/a.txt', 'a');
    sandbox.commitAll(path.join(sandbox.folder, 'origin'));
    sandbox.write('origin/b.txt', 'b');
    const commit = sandbox.commitAll(path.join(sandbox.folder, 'origin'));
    sandbox.git(['worktree', 'add', '-q', '--detach', '../tree'], path.join(sandbox.folder, 'origin'));
    sandbox.git(['clone', '-q', '--depth=1', `file://${sandbox.folder}/origin`, 'shallow']);
    sandbox.git(['init', '-q', 'outer']);
    sandbox.git(
      ['submodule', '--quiet', 'add', `file://${sandbox.folder}/origin`, 'sub'],
      path.join(sandbox.folder, 'outer'),
    );
    for (const folder of ['tree', 'shallow', 'outer/sub']) {
      assert.deepEqual(await paths(path.join(sandbox.folder, folder)), ['a.txt', 'b.txt'], folder);
      assert.equal((await shadow.head(path.join(sandbox.folder, folder))).commit, commit, folder);
    }
    assert.deepEqual(await paths(path.join(sandbox.folder, 'outer')), ['.gitmodules', 'sub']);
    const states = await Promise.all(
      ['tree', 'outer', 'root'].map((name) => shadow.head(path.join(sandbox.folder, name))),
    );
    assert.deepEqual(states, [
      { commit, branch: null, state: null },
      { commit: null, branch: 'main', state: null },
      { commit: null, branch: null, state: null },
    ]);
  });

  it("does not touch the user's index, refs, objects or configuration", async () => {
    sandbox.write('root/a.txt', 'a');
    sandbox.commitAll(root);
    sandbox.write('root/b.txt', 'b');
    const look = () => [
      readFileSync(path.join(root, '.git/index')).toString('hex'),
      readFileSync(path.join(root, '.git/config'), 'utf8'),
      sandbox.git(['for-each-ref'], root),
      sandbox.git(['count-objects', '-v'], root),
      readFileSync(path.join(root, '.git/info/exclude'), 'utf8'),
    ];
    const before = look();
    await shadow.snapshot(root);
    await shadow.snapshot(root);
    assert.deepEqual(look(), before);
  });

  it("runs no hook and no filter of the user's", async () => {
    sandbox.write('root/a.txt', 'a');
    sandbox.commitAll(root);
    const trap = path.join(sandbox.folder, 'ran');
    sandbox.write('trap.sh', `#!/bin/sh\ntouch '${trap}'\n`);
    chmodSync(path.join(sandbox.folder, 'trap.sh'), 0o755);
    sandbox.git(['config', 'core.fsmonitor', path.join(sandbox.folder, 'trap.sh')], root);
    sandbox.git(['config', 'core.hooksPath', sandbox.folder], root);
    await shadow.snapshot(root);
    assert.equal(existsSync(trap), false);
  });

  it('writes a blob at once, as git would, and reads many back in order', async () => {
    const contents = ['', 'x', 'line\n'.repeat(50_000), '\0bytes\xff', 'x'].map((text) => Buffer.from(text, 'latin1'));
    const oids = contents.map((bytes) => shadow.writeBlob(bytes));
    sandbox.write('big', contents[2] ?? '');
    assert.equal(oids[2], sandbox.git(['hash-object', 'big']));
    const asked = [...oids, 'f'.repeat(40), oids[0] ?? ''];
    const read = await shadow.readBlobs(asked);
    assert.deepEqual(read.slice(0, 5), contents);
    assert.equal(read[5], null);
    assert.equal(read[6]?.length, 0);
  });

  it('keeps every snapshot through a garbage collection', async () => {
    sandbox.write('root/a.txt', 'first');
    const { tree } = await shadow.snapshot(root);
    sandbox.write('root/a.txt', 'second');
    await shadow.snapshot(root);
    await shadow.git(['gc', '--prune=now', '--quiet']);
    const [entry] = await shadow.listTree(tree);
    const [bytes] = await shadow.readBlobs([entry?.oid ?? '']);
    assert.equal(bytes?.toString(), 'first');
  });

  it('mends a broken index and an old lock', async () => {
    sandbox.write('root/a.txt', 'a');
    const { tree } = await shadow.snapshot(root);
    const index = readdirSync(shadow.gitDir).find((name) => name.startsWith('index-')) ?? '';
    writeFileSync(path.join(shadow.gitDir, index), 'nonsense that is no index at all');
    const lock = path.join(shadow.gitDir, `${index}.lock`);
    writeFileSync(lock, '');
    utimesSync(lock, new Date(2020, 1, 1), new Date(2020, 1, 1));
    assert.equal((await shadow.snapshot(root)).tree, tree);
  });

  it('takes two snapshots that are asked for at once one after the other', async () => {
    sandbox.write('root/a.txt', 'a');
    const [one, two] = await Promise.all([shadow.snapshot(root), shadow.snapshot(root)]);
    assert.equal(one.tree, two.tree);
  });

  it('lets two windows take snapshots of one folder at once, while files change', async () => {
    for (let file = 0; file < 30; file++) sandbox.write(`root/d${file % 5}/${file}.txt`, String(file));
    sandbox.commitAll(root);
    const other = new ShadowGit(path.join(root, '.tracewright'), 'session-2');
    try {
      const take = async (git: ShadowGit) => {
        const trees: string[] = [];
        for (let round = 0; round < 20; round++) {
          sandbox.write(`root/d1/${git === other}.txt`, String(round));
          trees.push((await git.snapshot(root)).tree);
        }
        return trees;
      };
      const [mine, theirs] = await Promise.all([take(shadow), take(other)]);
      const last = (await shadow.snapshot(root)).tree;
      assert.equal((await other.snapshot(root)).tree, last);
      assert.equal(last, sandbox.git(['write-tree'], addAll(root)));
      await shadow.git(['gc', '--prune=now', '--quiet']);
      for (const tree of [...mine, ...theirs]) assert.ok((await other.listTree(tree)).length >= 30);
      assert.equal((await shadow.git(['fsck', '--strict'])).stderr.includes('error'), false);
    } finally {
      other.dispose();
    }
  });

  it('waits for another process that uses the same index', async () => {
    sandbox.write('root/a.txt', 'a');
    const twin = new ShadowGit(path.join(root, '.tracewright'), 'session-1');
    try {
      const rounds = Array.from({ length: 10 }, (_, round) => {
        sandbox.write('root/a.txt', String(round));
        return Promise.all([shadow.snapshot(root), twin.snapshot(root)]);
      });
      const trees = (await Promise.all(rounds)).at(-1) ?? [];
      assert.equal(trees[0]?.tree, trees[1]?.tree);
    } finally {
      twin.dispose();
    }
  });

  it('starts a new session from the index of the one before, with what changed since', async () => {
    for (const name of ['a.txt', 'b.txt']) sandbox.write(`root/${name}`, name);
    await shadow.snapshot(root);
    rmSync(path.join(root, 'a.txt'));
    sandbox.write('root/b.txt', 'B.txt');
    const next = new ShadowGit(path.join(root, '.tracewright'), 'session-2');
    try {
      const entries = await next.listTree((await next.snapshot(root)).tree);
      assert.deepEqual(entries, [{ path: 'b.txt', mode: '100644', oid: next.writeBlob(Buffer.from('B.txt')) }]);
    } finally {
      next.dispose();
    }
  });

  it('keeps the rules of two roots apart', async () => {
    for (const name of ['one', 'two']) {
      sandbox.git(['init', '-q', path.join(root, name)]);
      sandbox.write(`root/${name}/one.log`, 'x');
      sandbox.write(`root/${name}/two.log`, 'x');
      sandbox.write(`root/${name}/.git/info/exclude`, `${name}.log\n`);
    }
    const [one, two] = [path.join(root, 'one'), path.join(root, 'two')];
    assert.deepEqual(await paths(one), ['two.log']);
    assert.deepEqual(await paths(two), ['one.log']);
    assert.deepEqual(await paths(one), ['two.log']);
    const ignored = (where: string) =>
      shadow.git([...shadow.ignoreArguments(where), 'check-ignore', '--no-index', 'one.log', 'two.log'], {
        root: where,
      });
    assert.equal((await ignored(one)).stdout.toString(), 'one.log\n');
    assert.equal((await ignored(two)).stdout.toString(), 'two.log\n');
  });

  it('is made once when many need it at the same moment, and keeps objects that were written before', async () => {
    const early = shadow.writeBlob(Buffer.from('early'));
    const all = Array.from({ length: 6 }, (_, n) => new ShadowGit(path.join(root, '.tracewright'), `s${n}`));
    await Promise.all(all.map((git) => git.init()));
    assert.equal((await shadow.readBlobs([early]))[0]?.toString(), 'early');
    const left = readdirSync(path.join(root, '.tracewright')).filter((name) => name !== 'shadow.git');
    assert.deepEqual(left, []);
    assert.match(readFileSync(path.join(shadow.gitDir, 'config'), 'utf8'), /hooksPath/);
  });

  it('puts the files of a first snapshot into one pack', async () => {
    for (let file = 0; file < 50; file++) sandbox.write(`root/${file}.txt`, `${file}\n`.repeat(file));
    const { tree } = await shadow.snapshot(root);
    const packs = readdirSync(path.join(shadow.gitDir, 'objects/pack')).filter((name) => name.endsWith('.pack'));
    assert.equal(packs.length, 1);
    const entries = await shadow.listTree(tree);
    const contents = await shadow.readBlobs(entries.map(({ oid }) => oid));
    for (const [at, entry] of entries.entries()) {
      assert.deepEqual(contents[at], readFileSync(path.join(root, entry.path)), entry.path);
    }
  });

  it('lists a tree as git does', async () => {
    for (const name of ['a.b/x', 'a/y/z', 'a-b', 'A', 'ü/ö', 'run']) sandbox.write(`root/${name}`, name);
    chmodSync(path.join(root, 'run'), 0o755);
    for (const content of ['first', 'second']) {
      sandbox.write('root/a/y/z', content);
      const { tree } = await shadow.snapshot(root);
      const { stdout } = await shadow.git(['ls-tree', '-r', '-z', tree]);
      assert.deepEqual(await shadow.listTree(tree), parseTree(stdout));
    }
  });

  const sentence = async (work: Promise<unknown>): Promise<[string, string, string]> => {
    const error = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof TracewrightError, String(error));
    assert.equal(error.sentence.includes('\n'), false);
    return [error.code, error.kind, error.sentence];
  };

  it('without git says so in one sentence, and the head is unknown', async () => {
    await withoutGit(async () => {
      const [code, kind, text] = await sentence(shadow.snapshot(root));
      assert.deepEqual([code, kind], ['git-missing', 'environment']);
      assert.match(text, /install git/);
      assert.deepEqual(await shadow.head(root), { commit: null, branch: null, state: null });
      assert.equal((await sentence(shadow.readBlobs(['0'.repeat(40)])))[0], 'git-missing');
    });
  });

  it('says in one sentence that the place cannot be written to', async () => {
    // A file in the folder's place fails for root too, which no permission stops.
    writeFileSync(path.join(root, '.tracewright'), 'in the way');
    const [code, kind, text] = await sentence(shadow.snapshot(root));
    assert.deepEqual([code, kind], ['not-writable', 'environment']);
    assert.match(text, /shadow\.git: .*choose another folder/);
    assert.throws(
      () => shadow.writeBlob(Buffer.from('x')),
      (error: unknown) => error instanceof TracewrightError && error.code === 'not-writable',
    );
  });

  it('says in one sentence that a folder or a tree is not there', async () => {
    assert.equal((await sentence(shadow.snapshot(path.join(root, 'nowhere'))))[0], 'no-such-folder');
    assert.equal((await sentence(shadow.listTree('f'.repeat(40))))[0], 'unknown-revision');
  });
});
