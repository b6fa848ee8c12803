import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stepsUri } from '../../../src/extension/host/stateAddress.ts';
import { AdapterClient } from './adapterClient.ts';
import { makeShop, shopFiles, shopStates } from './shopTrajectory.ts';

describe('a debug session of a trajectory', () => {
  let folder = '';
  let trajectory = '';
  let client: AdapterClient;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tracewright-debug-'));
    trajectory = makeShop(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    client = new AdapterClient({ trajectory, repo: folder });
  });
  afterEach(() => client.close());

  const source = { path: stepsUri('abc', 'steps') };

  it('steps forward and back over steps, and into calls and subagents', async () => {
    await client.start();
    assert.deepEqual(await client.stack(), ['1: You are a coding agent. You work in /workspace.']);
    await client.go('next');
    assert.match((await client.go('next'))[0] ?? '', /^bash: grep -rn total src$/);
    const atEdit = await client.go('next');
    assert.deepEqual(atEdit.slice(0, 2), ['Edit: src/price.ts', '4: Two files use it. I rename it in both.']);
    assert.match(atEdit[2] ?? '', /^2: Rename total to totalPrice/);
    assert.match((await client.go('stepIn'))[0] ?? '', /^Edit: src\/cart\.ts/);
    assert.match((await client.go('next'))[0] ?? '', /^bash: npm test/);
    assert.match((await client.go('stepBack'))[0] ?? '', /^Edit: src\/cart\.ts/, 'back is where it came from');
    assert.match((await client.go('stepBack'))[0] ?? '', /^Edit: src\/price\.ts/);
    await client.go('next');
    await client.go('next');
    const inside = await client.go('stepIn');
    assert.equal(inside[0], '1: Who imports src/old.ts?');
    assert.deepEqual(inside.slice(1, 3), [
      'Task: Who imports src/old.ts?',
      '6: Something still uses the old name. I let somebody look.',
    ]);
    const { threads } = (await client.ask('threads')) as unknown as { threads: { name: string }[] };
    assert.deepEqual(
      threads.map(({ name }) => name),
      ['example-agent', 'Subagent 1: searcher'],
    );
    assert.match((await client.go('stepOut'))[0] ?? '', /^delete_file: /);
    assert.match((await client.go('stepBack'))[0] ?? '', /^1: Who imports/);
  });

  it('goes on to the breakpoints on a line, a tool, a failed call and a file, and back to them', async () => {
    const set = async () => {
      const { breakpoints } = (await client.ask('setFunctionBreakpoints', {
        breakpoints: [{ name: 'delete_*' }, { name: 'file:src/cart.ts' }, { name: 'nobody' }],
      })) as unknown as { breakpoints: { verified: boolean; message: string }[] };
      assert.deepEqual(
        breakpoints.map(({ verified, message }) => [verified, message]),
        [
          [true, 'At step 7'],
          [true, 'At step 4'],
          [false, 'No step of this trajectory comes to this'],
        ],
      );
      await client.ask('setExceptionBreakpoints', { filters: ['error'] });
    };
    await client.start(set);
    assert.match((await client.go('continue'))[0] ?? '', /^Edit: src\/cart\.ts/);
    const failed = await client.stopped(() => client.ask('continue', { threadId: 1 }));
    assert.equal(failed.reason, 'exception');
    const info = (await client.ask('exceptionInfo', { threadId: 1 })) as unknown as {
      exceptionId: string;
      details: { message: string };
    };
    assert.equal(info.exceptionId, 'error');
    assert.match(info.details.message, /TS2305/);
    assert.match((await client.go('continue'))[0] ?? '', /^delete_file/);
    const end = await client.stopped(() => client.ask('continue', { threadId: 1 }));
    assert.equal(end.description, 'At the end');
    assert.match((await client.go('reverseContinue'))[0] ?? '', /^delete_file/);
    assert.match((await client.go('reverseContinue'))[0] ?? '', /^bash: npm test/);
    assert.match((await client.go('reverseContinue'))[0] ?? '', /^Edit: src\/cart\.ts/);
    assert.equal((await client.go('reverseContinue'))[0], '1: You are a coding agent. You work in /workspace.');
  });

  it('breaks on lines of the document and of the files, with conditions, hit counts and log messages', async () => {
    await client.start();
    const text = String(await client.service.answer({ kind: 'document' }));
    const lines = text.split('\n');
    const line = lines.findIndex((one) => one.startsWith('### Write')) + 1;
    const price = path.join(folder, 'src', 'price.ts');
    const ask = async (at: Record<string, unknown>, breakpoints: unknown[]) =>
      (
        (await client.ask('setBreakpoints', { source: at, breakpoints })) as unknown as {
          breakpoints: { verified: boolean; message: string; line: number }[];
        }
      ).breakpoints;
    assert.deepEqual(
      (await ask(source, [{ line: line + 1 }])).map(({ line: at, message }) => [at, message]),
      [[line, 'At step 8']],
    );
    assert.deepEqual(
      (await ask({ path: price }, [{ line: 6 }, { line: 2 }])).map(({ verified }) => verified),
      [true, false],
    );
    const [outside] = await ask({ path: path.join(folder, '..', 'elsewhere.ts') }, [{ line: 1 }]);
    assert.equal(outside?.verified, false);
    assert.match((await client.go('continue'))[0] ?? '', /^Edit: src\/price\.ts/);
    assert.match((await client.go('continue'))[0] ?? '', /^Write: /);
    await ask(source, []);
    await ask({ path: price }, []);
    const functions = async (breakpoints: unknown[]) =>
      (
        (await client.ask('setFunctionBreakpoints', { breakpoints })) as unknown as {
          breakpoints: { message: string; verified: boolean }[];
        }
      ).breakpoints;
    assert.deepEqual(
      (
        await functions([
          { name: 'bash', condition: 'tool == "bash" && exit != 0' },
          { name: 'bash', hitCondition: '>= 2' },
          { name: 'bash', condition: 'exit = 0' },
          { name: 'bash', condition: 'constructor == 1' },
          { name: 'bash', hitCondition: 'often' },
        ])
      ).map(({ message }) => message),
      [
        'At step 5',
        'At the steps 5, 2',
        'At character 6: "=" is not part of this language',
        'At character 1: there is no "constructor" in a step',
        'A hit count is a number, also with >, >=, <, <=, == or % before it',
      ],
    );
    await functions([]);
    await client.ask('setExceptionBreakpoints', {
      filters: [],
      filterOptions: [{ filterId: 'error', condition: 'exit == 2' }],
    });
    const marker = Math.max(...lines.map((one, at) => (one.startsWith('### bash') ? at + 1 : 0)));
    assert.ok(marker > 0);
    await client.go('restart');
    await ask(source, [
      {
        line: lines.findIndex((one) => one.startsWith('### bash npm test')) + 1,
        logMessage: 'ended with {exit} in {cwd}',
      },
    ]);
    await client.go('continue');
    assert.match(client.output(), /ended with 1 in \/workspace\n/);
  });

  it('shows arguments, observation, files and use, pages long texts, and evaluates in the console', async () => {
    await client.start();
    await client.go('next');
    await client.go('next');
    const call = await client.scope('Tool call');
    assert.equal(call.tool?.value, '"bash"');
    assert.equal(call.observation?.indexedVariables, 3);
    const rows = await client.below(call.observation?.variablesReference ?? 0, {
      filter: 'indexed',
      start: 1,
      count: 1,
    });
    assert.deepEqual(
      Object.entries(rows).map(([name, { value }]) => [name, value]),
      [['2', 'src/cart.ts:1:import { type Item, total }']],
    );
    const given = await client.below(call.args?.variablesReference ?? 0);
    assert.equal(given.command?.value, '"grep -rn total src"');
    assert.equal(given.command?.evaluateName, 'args.command');
    await client.go('next');
    const files = await client.scope('Files');
    assert.equal(files.changed?.value, '2 files');
    assert.deepEqual(Object.keys(await client.below(files.changed?.variablesReference ?? 0)), [
      'src/cart.ts',
      'src/price.ts',
    ]);
    const use = await client.scope('Use and labels');
    assert.equal(use.tokens?.value, '4104');
    assert.equal(await client.evaluate('length(changed) * 2 + step'), '8');
    assert.match(await client.evaluate('reasoning', 'clipboard'), /^The list is complete/);
    await assert.rejects(client.evaluate('process.exit(1)'), /not expected|no function|no "process"/);
    const { targets } = (await client.ask('completions', { text: 'args.fi', column: 8 })) as unknown as {
      targets: { label: string }[];
    };
    assert.deepEqual(
      targets.map(({ label }) => label),
      ['file_path'],
    );
    const watched = (await client.ask('dataBreakpointInfo', {
      name: 'src/cart.ts',
      variablesReference: 1,
    })) as unknown as { dataId: string };
    assert.equal(watched.dataId, 'src/cart.ts');
  });

  it('jumps to a step that a line of the document stands for', async () => {
    await client.start();
    const text = String(await client.service.answer({ kind: 'document' }));
    const line = text.split('\n').findIndex((one) => one.startsWith('## Step 7')) + 1;
    const { targets } = (await client.ask('gotoTargets', { source, line })) as unknown as { targets: { id: number }[] };
    assert.match((await client.go('goto', { targetId: targets[0]?.id }))[0] ?? '', /^delete_file/);
    assert.equal((await client.go('restart'))[0], '1: You are a coding agent. You work in /workspace.');
  });

  it('knows the files at every step, and tells a frame’s file with the line that changed', async () => {
    await client.start();
    for (const [number, files] of Object.entries(shopStates)) {
      const state = { thread: 0, step: Number(number), side: 'after' } as const;
      for (const name of new Set([...Object.keys(shopFiles), ...Object.keys(files)])) {
        const bytes = (await client.service.answer({ kind: 'bytes', state, path: name })) as Buffer | null;
        assert.equal(bytes?.toString('utf8'), files[name], `${name} after step ${number}`);
      }
    }
    await client.go('next');
    await client.go('next');
    await client.go('next');
    const [frame] = await client.frames();
    assert.equal(frame?.source?.path, 'tracewright-state://abc/step-4.after/src/price.ts');
    assert.equal(frame?.line, 6);
  });

  it('says what is wrong when there are no recorded states, or no such base', async () => {
    const recorded = new AdapterClient({ trajectory, repo: folder, mode: 'state' });
    await assert.rejects(recorded.start(), /no states of the files were recorded/);
    await recorded.close();
    const other = new AdapterClient({ trajectory, repo: folder, base: 'nowhere' });
    await assert.rejects(other.start(), /no revision "nowhere"/);
    await other.close();
  });
});
