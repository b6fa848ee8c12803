import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../../src/core/errors.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { replay } from '../../../src/node/replay/replayTrajectory.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';
import { foreign, numbered } from './foreignTrajectory.ts';

describe('the base of a replay', () => {
  let sandbox: Sandbox;
  let repo: string;

  beforeEach(() => {
    sandbox = makeSandbox();
    repo = path.join(sandbox.folder, 'repo');
    mkdirSync(repo);
  });
  afterEach(() => sandbox.dispose());

  const text = 'one\ntwo\nthree\nfour\n';
  const viewed = (shown: string) =>
    `Here's the result of running \`cat -n\` on /testbed/src/a.py:\n${numbered(shown)}\n`;
  const edits = foreign([
    ['str_replace_editor', { command: 'view', path: '/testbed/src/a.py' }, viewed(text)],
    ['str_replace_editor', { command: 'str_replace', path: '/testbed/src/a.py', old_str: 'three', new_str: '3' }],
  ]);
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'none',
      (error: unknown) => (error instanceof TracewrightError ? error.code : String(error)),
    );

  it('that is the wrong one is told at the first step that reads a file, with both sides, without any ledger', async () => {
    sandbox.write('repo/src/a.py', text);
    const right = sandbox.commitAll(repo);
    sandbox.write('repo/src/a.py', text.replace('one', 'other'));
    const wrong = sandbox.commitAll(repo);
    const good = await replay(edits, { repo, base: right, mode: 'edits' });
    assert.equal(good.firstDivergence, null);
    assert.equal(good.steps[0]?.verdict, 'exact');
    const bad = await replay(edits, { repo, base: wrong, mode: 'edits' });
    assert.equal(bad.firstDivergence?.index, 1);
    assert.match(bad.firstDivergence?.sides?.expected ?? '', /one/);
    assert.match(bad.firstDivergence?.sides?.actual ?? '', /other/);
  });

  it('that is the wrong one is told at the first file that a shell command shows, as long as no other command came before', async () => {
    sandbox.write('repo/src/a.py', 'other\n');
    sandbox.commitAll(repo);
    const shown = foreign([
      ['bash', { command: 'ls /testbed && git status' }, 'src'],
      ['bash', { command: 'cd /testbed && cat src/a.py' }, '<returncode>0</returncode>\n<output>\none\n</output>'],
      ['bash', { command: 'python build.py' }, ''],
      ['bash', { command: 'cat /testbed/src/a.py' }, 'changed by the build\n'],
    ]);
    const { steps, firstDivergence } = await replay(shown, { repo, base: 'HEAD', mode: 'edits' });
    assert.deepEqual([firstDivergence?.index, firstDivergence?.sides?.actual.trim()], [2, 'other']);
    assert.deepEqual(
      steps.map(({ verdict }) => verdict),
      ['skipped', 'diverged', 'skipped', 'skipped'],
    );
  });

  it('that is the wrong one is told where the first step only edits: the lines that its tool showed are others', async () => {
    sandbox.write('repo/src/a.py', text.replace('two', 'another two'));
    sandbox.commitAll(repo);
    const shown = `The file /testbed/src/a.py has been edited. Here's the result of running \`cat -n\` on a snippet of /testbed/src/a.py:\n${numbered(text.replace('three', '3'))}\nReview the changes and make sure they are as expected (correct indentation, no duplicate lines, etc). Edit the file again if necessary.`;
    const edit = foreign([
      [
        'str_replace_editor',
        { command: 'str_replace', path: '/testbed/src/a.py', old_str: 'three', new_str: '3' },
        shown,
      ],
    ]);
    const report = await replay(edit, { repo, base: 'HEAD', mode: 'edits' });
    assert.equal(report.firstDivergence?.index, 1);
    assert.equal(report.firstDivergence?.sides?.actual, 'another two');
  });

  it('that is the wrong one is told up front and at the first step where trees were recorded, in both modes', async () => {
    sandbox.write('repo/src/a.py', text);
    sandbox.commitAll(repo);
    const shadow = new ShadowGit(path.join(repo, '.tracewright'), 's');
    const t0 = (await shadow.snapshot(repo)).tree;
    sandbox.write('repo/src/a.py', text.replace('three', '3'));
    const t1 = (await shadow.snapshot(repo)).tree;
    shadow.dispose();
    sandbox.write('repo/src/a.py', 'quite another\n');
    sandbox.git(['commit', '-qam', 'on'], repo);
    const recorded = structuredClone(edits);
    recorded.extra = { tracewright: { baseCommit: null, baseTree: t0, finalTree: t1 } };
    const [view, edit] = recorded.steps;
    assert.ok(view && edit);
    view.extra = { tracewright: { treeBefore: t0, treeAfter: t0 } };
    edit.extra = { tracewright: { treeBefore: t0, treeAfter: t1 } };
    for (const mode of ['state', 'edits'] as const) {
      const { firstDivergence, steps, warnings } = await replay(recorded, { repo, base: 'HEAD', mode });
      assert.equal(firstDivergence?.index, 1, mode);
      assert.equal(firstDivergence?.sides?.expected, `tree ${t0}`);
      assert.equal(steps[0]?.cause, 'start-state');
      assert.match(warnings?.join() ?? '', new RegExp(`another than the recorded one: recorded was tree ${t0}`));
      const right = await replay(recorded, { repo, mode });
      assert.deepEqual([right.firstDivergence, right.finalTree.match, right.warnings], [null, true, []], mode);
    }
  });

  it('is the working tree when asked: changed and untracked files, without the ignored ones', async () => {
    sandbox.write('repo/src/a.py', 'old\n');
    sandbox.write('repo/.gitignore', '*.log\n');
    sandbox.write('repo/gone.txt', 'gone');
    sandbox.commitAll(repo);
    sandbox.write('repo/src/a.py', text);
    sandbox.write('repo/new file.txt', 'untracked');
    sandbox.write('repo/x.log', 'ignored');
    rmSync(path.join(repo, 'gone.txt'));
    const [before, objects] = [sandbox.git(['status', '--porcelain'], repo), sandbox.git(['count-objects'], repo)];
    let seen: string[] = [];
    const atEnd = (folder: string) => {
      seen = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
      return Promise.resolve();
    };
    const report = await replay(edits, { repo, base: 'WORKTREE', mode: 'edits', atEnd });
    assert.equal(report.firstDivergence, null);
    assert.deepEqual(seen, ['.gitignore', 'new file.txt', 'src', path.join('src', 'a.py')]);
    assert.equal(sandbox.git(['status', '--porcelain'], repo), before);
    assert.equal(sandbox.git(['count-objects'], repo), objects);
  });

  it('needs no git when the folder itself is the base', async () => {
    sandbox.write('repo/src/a.py', text);
    assert.equal(await codeOf(replay(edits, { repo, mode: 'edits' })), 'no-base');
    const report = await replay(edits, { repo, base: 'WORKTREE', mode: 'edits' });
    assert.deepEqual(
      report.steps.map(({ verdict }) => verdict),
      ['exact', 'equivalent'],
    );
  });

  it('that a shallow clone lacks is to be fetched', async () => {
    sandbox.write('repo/src/a.py', text);
    const first = sandbox.commitAll(repo);
    sandbox.write('repo/src/a.py', 'later\n');
    sandbox.commitAll(repo);
    const clone = path.join(sandbox.folder, 'clone');
    sandbox.git(['clone', '-q', '--depth', '1', `file://${repo}`, clone]);
    await assert.rejects(replay(edits, { repo: clone, base: first, mode: 'edits' }), {
      code: 'shallow-base',
      remedy: /unshallow/,
    });
    const recorded = { ...edits, extra: { tracewright: { commit: first } } };
    assert.equal(await codeOf(replay(recorded, { repo: clone, mode: 'edits' })), 'shallow-base');
  });

  it('is compared with the commit that was recorded, and with where the repository stands now', async () => {
    sandbox.write('repo/src/a.py', text);
    const first = sandbox.commitAll(repo);
    sandbox.git(['checkout', '-q', '--orphan', 'rewritten'], repo);
    sandbox.write('repo/src/b.py', 'b');
    const second = sandbox.commitAll(repo);
    const recorded = { ...edits, extra: { tracewright: { commit: first } } };
    const own = await replay(recorded, { repo, mode: 'edits' });
    assert.deepEqual([own.base?.commit, own.firstDivergence], [first, null]);
    assert.match(own.warnings?.join() ?? '', /moved on/);
    const other = await replay(recorded, { repo, base: second, mode: 'edits' });
    assert.match(other.warnings?.join() ?? '', new RegExp(`recorded was commit ${first}, this is commit ${second}`));
    const lost = { ...edits, extra: { tracewright: { commit: 'a'.repeat(40) } } };
    const absent = await replay(lost, { repo, base: 'HEAD', mode: 'edits' });
    assert.match(absent.warnings?.join() ?? '', /a{40}, is not in this repository/);
  });

  it('of another repository is refused in one sentence', async () => {
    sandbox.write('repo/README', 'nothing of it');
    sandbox.commitAll(repo);
    const two = foreign([
      ['Read', { file_path: '/testbed/src/a.py' }],
      ['Read', { file_path: '/testbed/src/b.py' }],
      ['Write', { file_path: '/testbed/new.py', content: '' }],
    ]);
    await assert.rejects(replay(two, { repo, base: 'HEAD', mode: 'edits' }), {
      code: 'another-repository',
      message: /none of the 2 files/,
    });
    assert.equal((await replay(two, { repo, base: 'HEAD', mode: 'view' })).counts.skipped, 3);
  });

  it('may be detached, have a submodule and links that lead out: what goes through them is refused', async () => {
    sandbox.write('sub/s.txt', 's');
    sandbox.commitAll(path.join(sandbox.folder, 'sub'));
    sandbox.write('repo/src/a.py', text);
    sandbox.write('secret/x.py', 'untouched\n');
    symlinkSync('../secret', path.join(repo, 'way-out'));
    sandbox.git(['init', '-q'], repo);
    sandbox.git(['submodule', 'add', '-q', path.join(sandbox.folder, 'sub'), 'vendor'], repo);
    sandbox.commitAll(repo);
    sandbox.git(['checkout', '-q', '--detach'], repo);
    const through = foreign([
      ...(edits.steps.map((step) => ['str_replace_editor', step.tool_calls?.[0]?.arguments ?? {}] as const) ?? []),
      ['Write', { file_path: '/testbed/way-out/x.py', content: 'taken' }],
      ['Edit', { file_path: 'way-out/x.py', old_string: 'untouched', new_string: 'taken' }],
      ['Write', { file_path: '../../x.py', content: '' }],
    ]);
    const { steps } = await replay(through, { repo, base: 'HEAD', mode: 'edits' });
    assert.deepEqual(
      steps.slice(2).map(({ verdict, cause }) => [verdict, cause]),
      Array.from({ length: 3 }, () => ['not-replayable', 'path']),
    );
    assert.equal(readFileSync(path.join(sandbox.folder, 'secret/x.py'), 'utf8'), 'untouched\n');
  });
});
