import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../../src/core/errors.ts';
import { CatFile } from '../../../src/node/git/catFile.ts';
import { excludeFolder } from '../../../src/node/git/excludeFolder.ts';
import { repositoryHead, resolveRevision, userRepository } from '../../../src/node/git/userRepository.ts';
import { makeSandbox, type Sandbox, withoutGit } from './sandbox.ts';

describe("the user's repository", () => {
  let sandbox: Sandbox;
  let repo: string;

  beforeEach(() => {
    sandbox = makeSandbox();
    repo = path.join(sandbox.folder, 'repo');
    sandbox.write('repo/a.txt', 'a\n');
  });
  afterEach(() => sandbox.dispose());

  const code = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'none',
      (error: unknown) => (error instanceof TracewrightError ? error.code : String(error)),
    );

  it('is found from below and from a linked work tree', async () => {
    sandbox.commitAll(repo);
    mkdirSync(path.join(repo, 'src'));
    sandbox.write('repo/src/b.txt', 'b');
    sandbox.git(['worktree', 'add', '-q', '../linked'], repo);
    const below = await userRepository(path.join(repo, 'src'));
    assert.deepEqual([below?.topLevel, below?.prefix], [repo, 'src/']);
    const linked = await userRepository(path.join(sandbox.folder, 'linked'));
    assert.equal(linked?.commonDir, path.join(repo, '.git'));
    assert.equal(linked?.gitDir, path.join(repo, '.git/worktrees/linked'));
    assert.equal(linked?.excludeFile, path.join(repo, '.git/info/exclude'));
    assert.equal(await userRepository(sandbox.folder), null);
  });

  it('tells a merge and a rebase that are not finished', async () => {
    sandbox.commitAll(repo);
    sandbox.git(['switch', '-q', '-c', 'other'], repo);
    sandbox.write('repo/a.txt', 'other\n');
    sandbox.commitAll(repo);
    sandbox.git(['switch', '-q', 'main'], repo);
    sandbox.write('repo/a.txt', 'main\n');
    sandbox.commitAll(repo);
    assert.throws(() => sandbox.git(['merge', '-q', 'other'], repo));
    assert.equal((await repositoryHead(repo)).state, 'merge');
    sandbox.git(['merge', '--abort'], repo);
    assert.throws(() => sandbox.git(['rebase', '-q', 'other'], repo));
    const rebasing = await repositoryHead(repo);
    assert.deepEqual([rebasing.state, rebasing.branch], ['rebase', null]);
  });

  it('resolves a revision to commit and tree, detached too, and names what is wrong otherwise', async () => {
    assert.equal(await code(resolveRevision(repo, 'HEAD')), 'not-a-repository');
    sandbox.git(['init', '-q'], repo);
    assert.equal(await code(resolveRevision(repo, 'HEAD')), 'no-commits');
    const commit = sandbox.commitAll(repo);
    const tree = sandbox.git(['rev-parse', 'HEAD^{tree}'], repo);
    sandbox.git(['checkout', '-q', '--detach'], repo);
    assert.deepEqual(await resolveRevision(repo, 'HEAD'), { commit, tree });
    assert.deepEqual(await resolveRevision(repo, tree), { commit: null, tree });
    assert.equal(await code(resolveRevision(repo, 'no/such')), 'unknown-revision');
    assert.equal(await code(resolveRevision(repo, '--output=/tmp/x')), 'unknown-revision');
    assert.equal(await code(withoutGit(() => resolveRevision(repo, 'HEAD'))), 'git-missing');
    assert.equal(await code(resolveRevision(path.join(repo, 'none'), 'HEAD')), 'no-such-folder');
  });

  it('is not pointed elsewhere by GIT_ variables of the caller', async () => {
    const commit = sandbox.commitAll(repo);
    process.env.GIT_DIR = path.join(sandbox.folder, 'elsewhere');
    try {
      assert.equal((await repositoryHead(repo)).commit, commit);
    } finally {
      delete process.env.GIT_DIR;
    }
  });

  it('gets the folder excluded once, with its line ends left alone, and for all work trees', async () => {
    assert.equal(await excludeFolder(repo), false);
    sandbox.git(['init', '-q'], repo);
    const exclude = path.join(repo, '.git/info/exclude');
    writeFileSync(exclude, '# mine\r\nx');
    assert.equal(await excludeFolder(repo), true);
    assert.equal(await excludeFolder(repo), false);
    assert.equal(readFileSync(exclude, 'utf8'), '# mine\r\nx\r\n.tracewright/\r\n');
    sandbox.commitAll(repo);
    sandbox.git(['worktree', 'add', '-q', '../linked'], repo);
    assert.equal(await excludeFolder(path.join(sandbox.folder, 'linked')), false);
    sandbox.write('linked/.tracewright/x', 'x');
    assert.equal(sandbox.git(['status', '--porcelain'], path.join(sandbox.folder, 'linked')), '');
  });

  it('says that a folder cannot be excluded when its file cannot be written', async () => {
    sandbox.git(['init', '-q', '--template='], repo);
    sandbox.write('repo/.git/info', 'a file in the place of the folder');
    assert.equal(await code(excludeFolder(repo)), 'not-writable');
  });

  it('gives an error, not a wait, when objects are read where no repository is', async () => {
    const reader = new CatFile({ cwd: repo });
    assert.equal(await code(reader.read('0'.repeat(40))), 'not-a-repository');
    sandbox.commitAll(repo);
    assert.equal((await reader.read('HEAD:a.txt'))?.toString(), 'a\n');
    assert.equal(await reader.read('HEAD:no\nsuch'), null);
    reader.dispose();
    assert.equal((await reader.read('HEAD:a.txt').catch(() => null)) === undefined, false);
    reader.dispose();
  });
});
