import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Trajectory } from '../../../src/core/trajectory/atif.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { type ReplayOptions, replay } from '../../../src/node/replay/replayTrajectory.ts';
import { findSandbox } from '../../../src/node/sandbox/sandbox.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';
import { type ForeignCall, foreign, numbered } from './foreignTrajectory.ts';

describe('modes of replay', () => {
  let sandbox: Sandbox;
  let repo: string;

  beforeEach(() => {
    sandbox = makeSandbox();
    repo = path.join(sandbox.folder, 'repo');
    mkdirSync(repo);
    sandbox.write('repo/src/a.py', 'one\ntwo\n');
    sandbox.write('repo/src/b.py', 'b\n');
    sandbox.commitAll(repo);
  });
  afterEach(() => sandbox.dispose());

  const run = (calls: readonly ForeignCall[], more: Partial<ReplayOptions> = {}, extra?: Record<string, unknown>) =>
    replay(foreign(calls, extra), { repo, base: 'HEAD', mode: 'edits', ...more });
  const told = async (calls: readonly ForeignCall[]) =>
    (await run(calls)).steps.map(({ verdict, cause }) => [verdict, cause]);

  /** Two edits with their trees; between them somebody else changes a file. */
  async function withLedger(): Promise<Trajectory> {
    const shadow = new ShadowGit(path.join(repo, '.tracewright'), 's');
    const trees: string[] = [];
    const snap = async () => trees.push((await shadow.snapshot(repo)).tree);
    await snap();
    sandbox.write('repo/src/a.py', 'ONE\ntwo\n');
    await snap();
    sandbox.write('repo/src/b.py', 'by a person\n');
    await snap();
    sandbox.write('repo/src/a.py', 'ONE\nTWO\n');
    await snap();
    shadow.dispose();
    sandbox.git(['checkout', '-q', '.'], repo);
    const trajectory = foreign(
      [
        ['Edit', { file_path: '/w/src/a.py', old_string: 'one', new_string: 'ONE' }],
        ['Edit', { file_path: '/w/src/a.py', old_string: 'two', new_string: 'TWO' }],
      ],
      { tracewright: { baseCommit: null, baseTree: trees[0], finalTree: trees[3], cwd: '/w' } },
    );
    for (const [at, step] of trajectory.steps.entries()) {
      step.extra = { tracewright: { treeBefore: trees[at * 2], treeAfter: trees[at * 2 + 1] } };
    }
    return trajectory;
  }

  it('view lays nothing out and tells what each step would take, with the cause where it could not be had', async () => {
    const report = await run(
      [
        ['str_replace_editor', { command: 'str_replace', path: '/w/src/a.py', old_str: 'a', new_str: 'b' }],
        ['Bash', { command: 'pytest -q' }],
        ['Bash', { command: 'pip install requests' }],
        ['WebFetch', { url: 'https://example.com' }],
        ['mystery_tool', {}],
      ],
      { mode: 'view', repo: path.join(sandbox.folder, 'no such folder') },
    );
    assert.deepEqual([...new Set(report.steps.map(({ verdict }) => verdict))], ['skipped']);
    assert.deepEqual(
      report.steps.map(({ cause }) => cause),
      [undefined, undefined, 'network', 'network', 'tool'],
    );
    assert.match(report.steps[0]?.reason ?? '', /\(edits\)/);
    assert.match(report.steps[1]?.reason ?? '', /sandbox.*\(exec\)/);
    assert.deepEqual([report.finalTree.actual, report.replayable], [null, null]);
  });

  it('state and edits name a change between two steps that no step made, and go on from the recorded state', async () => {
    const trajectory = await withLedger();
    for (const mode of ['state', 'edits'] as const) {
      const { steps, firstDivergence, finalTree } = await replay(trajectory, { repo, mode });
      assert.deepEqual(
        steps.map(({ verdict, cause }) => [verdict, cause]),
        [
          ['exact', undefined],
          ['diverged', 'outside-change'],
        ],
        mode,
      );
      assert.match(firstDivergence?.sides?.actual ?? '', /^tree [0-9a-f]{40}$/);
      assert.equal(finalTree.match, true);
    }
  });

  it('branch restores the recorded state before a step as a clone to carry on in', async () => {
    const keep = path.join(sandbox.folder, 'kept');
    const report = await replay(await withLedger(), {
      repo,
      mode: 'branch',
      from: 2,
      keep,
    });
    assert.deepEqual([report.mode, report.finalTree.match, report.counts.skipped], ['branch', true, 1]);
    const files = ['src/a.py', 'src/b.py'].map((file) => readFileSync(path.join(keep, file), 'utf8'));
    assert.deepEqual(files, ['ONE\ntwo\n', 'by a person\n']);
    assert.equal(sandbox.git(['rev-parse', 'HEAD'], keep), sandbox.git(['rev-parse', 'HEAD'], repo));
    assert.match(sandbox.git(['status', '--porcelain'], keep), /M src\/a\.py\n M src\/b\.py/);
  });

  it('branch applies the edits before the step where no states were recorded', async () => {
    const keep = path.join(sandbox.folder, 'kept');
    const calls: ForeignCall[] = [
      ['Edit', { file_path: '/w/src/a.py', old_string: 'one', new_string: '1' }],
      ['Edit', { file_path: '/w/src/a.py', old_string: 'two', new_string: '2' }],
    ];
    const report = await run(calls, {
      mode: 'branch',
      from: 2,
      keep,
    });
    assert.deepEqual(
      report.steps.map(({ index, verdict }) => [index, verdict]),
      [[1, 'equivalent']],
    );
    assert.equal(readFileSync(path.join(keep, 'src/a.py'), 'utf8'), '1\ntwo\n');
    await assert.rejects(run(calls, { mode: 'branch', from: 9 }), { code: 'no-such-step' });
    await assert.rejects(run(calls, { mode: 'branch', from: 2, keep }), { code: 'folder-not-empty' });
  });

  it('exec runs commands in the sandbox, and without one it is refused', async () => {
    const calls: ForeignCall[] = [
      ['Bash', { command: 'cd src && printf three >> a.py' }, ''],
      ['Bash', { command: 'cat a.py' }, 'one\ntwo\nthree'],
    ];
    const work = run(calls, { mode: 'exec' });
    if ((await findSandbox()).kind === 'none') {
      await assert.rejects(work, { code: 'no-sandbox' });
      return;
    }
    const report = await work;
    assert.deepEqual(report.firstDivergence, null, JSON.stringify(report.steps));
    sandbox.write('repo/src/a.py', 'one\ntwo\nthree');
    sandbox.git(['add', '-A'], repo);
    assert.equal(report.finalTree.actual, sandbox.git(['write-tree'], repo));
  }).timeout(60_000);

  it('finds where the recording lay: from its folder, from its paths, on Windows, in a folder of a larger repository', async () => {
    const mapOf = async (file: string, extra?: Record<string, unknown>) => {
      const { map, mapFrom, steps } = await run(
        [['Edit', { file_path: file, old_string: 'one', new_string: '1' }]],
        {},
        extra,
      );
      return [map?.[0]?.from, mapFrom, steps[0]?.verdict];
    };
    assert.deepEqual(await mapOf('/Users/x/my repo/src/a.py'), ['/Users/x/my repo', 'inferred', 'equivalent']);
    assert.deepEqual(await mapOf('/testbed/src/a.py', { tracewright: { cwd: '/testbed' } }), [
      '/testbed',
      'inferred',
      'equivalent',
    ]);
    assert.deepEqual(await mapOf('/big/pkg/src/a.py', { tracewright: { cwd: '/big/pkg/src' } }), [
      '/big/pkg',
      'inferred',
      'equivalent',
    ]);
    const [from, by, verdict] = await mapOf('C:\\work\\repo\\src\\a.py');
    assert.deepEqual([from?.replaceAll('\\', '/'), by, verdict], ['C:/work/repo', 'inferred', 'equivalent']);
    assert.deepEqual((await run([['Bash', { command: 'ls' }]])).mapFrom, 'none');
  });

  it('compares the end with the patch that the agent handed in, where no tree was recorded', async () => {
    const submission =
      '\ndiff --git a/src/a.py b/src/a.py\n--- a/src/a.py\n+++ b/src/a.py\n@@ -1,2 +1,2 @@\n-one\n+1\n two\n';
    const calls: ForeignCall[] = [['Edit', { file_path: '/w/src/a.py', old_string: 'one', new_string: '1' }]];
    const extra = { 'swe-agent': { info: { submission } } };
    const same = await run(calls, {}, extra);
    assert.deepEqual([same.finalFrom, same.finalTree.match], ['patch', true]);
    const other = await run([['Edit', { file_path: '/w/src/a.py', old_string: 'one', new_string: '2' }]], {}, extra);
    assert.deepEqual([other.finalFrom, other.finalTree.match], ['patch', false]);
    const bad = await run(calls, {}, { info: { submission: submission.replace('-one', '-nowhere') } });
    assert.deepEqual([bad.finalFrom, bad.finalTree.match], ['none', null]);
  });

  it('names a cause for whatever it cannot replay', async () => {
    assert.deepEqual(
      await told([
        ['mystery_tool', { x: 1 }],
        ['web_search', { query: 'x' }],
        ['Write', { file_path: '/etc/hosts', content: '' }],
        ['Edit', { file_path: 'src/a.py', old_string: 'key = [REDACTED]', new_string: 'x' }],
        ['Edit', { file_path: 'src/a.py', old_string: 'on... [120 characters truncated]', new_string: 'x' }],
      ]),
      [
        ['not-replayable', 'tool'],
        ['not-replayable', 'network'],
        ['not-replayable', 'path'],
        ['not-replayable', 'redacted'],
        ['not-replayable', 'truncated'],
      ],
    );
  });

  it('says which noise made what a tool printed equal, and shows both sides where it is not', async () => {
    const view = (shown: string): ForeignCall => [
      'str_replace_editor',
      { command: 'view', path: '/testbed/src/a.py' },
      `Here's the result of running \`cat -n\` on /testbed/src/a.py:\n${shown}\n`,
    ];
    const same = await run([view(numbered('one\ntwo\n'))]);
    assert.equal(same.steps[0]?.verdict, 'exact', same.steps[0]?.reason);
    const noisy = await run([view(`${numbered('one\ntwo\n')}\r\n`)]);
    assert.ok(['exact', 'equivalent'].includes(noisy.steps[0]?.verdict ?? ''), JSON.stringify(noisy.steps[0]));
    const other = await run([view(numbered('one\nother\n'))]);
    assert.equal(other.steps[0]?.verdict, 'diverged');
    assert.match(other.steps[0]?.sides?.expected ?? '', /other/);
  });

  it('tries what was refused again after the calls beside it, since their order may be unknown', async () => {
    const trajectory = foreign([['Edit', { file_path: 'src/a.py', old_string: 'ONE', new_string: '1' }]]);
    const [step] = trajectory.steps;
    const edit = { file_path: 'src/a.py', old_string: 'one', new_string: 'ONE' };
    step?.tool_calls?.push({ tool_call_id: 'd', function_name: 'Edit', arguments: edit });
    const report = await replay(trajectory, { repo, base: 'HEAD', mode: 'edits' });
    assert.deepEqual(
      report.steps.map(({ verdict, cause }) => [verdict, cause]),
      [['equivalent', undefined]],
    );
    step?.tool_calls?.push({ tool_call_id: 'e', function_name: 'Edit', arguments: { ...edit, old_string: 'nowhere' } });
    const parted = await replay(trajectory, { repo, base: 'HEAD', mode: 'edits' });
    assert.deepEqual([parted.steps[0]?.verdict, parted.steps[0]?.cause], ['diverged', 'order']);
  });

  it('tells every share and count, and stops between two steps when asked', async () => {
    const report = await run([
      ['Edit', { file_path: 'src/a.py', old_string: 'one', new_string: '1' }],
      ['Edit', { file_path: 'src/a.py', old_string: 'nowhere', new_string: '1' }],
      ['Read', { file_path: '/elsewhere' }],
    ]);
    assert.equal(report.replayable, 0.5);
    assert.ok(report.steps.every(({ verdict, sides }) => verdict !== 'diverged' || sides !== undefined));
    const controller = new AbortController();
    await assert.rejects(
      run(
        [
          ['Read', { file_path: 'src/a.py' }],
          ['Read', { file_path: 'src/a.py' }],
        ],
        {
          signal: controller.signal,
          onStep: () => controller.abort(),
        },
      ),
      { name: 'AbortError' },
    );
  });
});
