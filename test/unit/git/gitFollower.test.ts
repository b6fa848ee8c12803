import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { actionOf, parseReflog } from '../../../src/core/session/reflog.ts';
import { gitFolderOf } from '../../../src/node/git/gitFolder.ts';
import { ReflogTail } from '../../../src/node/git/reflogTail.ts';
import { GitFollower, type RepositoryStep } from '../../../src/node/recording/gitFollower.ts';
import { makeSandbox, type Sandbox } from './sandbox.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('reading reflogs', () => {
  it('tells from the message what git was asked to do', () => {
    const known: [string, string][] = [
      ['commit: words', 'commit'],
      ['commit (initial): words', 'commit'],
      ['commit (amend): words', 'amend'],
      ["commit (merge): Merge branch 'x'", 'merge'],
      ['commit (cherry-pick): words', 'cherry-pick'],
      ['checkout: moving from main to side', 'checkout'],
      ['merge side: Fast-forward', 'merge'],
      ['pull origin main: Fast-forward', 'pull'],
      ['pull --rebase (start): checkout abc', 'pull'],
      ['rebase (finish): returning to refs/heads/x', 'rebase'],
      ['rebase -i (pick): words', 'rebase'],
      ['reset: moving to HEAD~1', 'reset'],
      ['cherry-pick: words', 'cherry-pick'],
      ['revert: Revert "words"', 'revert'],
      ['clone: from https://example.invalid/x', 'clone'],
      ['Branch: renamed refs/heads/a to refs/heads/b', 'branch'],
      ['am: words', 'other'],
      ['', 'other'],
    ];
    for (const [message, action] of known) assert.equal(actionOf(message), action, message);
  });

  it('takes zeros for nothing, keeps a message without one, and leaves out lines that are none', () => {
    const [a, b, zero] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)];
    const lines = [`${zero} ${a} A <a@b> 1 +0000\tcommit (initial): x`, `${a} ${b} A <a@b> 2 +0000`, 'nonsense', ''];
    assert.deepEqual(parseReflog(lines.join('\n')), [
      { action: 'commit', from: null, to: a, message: 'commit (initial): x' },
      { action: 'other', from: a, to: b, message: '' },
    ]);
  });
});

describe('following a repository', () => {
  let sandbox: Sandbox;
  let followers: GitFollower[];
  beforeEach(() => {
    sandbox = makeSandbox();
    followers = [];
  });
  afterEach(() => {
    for (const follower of followers) follower.dispose();
    sandbox.dispose();
  });

  const follow = async (where = sandbox.folder) => {
    const folder = gitFolderOf(where);
    assert.ok(folder);
    const steps: RepositoryStep[] = [];
    const follower = new GitFollower({ folder, log: silent, onStep: (step) => steps.push(step) });
    followers.push(follower);
    await follower.look();
    assert.equal(steps.length, 1, 'it says at once where the repository stands');
    /** Does something and gives what was told of it. */
    const told = async (work: () => void): Promise<RepositoryStep[]> => {
      const before = steps.length;
      work();
      await follower.look();
      await follower.look();
      return steps.slice(before);
    };
    return { steps, told };
  };
  const git = (...args: string[]) => sandbox.git(args);
  const fails = (...args: string[]) => assert.throws(() => git(...args));
  const actions = (steps: readonly RepositoryStep[]) => steps.flatMap(({ moves }) => moves.map(({ action }) => action));
  /** `main` and `side` change the same line. */
  const conflicting = () => {
    sandbox.write('a.txt', 'start\n');
    sandbox.commitAll();
    git('checkout', '-qb', 'side');
    sandbox.write('a.txt', 'side\n');
    git('commit', '-qam', 'side');
    git('checkout', '-q', 'main');
    sandbox.write('a.txt', 'main\n');
    git('commit', '-qam', 'main');
  };

  it('tells commits, an amendment, a checkout, a reset and a stash with where they came from and went', async () => {
    sandbox.write('a.txt', 'one\n');
    const first = sandbox.commitAll();
    const { told, steps } = await follow();
    assert.deepEqual([steps[0]?.commit, steps[0]?.branch, steps[0]?.moves], [first, 'main', []]);
    const [commit] = await told(() => {
      sandbox.write('a.txt', 'two\n');
      git('commit', '-qam', 'second');
    });
    const second = git('rev-parse', 'HEAD');
    assert.deepEqual(commit?.moves, [{ action: 'commit', from: first, to: second, message: 'commit: second' }]);
    assert.equal(commit?.tree, git('rev-parse', 'HEAD^{tree}'));
    assert.deepEqual(commit?.files, [['a.txt', git('rev-parse', 'HEAD:a.txt')]]);
    assert.deepEqual(actions(await told(() => git('commit', '-q', '--amend', '-m', 'better'))), ['amend']);
    const [out] = await told(() => git('checkout', '-q', '--detach', first));
    assert.deepEqual([out?.branch, out?.commit, out?.moves[0]?.action], [null, first, 'checkout']);
    assert.deepEqual(actions(await told(() => git('checkout', '-q', 'main'))), ['checkout']);
    assert.deepEqual(actions(await told(() => git('reset', '-q', '--hard', first))), ['reset']);
    const kept = await told(() => {
      sandbox.write('a.txt', 'kept\n');
      git('stash', '-q');
    });
    const stash = kept.flatMap(({ moves }) => moves).find(({ action }) => action === 'stash');
    assert.equal(stash?.to, git('rev-parse', 'refs/stash'));
    const back = await told(() => git('stash', 'pop', '-q'));
    assert.deepEqual(
      back.flatMap(({ moves }) => moves),
      [{ action: 'stash', from: stash?.to, to: null, message: `dropped: ${stash?.message}` }],
    );
  });

  it('tells a merge, a rebase, a cherry-pick and a revert that stop in the middle, and how they end', async () => {
    conflicting();
    const { told } = await follow();
    const during = async (...args: string[]) => (await told(() => fails(...args))).at(-1)?.during;
    const ended = async (...args: string[]) => (await told(() => git(...args))).at(-1);
    assert.equal(await during('merge', '-q', 'side'), 'merge');
    sandbox.write('a.txt', 'both\n');
    const merged = await ended('commit', '-qam', 'merged');
    assert.deepEqual([merged?.during, merged?.moves.at(-1)?.action], [undefined, 'merge']);
    git('reset', '-q', '--hard', 'HEAD~1');
    assert.equal(await during('rebase', '-q', 'side'), 'rebase');
    const aborted = await ended('rebase', '--abort');
    assert.deepEqual([aborted?.during, aborted?.branch], [undefined, 'main']);
    assert.equal(await during('cherry-pick', 'side'), 'cherry-pick');
    assert.equal((await ended('cherry-pick', '--abort'))?.during, undefined);
    sandbox.write('a.txt', 'later\n');
    git('commit', '-qam', 'later');
    assert.equal(await during('revert', '--no-edit', 'HEAD~1'), 'revert');
    assert.equal((await ended('revert', '--abort'))?.during, undefined);
    assert.equal((await ended('bisect', 'start'))?.during, 'bisect');
  });

  it('says at the start what is under way already', async () => {
    conflicting();
    fails('rebase', '-q', 'side');
    const { steps } = await follow();
    assert.deepEqual([steps[0]?.during, steps[0]?.branch, steps[0]?.moves], ['rebase', null, []]);
  });

  it('follows a work tree that was added, a submodule, and a folder below the top', async () => {
    sandbox.write('deep/a.txt', 'one\n');
    sandbox.commitAll();
    git('worktree', 'add', '-q', '-b', 'other', 'added');
    const added = await follow(path.join(sandbox.folder, 'added'));
    assert.equal(added.steps[0]?.branch, 'other');
    const commits = await added.told(() =>
      sandbox.git(['commit', '-q', '--allow-empty', '-m', 'x'], path.join(sandbox.folder, 'added')),
    );
    assert.deepEqual(actions(commits), ['commit']);
    assert.equal((await follow(path.join(sandbox.folder, 'deep'))).steps[0]?.branch, 'main');
    const origin = path.join(sandbox.folder, 'origin');
    mkdirSync(origin);
    sandbox.commitAll(origin);
    git('submodule', 'add', '-q', origin, 'sub');
    const sub = await follow(path.join(sandbox.folder, 'sub'));
    assert.equal(sub.steps[0]?.commit, sandbox.git(['rev-parse', 'HEAD'], origin));
  });

  it('follows a repository without commits from its first one, and a shallow clone', async () => {
    git('init', '-q');
    const { steps, told } = await follow();
    assert.deepEqual([steps[0]?.commit, steps[0]?.branch, steps[0]?.tree], [null, 'main', null]);
    const [first] = await told(() => sandbox.commitAll());
    assert.deepEqual([first?.moves[0]?.action, first?.moves[0]?.from], ['commit', null]);
    git('commit', '-q', '--allow-empty', '-m', 'second');
    git('clone', '-q', '--depth=1', `file://${sandbox.folder}`, 'shallow');
    const shallow = await follow(path.join(sandbox.folder, 'shallow'));
    assert.equal(shallow.steps[0]?.commit, git('rev-parse', 'HEAD'));
    assert.equal(gitFolderOf(path.parse(sandbox.folder).root), undefined);
  });

  it('hears by itself, runs nothing of the repository, and leaves no trace in it', async () => {
    sandbox.write('a.txt', 'one\n');
    sandbox.commitAll();
    const marker = path.join(sandbox.folder, 'ran.txt');
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction']) {
      const file = path.join(sandbox.folder, '.git', 'hooks', hook);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `#!/bin/sh\necho ${hook} >> '${marker}'\n`, { mode: 0o755 });
    }
    git('config', 'core.fsmonitor', `echo monitor >> '${marker}'; false`);
    const state = () =>
      readdirSync(path.join(sandbox.folder, '.git'), { recursive: true, encoding: 'utf8' })
        .filter((name) => !name.startsWith('hooks'))
        .map((name) => [name, statSync(path.join(sandbox.folder, '.git', name)).mtimeMs].join());
    const before = state();
    const { steps } = await follow();
    assert.deepEqual(state(), before, 'nothing in the git directory was touched');
    assert.equal(existsSync(marker), false, 'no program of the repository ran');
    git('commit', '-q', '--allow-empty', '-m', 'second');
    writeFileSync(marker, '');
    for (let attempt = 0; attempt < 40 && steps.length < 2; attempt++) await sleep(50);
    assert.deepEqual(actions(steps), ['commit']);
    assert.equal(readFileSync(marker, 'utf8'), '');
  });

  it('finds its place again in a reflog that was written anew, and waits for the end of a line', () => {
    sandbox.commitAll();
    git('commit', '-q', '--allow-empty', '-m', 'second');
    const log = path.join(sandbox.folder, '.git', 'logs', 'HEAD');
    const tail = new ReflogTail(log);
    const lines = readFileSync(log, 'utf8').split('\n');
    writeFileSync(log, `${lines[1]}\n`);
    assert.deepEqual(tail.gained(), []);
    git('commit', '-q', '--allow-empty', '-m', 'third');
    assert.deepEqual(
      tail.gained().map(({ message }) => message),
      ['commit: third'],
    );
    const next = `${'1'.repeat(40)} ${'2'.repeat(40)} A <a@b> 1 +0000\treset: moving to x`;
    appendFileSync(log, next.slice(0, 60));
    assert.deepEqual(tail.gained(), []);
    appendFileSync(log, `${next.slice(60)}\n${next}\n`);
    assert.deepEqual(
      tail.gained().map(({ action }) => action),
      ['reset', 'reset'],
      'the same line twice is two moves',
    );
    writeFileSync(log, '');
    assert.deepEqual(tail.gained(), []);
    writeFileSync(log, `${next}\n`);
    assert.equal(tail.gained().length, 1);
  });
});
