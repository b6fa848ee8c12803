import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Step, Trajectory } from '../../../src/core/trajectory/atif.ts';
import type { StepVerdict } from '../../../src/core/trajectory/verdict.ts';
import { replay } from '../../../src/node/replay/replayTrajectory.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';
import { needsSandbox } from '../sandbox/needsSandbox.ts';

type Given = Readonly<Record<string, unknown>>;

describe('replay of commands', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let repo: string;

  before(async function () {
    await needsSandbox(this);
  });
  beforeEach(() => {
    sandbox = makeSandbox();
    repo = path.join(sandbox.folder, 'repo');
    mkdirSync(repo);
    sandbox.write('repo/a.txt', 'one\n');
    sandbox.commitAll(repo);
  });
  afterEach(() => sandbox.dispose());

  /** The tree of the base with other contents. */
  function treeWith(files: Readonly<Record<string, string>>): string {
    for (const [name, text] of Object.entries(files)) sandbox.write(`repo/${name}`, text);
    sandbox.git(['add', '-A'], repo);
    const tree = sandbox.git(['write-tree'], repo);
    sandbox.git(['reset', '-q', '--hard'], repo);
    return tree;
  }

  async function verdictsOf(steps: readonly Step[]): Promise<readonly StepVerdict[]> {
    const trajectory: Trajectory = {
      schema_version: 'ATIF-v1.7',
      agent: { name: 'x', version: '1' },
      steps: [...steps],
    };
    return (await replay(trajectory, { repo, base: 'HEAD', mode: 'exec', map: [{ from: '/testbed', to: '' }] })).steps;
  }

  const step = (
    n: number,
    given: Given,
    content: string,
    more: { trees?: readonly [string, string]; name?: string; exitCode?: number } = {},
  ): Step => ({
    step_id: n,
    source: 'agent',
    message: '',
    tool_calls: [
      {
        tool_call_id: `c${n}`,
        function_name: more.name ?? 'run_command',
        arguments: given,
        ...(more.exitCode === undefined ? {} : { extra: { tracewright: { exitCode: more.exitCode } } }),
      },
    ],
    observation: { results: [{ source_call_id: `c${n}`, content }] },
    ...(more.trees === undefined
      ? {}
      : { extra: { tracewright: { treeBefore: more.trees[0], treeAfter: more.trees[1], actor: 'agent' } } }),
  });

  it('is exact where tree and output are the recorded ones, and files of tools and commands mix', async () => {
    const base = sandbox.git(['rev-parse', 'HEAD^{tree}'], repo);
    const second = treeWith({ 'a.txt': 'two\n' });
    const third = treeWith({ 'a.txt': 'two\n', 'b.txt': 'TWO\n' });
    const [edit, command, noisy] = await verdictsOf([
      step(1, { path: '/testbed/a.txt', old_str: 'one', new_str: 'two' }, 'The file /testbed/a.txt has been edited.', {
        name: 'str_replace',
        trees: [base, second],
      }),
      step(2, { command: 'tr a-z A-Z < /testbed/a.txt > b.txt; cat b.txt; pwd' }, 'TWO\n/testbed\n', {
        trees: [second, third],
      }),
      step(3, { command: 'echo "ran 1 test in 0.512s"' }, 'ran 1 test in 1.001s', { trees: [third, third] }),
    ]);
    assert.equal(edit?.verdict, 'exact', JSON.stringify(edit));
    assert.equal(command?.verdict, 'exact', JSON.stringify(command));
    assert.equal(command?.treeAfter, third);
    assert.equal(noisy?.verdict, 'equivalent', JSON.stringify(noisy));
    assert.ok((noisy?.rules ?? []).length > 0);
  });

  it('lays the recorded tree out after a step that parts from it, so that the next one stands on its ground', async () => {
    const base = sandbox.git(['rev-parse', 'HEAD^{tree}'], repo);
    const recorded = treeWith({ 'a.txt': 'recorded\n' });
    const [parted, next] = await verdictsOf([
      step(1, { command: 'echo here > a.txt' }, '', { trees: [base, recorded] }),
      step(2, { command: 'cat a.txt' }, 'recorded\n', { trees: [recorded, recorded] }),
    ]);
    assert.equal(parted?.verdict, 'diverged');
    assert.match(parted?.reason ?? '', /laid out/);
    assert.equal(parted?.sides?.expected, `tree ${recorded}`);
    assert.equal(parted?.treeAfter, recorded);
    assert.equal(next?.verdict, 'exact', JSON.stringify(next));
  });

  it('says that the files agree where only the output or the exit code differs', async () => {
    const base = sandbox.git(['rev-parse', 'HEAD^{tree}'], repo);
    const [output, code, unproven] = await verdictsOf([
      step(1, { command: 'echo here' }, 'there', { trees: [base, base] }),
      step(2, { command: 'true' }, '', { trees: [base, base], exitCode: 2 }),
      step(3, { command: 'echo here' }, 'there'),
    ]);
    assert.equal(output?.verdict, 'tree-equal-output-differs');
    assert.deepEqual(output?.sides, { expected: 'there', actual: 'here' });
    assert.equal(code?.verdict, 'tree-equal-output-differs');
    assert.match(code?.reason ?? '', /exit code 0, recorded was 2/);
    assert.equal(unproven?.verdict, 'diverged', 'without recorded trees nothing says that the files agree');
  });

  it('names why a command cannot be done here: the network, a program, a folder, the shell', async () => {
    const causes = async (given: Given, content = 'fine') => {
      const [found] = await verdictsOf([step(1, given, content)]);
      return [found?.verdict, found?.cause];
    };
    assert.deepEqual(await causes({ command: 'exec 3<>/dev/tcp/example.com/80' }), ['not-replayable', 'network']);
    assert.deepEqual(await causes({ command: 'perl -e "print q(x)"; nosuchprogram --version' }), [
      'not-replayable',
      'start-state',
    ]);
    assert.deepEqual(await causes({ command: 'git diff' }), ['not-replayable', 'start-state']);
    assert.deepEqual(await causes({ command: 'ls', cwd: '/nowhere' }), ['not-replayable', 'path']);
    assert.notDeepEqual(await causes({ command: 'nosuchprogram' }, 'bash: line 1: nosuchprogram: command not found'), [
      'not-replayable',
      'start-state',
    ]);
  });

  it('reads exit code and output out of what agents put around them', async () => {
    const found = await verdictsOf([
      step(1, { command: 'echo one; exit 3' }, '<returncode>3</returncode>\n<output>\none\n</output>'),
      step(2, { command: 'echo one; false' }, 'Exit code 1\none'),
      step(3, { command: 'true' }, '(no output)'),
      step(4, { command: 'echo one; false' }, 'Exit code 2\none'),
      step(
        5,
        { command: 'echo one' },
        'one\n[The command completed with exit code 0.]\n[Current working directory: /testbed]',
      ),
    ]);
    assert.deepEqual(
      found.map(({ verdict }) => verdict),
      ['exact', 'exact', 'exact', 'diverged', 'exact'],
      JSON.stringify(found),
    );
  });
});
