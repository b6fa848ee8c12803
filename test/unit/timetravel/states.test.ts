import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { lineHunks, trackLine } from '../../../src/core/edit/lineHunks.ts';
import { textsOf } from '../../../src/extension/debugger/debugTexts.ts';
import { travelOptions } from '../../../src/extension/debugger/launchConfiguration.ts';
import { parseStatePath, statePath } from '../../../src/extension/host/stateAddress.ts';
import { openStates } from '../../../src/node/timetravel/openStates.ts';
import { RecordedTrees } from '../../../src/node/timetravel/recordedTrees.ts';
import { makeShop } from './shopTrajectory.ts';

describe('the states of a trajectory', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tracewright-states-test-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('are computed once, and kept for the next time', async () => {
    const repo = path.join(folder, 'shop');
    mkdirSync(repo);
    const trajectory = makeShop(repo);
    const options = { trajectory, repo, version: '0.0.0', cache: path.join(folder, 'cache') };
    let told = 0;
    const first = await openStates({ ...options, onProgress: () => told++ });
    first.dispose();
    assert.equal(first.mode, 'edits');
    assert.equal(first.assumedBase, 'HEAD');
    assert.equal(told, 9);
    const again = await openStates({ ...options, onProgress: () => told++ });
    assert.equal(told, 9, 'nothing is replayed again');
    assert.deepEqual(again.states, first.states);
    const last = again.states[0]?.at(-1)?.treeAfter ?? '';
    assert.match(String(await again.trees.bytes(last, 'src/discount.ts')), /0\.9/);
    again.dispose();
    const elsewhere = openStates({ ...options, map: [{ from: '/elsewhere', to: '' }] });
    await assert.rejects(elsewhere, /another repository/, 'another path map is another computation');
  });

  it('end when they are cancelled', async () => {
    const repo = path.join(folder, 'cancelled');
    mkdirSync(repo);
    const trajectory = makeShop(repo);
    const cancelling = new AbortController();
    const opening = openStates({
      trajectory,
      repo,
      version: '0.0.0',
      signal: cancelling.signal,
      onProgress: () => cancelling.abort(),
    });
    await assert.rejects(opening);
  });

  it('show links as what they say, submodules as such, and what differs by path', async () => {
    const repo = path.join(folder, 'links');
    mkdirSync(path.join(repo, 'a', 'b'), { recursive: true });
    const git = (...args: string[]) => execFileSync('git', ['-C', repo, ...args], { encoding: 'utf8' }).trim();
    git('init', '--quiet');
    writeFileSync(path.join(repo, 'a', 'b', 'c.txt'), 'one');
    writeFileSync(path.join(repo, 'thing'), 'a file');
    symlinkSync('/etc/passwd', path.join(repo, 'link'));
    git('add', '.');
    git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`);
    const before = git('write-tree');
    writeFileSync(path.join(repo, 'a', 'b', 'c.txt'), 'two');
    unlinkSync(path.join(repo, 'thing'));
    mkdirSync(path.join(repo, 'thing'));
    writeFileSync(path.join(repo, 'thing', 'inside'), 'a folder now');
    git('add', '-A', '--', 'a', 'thing');
    const after = git('write-tree');
    const trees = new RecordedTrees(path.join(repo, '.git'));
    try {
      assert.equal((await trees.entry(before, 'link'))?.kind, 'link');
      assert.equal(String(await trees.bytes(before, 'link')), '/etc/passwd');
      assert.equal(await trees.entry(before, 'link/anything'), null, 'a link leads nowhere');
      assert.equal((await trees.entry(before, 'sub'))?.kind, 'submodule');
      assert.equal(await trees.bytes(before, 'sub'), null);
      assert.equal(await trees.entry(before, '../links/thing'), null);
      assert.equal(await trees.bytes(before, 'a'), null);
      const changes = (await trees.changes(before, after)).map(({ path: name, before: was, after: is }) => [
        name,
        was === null,
        is === null,
      ]);
      assert.deepEqual(changes, [
        ['a/b/c.txt', false, false],
        ['thing', false, true],
        ['thing/inside', true, false],
      ]);
      assert.equal(await trees.has('0'.repeat(40)), false);
    } finally {
      trees.dispose();
    }
  });
});

describe('the address of a file at a step', () => {
  it('comes back from its path, and never leads out of the state', () => {
    const part = fc
      .string({ minLength: 1, maxLength: 8 })
      .filter((one) => !one.includes('/') && one !== '.' && one !== '..');
    const address = fc.record({
      thread: fc.nat(99),
      step: fc.nat(100_000),
      side: fc.constantFrom('before' as const, 'after' as const),
      path: fc.array(part, { maxLength: 4 }).map((parts) => parts.join('/')),
    });
    fc.assert(fc.property(address, (one) => assert.deepEqual(parseStatePath(statePath(one)), { ...one })));
    for (const bad of [
      '/step-1.after/../x',
      '/step-1.after/a/../../x',
      '/step-1.after//x',
      '/step-1.during/x',
      '/x',
      '',
    ]) {
      assert.equal(parseStatePath(bad), undefined, bad);
    }
  });
});

describe('a line that is followed through a change', () => {
  it('is where its text went when it was not touched, and comes back', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 8 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, fc.nat(7), (before, after, pick) => {
        const [old, now] = [before.split('\n'), after.split('\n')];
        const line = pick % old.length;
        const hunks = lineHunks(before, after);
        const there = trackLine(line, hunks, 'before');
        if (there.touched) return;
        assert.equal(now[there.line], old[line]);
        assert.deepEqual(trackLine(there.line, hunks, 'after'), { touched: false, line });
      }),
    );
  });
});

describe('a launch configuration', () => {
  const l10n = textsOf(undefined);
  it('means a trajectory in a repository, with paths relative to the workspace folder', () => {
    const here = import.meta.dirname;
    const options = travelOptions({ trajectory: 'states.test.ts', map: { '/w': '.' }, base: 'main' }, here, l10n);
    assert.deepEqual(options, {
      trajectory: path.join(here, 'states.test.ts'),
      repo: here,
      name: 'states.test.ts',
      base: 'main',
      map: [{ from: '/w', to: '.' }],
    });
  });

  it('is refused with the field that is wrong', () => {
    const here = import.meta.dirname;
    const refused = (typed: Record<string, unknown>, why: RegExp) =>
      assert.throws(() => travelOptions(typed, here, l10n), why);
    refused({}, /"trajectory" is missing/);
    refused({ trajectory: 'nothing.json' }, /There is no .*nothing\.json/);
    refused({ trajectory: 3 }, /"trajectory" is no text/);
    refused({ trajectory: 'states.test.ts', repo: 'nowhere' }, /There is no folder .*nowhere/);
    refused({ trajectory: 'states.test.ts', mode: 'exec' }, /"mode" cannot be "exec"/);
    refused({ trajectory: 'states.test.ts', map: ['/w'] }, /"map" is no object/);
  });
});
