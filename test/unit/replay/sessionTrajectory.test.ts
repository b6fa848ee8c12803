import assert from 'node:assert/strict';
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { NewEvent } from '../../../src/core/session/event.ts';
import type { Trajectory } from '../../../src/core/trajectory/atif.ts';
import { validateTrajectory } from '../../../src/core/trajectory/validate.ts';
import { objectId } from '../../../src/node/git/looseObject.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { trajectoryGround } from '../../../src/node/replay/ground.ts';
import { replay } from '../../../src/node/replay/replayTrajectory.ts';
import { sessionTrajectory } from '../../../src/node/replay/sessionTrajectory.ts';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';

describe('sessionTrajectory', () => {
  let sandbox: Sandbox;
  let shadow: ShadowGit;
  let root: string;

  beforeEach(() => {
    sandbox = makeSandbox();
    root = path.join(sandbox.folder, 'root');
    mkdirSync(root);
    shadow = new ShadowGit(path.join(root, '.tracewright'), 's1');
  });
  afterEach(() => {
    shadow.dispose();
    sandbox.dispose();
  });

  const open = (doc: number, file: string, text: string): NewEvent => ({
    kind: 'document-open',
    doc,
    path: file,
    v: 1,
    content: { text },
    eol: '\n',
    encoding: 'utf8',
    language: 'typescript',
  });

  /** An edit, a note on it, a move with its import fixed, a command, and an edit that is never saved. */
  async function session(): Promise<{ folder: string; trajectory: Trajectory }> {
    const main = "import { total } from './old.ts';\ntotal();\n";
    sandbox.write('root/main.ts', main);
    sandbox.write('root/old.ts', 'export const total = 1;\n');
    sandbox.write('root/bom.txt', '\ufeffx\r\n');
    const tree = (await shadow.snapshot(root)).tree;
    const state = { name: 'root', path: root, tree, commit: null, branch: null };
    const at = '2026-01-02T03:04:05.000Z';
    const tool = { version: '0.1.0' };
    const head = { id: 's1', goal: 'Move old.ts', startedAt: at, roots: [state], tool };
    let now = 0;
    const log = SessionWriter.create(path.join(root, '.tracewright/sessions'), head, { now: () => (now += 2000) });
    log.append({ kind: 'session-start', at, goal: head.goal, roots: [state], tool });
    log.append(open(0, 'main.ts', main));
    const typed = log.append({ kind: 'edit', doc: 0, v: 2, changes: [[main.length, 0, '// done\n']] });
    log.append({
      kind: 'note',
      note: 'n1',
      type: 'why',
      text: 'The comment helps.',
      anchors: [{ path: 'main.ts', start: 0, end: 6, quote: 'import' }],
      about: [typed.seq, typed.seq],
    });
    const saved = `${main}// done\n`;
    const blob = objectId('blob', Buffer.from(saved));
    log.append({ kind: 'save', doc: 0, v: 2, blob, bytes: saved.length });
    log.append({ kind: 'command-start', command: 1, terminal: 't', line: 'npm test', confidence: 'high' });
    log.append({ kind: 'command-output', command: 1, text: '1 failing\r\n' });
    log.append({ kind: 'command-end', command: 1, exitCode: 1 });
    log.append({ kind: 'file', op: 'rename', path: 'old.ts', to: 'lib/new.ts', source: 'editor' });
    log.append({ kind: 'edit', doc: 0, v: 3, changes: [[saved.indexOf('./old'), 5, './lib/new']] });
    log.append({ kind: 'session-stop', at, why: 'asked' });
    log.close(at);
    sandbox.write('root/main.ts', saved);
    mkdirSync(path.join(root, 'lib'));
    renameSync(path.join(root, 'old.ts'), path.join(root, 'lib/new.ts'));
    return { folder: log.folder, trajectory: await sessionTrajectory(log.folder, shadow) };
  }

  it('gives valid ATIF whose last tree is the disk with the unsaved text on it', async () => {
    const { trajectory } = await session();
    assert.deepEqual(validateTrajectory(trajectory, { strict: true }).errors, []);
    sandbox.write('root/main.ts', "import { total } from './lib/new.ts';\ntotal();\n// done\n");
    const { tree } = await shadow.snapshot(root);
    assert.equal(trajectoryGround(trajectory)?.finalTree, tree);
  });

  it('has the note as the reasoning of what it is about, the move as a move, the command with its end', async () => {
    const { trajectory } = await session();
    const calls = trajectory.steps.flatMap((step) => step.tool_calls ?? []);
    assert.deepEqual(
      calls.map(({ function_name: name }) => name),
      ['str_replace', 'run_command', 'move_file', 'str_replace'],
    );
    assert.deepEqual(calls[2]?.arguments, { path: 'old.ts', new_path: 'lib/new.ts' });
    const reasoned = trajectory.steps.filter((step) => step.reasoning_content !== undefined);
    assert.equal(reasoned.length, 1);
    assert.equal(reasoned[0]?.tool_calls?.[0]?.function_name, 'str_replace');
    const run = trajectory.steps.find((step) => step.tool_calls?.[0]?.function_name === 'run_command');
    assert.match(String(run?.observation?.results[0]?.content), /1 failing/);
    assert.deepEqual(run?.observation?.results[0]?.extra, { tracewright: { exitCode: 1 } });
  });

  it('replays in both modes to the recorded tree, every edit exactly, also after a garbage collection', async () => {
    const { trajectory } = await session();
    await shadow.git(['gc', '--prune=now', '--quiet']);
    const edits = await replay(trajectory, { repo: root, mode: 'edits' });
    assert.equal(edits.finalTree.match, true);
    assert.equal(edits.counts.diverged + edits.counts['not-replayable'], 0, JSON.stringify(edits.steps));
    assert.ok(edits.counts.exact >= 2);
    const state = await replay(trajectory, { repo: root, mode: 'state' });
    assert.equal(state.counts.exact, trajectory.steps.length);
    assert.equal(state.finalTree.match, true);
  });

  it('gives the same trajectory when asked again', async () => {
    const { folder, trajectory } = await session();
    assert.deepEqual(await sessionTrajectory(folder, shadow), trajectory);
  });
});
