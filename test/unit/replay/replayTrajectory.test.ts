import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../../src/core/errors.ts';
import type { Step, Trajectory } from '../../../src/core/trajectory/atif.ts';
import { fromSession, type RecordedOperation } from '../../../src/core/trajectory/fromSession.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { type ReplayOptions, replay } from '../../../src/node/replay/replayTrajectory.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { makeSandbox, type Sandbox, withoutGit } from '../git/sandbox.ts';

describe('replay', () => {
  let sandbox: Sandbox;
  let repo: string;
  let shadow: ShadowGit;

  beforeEach(() => {
    sandbox = makeSandbox();
    repo = path.join(sandbox.folder, 'repo');
    mkdirSync(repo);
    shadow = new ShadowGit(path.join(repo, '.tracewright'), 's');
  });
  const kept = process.env.TMPDIR;
  afterEach(() => {
    if (kept === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = kept;
    shadow.dispose();
    sandbox.dispose();
  });

  const operation = (
    n: number,
    trees: readonly [string, string],
    rest: Partial<RecordedOperation> & Pick<RecordedOperation, 'diffs'>,
  ): RecordedOperation => ({
    operation: {
      id: `op-${n}`,
      kind: 'edit',
      title: `Step ${n}`,
      seqs: [n],
      files: [],
      confidence: 1,
      actor: 'human',
      evidence: [],
      t: [n * 1000, n * 1000 + 1],
    },
    notes: [],
    treeBefore: trees[0],
    treeAfter: trees[1],
    ...rest,
  });

  /** A session that edits, moves, creates, deletes, runs a command that writes a file, and changes a picture. */
  async function recorded(): Promise<Trajectory> {
    sandbox.git(['init', '-q'], repo);
    sandbox.git(['config', 'core.autocrlf', 'true'], repo);
    sandbox.write('repo/a.ts', 'x\r\none\r\nx\r\n');
    sandbox.write('repo/old.ts', 'moved\n');
    sandbox.write('repo/gone.ts', 'gone\n');
    sandbox.write('repo/pic.png', Buffer.from([0, 255, 1]));
    const t0 = (await shadow.snapshot(repo)).tree;
    sandbox.write('repo/a.ts', 'x\r\none\r\ny\r\n');
    rmSync(path.join(repo, 'old.ts'));
    sandbox.write('repo/dir/new.ts', 'moved here\n');
    rmSync(path.join(repo, 'gone.ts'));
    sandbox.write('repo/dir/more.ts', '');
    const t1 = (await shadow.snapshot(repo)).tree;
    sandbox.write('repo/dist.js', 'built\n');
    const t2 = (await shadow.snapshot(repo)).tree;
    sandbox.write('repo/pic.png', Buffer.from([0, 254, 1]));
    const t3 = (await shadow.snapshot(repo)).tree;
    sandbox.write('repo/a.ts', 'done\r\n');
    const t4 = (await shadow.snapshot(repo)).tree;
    const operations = [
      operation(1, [t0, t1], {
        diffs: [
          { path: 'a.ts', before: 'x\r\none\r\nx\r\n', after: 'x\r\none\r\ny\r\n' },
          { path: 'dir/new.ts', from: 'old.ts', before: 'moved\n', after: 'moved here\n' },
          { path: 'gone.ts', before: 'gone\n', after: null },
          { path: 'dir/more.ts', before: null, after: '' },
        ],
        notes: [{ id: 'n1', type: 'why', text: 'because' }],
      }),
      operation(2, [t1, t2], {
        diffs: [{ path: 'dist.js', before: null, after: 'built\n' }],
        command: { line: 'npm run build', exitCode: 0 },
        output: 'ok',
      }),
      operation(3, [t2, t2], { diffs: [], command: { line: 'npm test', exitCode: 1 }, output: '1 failing' }),
      operation(4, [t2, t3], { diffs: [], unexpressed: ['pic.png'] }),
      operation(5, [t3, t4], { diffs: [{ path: 'a.ts', before: 'x\r\none\r\ny\r\n', after: 'done\r\n' }] }),
    ];
    const startedAt = '2026-01-02T03:04:05.000Z';
    const session = { id: 's', goal: 'Tidy up', startedAt, version: '1', baseCommit: null, operations };
    return fromSession({ ...session, baseTree: t0, finalTree: t4 }, nodeDigest);
  }

  const options = (mode: 'state' | 'edits', more: Partial<ReplayOptions> = {}): ReplayOptions => ({
    repo,
    mode,
    ...more,
  });
  const verdictsOf = async (trajectory: Trajectory, asked: ReplayOptions): Promise<string[]> =>
    (await replay(trajectory, asked)).steps.map(({ verdict }) => verdict);

  it('lays out every recorded state and ends on the recorded tree', async () => {
    const trajectory = await recorded();
    const report = await replay(trajectory, options('state'));
    assert.deepEqual([...new Set(report.steps.map(({ verdict }) => verdict))], ['exact']);
    assert.equal(report.finalTree.match, true);
    assert.equal(report.firstDivergence, null);
    assert.equal(report.counts.exact, trajectory.steps.length);
  });

  it('applies the edits, byte for byte, and lays out what edits cannot tell', async () => {
    const report = await replay(await recorded(), options('edits'));
    assert.deepEqual(
      report.steps.map(({ verdict }) => verdict),
      ['skipped', 'exact', 'not-replayable', 'skipped', 'not-replayable', 'exact'],
    );
    assert.equal(report.finalTree.match, true);
    assert.match(report.steps[4]?.reason ?? '', /pic\.png/);
  });

  it('writes a session down with one call an edit, and its notes, output and exit code', async () => {
    const { steps } = await recorded();
    const [goal, edits, build] = steps;
    assert.deepEqual([goal?.source, goal?.message], ['user', 'Tidy up']);
    assert.equal(edits?.reasoning_content, 'because');
    assert.deepEqual(
      edits?.tool_calls?.map((call) => call.function_name),
      ['delete_file', 'move_file', 'str_replace', 'str_replace', 'create_file'],
    );
    assert.deepEqual(edits?.tool_calls?.[2]?.arguments, { path: 'a.ts', old_str: 'one\r\nx', new_str: 'one\r\ny' });
    assert.deepEqual(build?.observation?.results[0], {
      source_call_id: 'call_3_1',
      content: 'ok',
      extra: { tracewright: { exitCode: 0 } },
    });
  });

  it('makes up no words: what an operation amounts to is a title beside the ledger, never a message', async () => {
    const steps = (await recorded()).steps.filter(({ source }) => source === 'agent');
    assert.deepEqual([...new Set(steps.map(({ message }) => message))], ['']);
    const titles = steps.map(({ extra }) => (extra?.tracewright as { title?: string } | undefined)?.title);
    assert.ok(titles.every((title) => typeof title === 'string' && title !== ''));
  });

  it('starts at a later step from its recorded state, and says so where there is none', async () => {
    const trajectory = await recorded();
    const report = await replay(trajectory, options('edits', { from: 5 }));
    assert.deepEqual(
      report.steps.map(({ index, verdict }) => [index, verdict]),
      [
        [5, 'not-replayable'],
        [6, 'exact'],
      ],
    );
    assert.equal(report.finalTree.match, true);
    await assert.rejects(replay(trajectory, options('edits', { from: 99 })), { code: 'no-such-step' });
    for (const step of trajectory.steps) delete step.extra;
    await assert.rejects(replay(trajectory, options('edits', { from: 3 })), { code: 'no-ledger' });
  });

  it('names the first step that no longer fits, and the state it leaves is not called a match', async () => {
    const trajectory = await recorded();
    const call = trajectory.steps[1]?.tool_calls?.[2];
    assert.ok(call !== undefined);
    call.arguments = { ...call.arguments, new_str: 'z' };
    const report = await replay(trajectory, options('edits'));
    assert.deepEqual(report.firstDivergence?.index, 2);
    assert.match(report.firstDivergence?.reason ?? '', /"a\.ts" is another after the edit/);
    assert.equal(report.finalTree.match, false);
  });

  it('says of a ledger with a gap, and of one whose trees are gone, which step it is', async () => {
    const trajectory = await recorded();
    const steps = trajectory.steps.filter(({ step_id: id }) => id !== 3);
    assert.deepEqual((await replay({ ...trajectory, steps }, options('state'))).firstDivergence?.index, 4);
    const lost = structuredClone(trajectory);
    (lost.steps[2]?.extra?.tracewright as { treeAfter: string }).treeAfter = 'f'.repeat(40);
    assert.equal((await verdictsOf(lost, options('state')))[2], 'not-replayable');
  });

  it("leaves the user's work tree, index, refs and work trees alone, and nothing behind", async () => {
    const trajectory = await recorded();
    sandbox.git(['add', 'a.ts'], repo);
    const temporary = path.join(sandbox.folder, 'temporary');
    mkdirSync(temporary);
    const look = () => [
      readFileSync(path.join(repo, '.git/index')).toString('hex'),
      sandbox.git(['worktree', 'list'], repo),
      sandbox.git(['for-each-ref'], repo),
      sandbox.git(['count-objects'], repo),
      readFileSync(path.join(repo, 'a.ts'), 'latin1'),
      readdirSync(temporary).filter((name) => !name.startsWith('tracewright-pool-')),
    ];
    process.env.TMPDIR = temporary;
    const before = look();
    await replay(trajectory, options('edits'));
    await replay(trajectory, options('state'));
    await assert.rejects(replay(trajectory, options('edits', { base: 'nonsense' })));
    assert.deepEqual(look(), before);
  });

  const foreign = (...calls: readonly [string, Record<string, unknown>, string?][]): Trajectory => ({
    schema_version: 'ATIF-v1.7',
    agent: { name: 'other', version: '1' },
    steps: calls.map(
      ([name, given, seen], index): Step => ({
        step_id: index + 1,
        source: 'agent',
        message: '',
        tool_calls: [{ tool_call_id: 'c', function_name: name, arguments: given }],
        ...(seen === undefined ? {} : { observation: { results: [{ source_call_id: 'c', content: seen }] } }),
      }),
    ),
  });

  it('follows a foreign agent from a commit, through a path rule', async () => {
    sandbox.write('repo/src/a.ts', 'total\n');
    sandbox.commitAll(repo);
    sandbox.write('repo/src/a.ts', 'dirty\n');
    const trajectory = foreign(
      ['Bash', { command: 'rm -rf /' }, ''],
      ['Edit', { file_path: '/repo/src/a.ts', old_string: 'total', new_string: 'sum' }],
      ['Edit', { file_path: '/repo/src/a.ts', old_string: 'nowhere', new_string: 'sum' }, 'Error: not found'],
      ['Write', { file_path: '/repo/b.ts', content: 'b' }],
      ['Edit', { file_path: '/repo/b.ts', old_string: 'nope', new_string: '' }],
      ['Write', { file_path: '/etc/passwd', content: '' }],
      ['Write', { file_path: '/repo/../../x', content: '' }],
      ['mystery', {}],
    );
    const report = await replay(trajectory, options('edits', { base: 'HEAD', map: [{ from: '/repo', to: repo }] }));
    assert.deepEqual(
      report.steps.map(({ verdict }) => verdict),
      [
        'skipped',
        'equivalent',
        'tree-equal-output-differs',
        'equivalent',
        'diverged',
        'not-replayable',
        'not-replayable',
        'not-replayable',
      ],
    );
    assert.deepEqual(
      report.steps.slice(5).map(({ cause }) => cause),
      ['path', 'path', 'tool'],
    );
    sandbox.write('repo/src/a.ts', 'sum\n');
    sandbox.write('repo/b.ts', 'b');
    assert.equal(report.finalTree.actual, (await shadow.snapshot(repo)).tree);
    assert.deepEqual([report.finalTree.expected, report.finalTree.match], [null, null]);
    assert.match(report.steps[5]?.reason ?? '', /--map/);
  });

  it('gives one clear error for a start that cannot be had', async () => {
    const code = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => 'none',
        (error: unknown) => (error instanceof TracewrightError ? error.code : String(error)),
      );
    const trajectory = foreign(['Bash', { command: 'ls' }]);
    assert.equal(await code(replay(trajectory, options('edits'))), 'no-base');
    assert.equal(await code(replay(trajectory, options('edits', { base: 'HEAD' }))), 'not-a-repository');
    sandbox.git(['init', '-q'], repo);
    assert.equal(await code(replay(trajectory, options('edits', { base: 'HEAD' }))), 'no-commits');
    sandbox.commitAll(repo);
    sandbox.git(['checkout', '-q', '--detach'], repo);
    assert.equal(await code(replay(trajectory, options('edits', { base: 'HEAD' }))), 'none');
    assert.equal(await code(replay(trajectory, options('edits', { base: 'v9' }))), 'unknown-revision');
    const map = [{ from: '/repo', to: '../other' }];
    assert.equal(await code(replay(trajectory, options('edits', { base: 'HEAD', map }))), 'bad-path-rule');
    assert.equal(await code(withoutGit(() => replay(trajectory, options('edits', { base: 'HEAD' })))), 'git-missing');
  });
});
