/**
 * `npm run demo`: the main job, end to end, on real code in a real VS Code. Fails when any part of it does not hold.
 */
import { strict as assert } from 'node:assert';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { tracewright } from './demo/cli.ts';
import { compareFiles, countCommits, treeOf } from './demo/sameFiles.ts';
import { makeSampleRepository } from './sampleRepository.ts';
import { terminalProgress } from './terminalProgress.ts';
import { runInVscode } from './vscode/runInVscode.ts';

const root = path.resolve(import.meta.dirname, '..');
const work = path.join(root, 'out/demo');
const repository = path.join(work, 'repository');
const dataset = path.join(work, 'dataset');
const agentCopy = path.join(work, 'agent');
const report = path.join(work, 'report.html');
const agentTrajectory = path.join(root, 'test-fixtures/trajectories/agent-missed-call-site.json');
const family = 'qwen2.5-coder';

const started = performance.now();
const summary: [string, string][] = [];
const progress = terminalProgress();

await rm(work, { recursive: true, force: true });
await mkdir(work, { recursive: true });

say('Making a repository of real releases');
await makeSampleRepository(repository, progress);
note('repository', `${await countCommits(repository)} releases committed one after another`);

say('A scripted expert refactors it in a real VS Code');
await recordExpert().catch(async (error: Error) => {
  // On a busy machine the editor's own services may answer too late for a script.
  say(`That did not work out (${error.message}); once more, from the start`);
  await rm(repository, { recursive: true, force: true });
  await makeSampleRepository(repository, progress);
  await recordExpert();
});
const session = await newestSession();
note('recorded', `${session.events} events, ${session.operations} operations`);

say('Proving the recording');
await prove(session.dir);

say('Building samples');
await samples(session.dir);

say('Replaying');
await replays(session.dir);

say('Writing the report');
await tracewright([
  'report',
  session.dir,
  '--out',
  report,
  '--dataset',
  dataset,
  '--agent',
  agentTrajectory,
  '--map',
  '/repo=.',
]);

const width = Math.max(...summary.map(([name]) => name.length));
process.stdout.write(`\n${summary.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n')}\n`);
process.stdout.write(`\nReport: ${report}\n${((performance.now() - started) / 1000).toFixed(0)} s\n`);

async function recordExpert(): Promise<void> {
  await runInVscode({
    workspace: repository,
    testsEntry: await bundleExpert(),
    env: { TRACEWRIGHT_DEMO_NODE: process.execPath },
    screenshots: path.join(work, 'screenshots'),
    progress,
  });
}

/** The extension host loads one CommonJS file. */
async function bundleExpert(): Promise<string> {
  const outfile = path.join(work, 'expert.cjs');
  await esbuild.build({
    entryPoints: [path.join(root, 'scripts/demo/expert.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outfile;
}

interface ListedSession {
  readonly id: string;
  readonly dir: string;
  readonly events: number;
  readonly operations: number;
}

async function newestSession(): Promise<ListedSession> {
  const sessions = await tracewright<ListedSession[]>(['sessions', 'list', '--dir', repository]);
  assert.equal(sessions.length, 1, 'one session was recorded');
  return sessions[0] as ListedSession;
}

async function prove(dir: string): Promise<void> {
  const verified = await tracewright<{
    ok: boolean;
    documents: number;
    checkpoints: { checked: number; matched: number };
  }>(['sessions', 'verify', dir]);
  assert.ok(verified.ok, 'the recording verifies');
  assert.ok(verified.checkpoints.checked >= 2, 'there are checkpoints at the start and at the end');
  const folded = path.join(work, 'folded');
  const { tree } = await tracewright<{ tree: string }>(['sessions', 'fold', dir, '--at', 'end', '--out', folded]);
  const { compared, different } = await compareFiles(repository, folded);
  assert.deepEqual(different, [], 'the folded log equals the disk');
  assert.equal(
    tree,
    await treeOf(repository, path.join(work, 'index')),
    "git's own tree id of the disk is the folded one",
  );
  note('proved', `${compared} files equal the disk byte for byte, git tree ${tree.slice(0, 12)}`);
  note(
    'checkpoints',
    `${verified.checkpoints.matched} of ${verified.checkpoints.checked} trees match, ${verified.documents} documents`,
  );
}

async function samples(dir: string): Promise<void> {
  const manifest = await tracewright<{ rows: number; byKind: Record<string, number>; trainedTokens: number }>([
    'build',
    dir,
    '--kind',
    'fim,tool-use',
    '--family',
    family,
    '--seed',
    '1',
    '--out',
    dataset,
  ]);
  assert.ok(
    (manifest.byKind.fim ?? 0) > 0 && (manifest.byKind['tool-use'] ?? 0) > 0,
    'there are samples of both kinds',
  );
  const lint = await tracewright<{ rows: number; findings: unknown[] }>(['lint', dataset]);
  assert.deepEqual(lint.findings, [], 'lint finds nothing');
  const kinds = Object.entries(manifest.byKind).map(([kind, rows]) => `${rows} ${kind}`);
  note('samples', `${kinds.join(', ')} for ${family}; lint finds nothing in ${lint.rows} rows`);
}

interface ReplayAnswer {
  readonly counts: Readonly<Record<string, number>>;
  readonly finalTree: { readonly expected: string | null; readonly actual: string; readonly match: boolean | null };
}

async function replays(dir: string): Promise<void> {
  for (const mode of ['state', 'edits']) {
    const answer = await tracewright<ReplayAnswer>(['replay', dir, '--repo', repository, '--mode', mode]);
    assert.equal(answer.finalTree.match, true, `replay in the mode ${mode} ends on the same tree`);
    note(`replay ${mode}`, `${counted(answer.counts)}; ends on tree ${answer.finalTree.actual.slice(0, 12)}, the same`);
  }
  const agent = await tracewright<ReplayAnswer>([
    'replay',
    agentTrajectory,
    '--repo',
    repository,
    '--base',
    'HEAD',
    '--mode',
    'edits',
    '--map',
    '/repo=.',
    '--keep',
    agentCopy,
  ]);
  note('agent replay', counted(agent.counts));
  const check = await tracewright<{ findings: { check: string; path: string; line: number; message: string }[] }>(
    ['check', '--repo', agentCopy, '--base', 'HEAD', '--trajectory', agentTrajectory],
    [1],
  );
  const missed = check.findings.find(
    (finding) => finding.check === 'stale-reference' && finding.path === 'src/blake2.ts',
  );
  const dangling = check.findings.find(
    (finding) => finding.check === 'dangling-import' && finding.path === 'src/legacy.ts',
  );
  assert.ok(missed, 'the missed call site is found');
  assert.ok(dangling, 'the dangling import is found');
  for (const { path: file, line, message } of [missed, dangling]) note('agent check', `${file}:${line} ${message}`);
}

function counted(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function note(name: string, text: string): void {
  summary.push([name, text]);
  process.stdout.write(`  ${text}\n`);
}
