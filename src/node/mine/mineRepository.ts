import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { agentsAmong } from '../../core/mining/leftOut.ts';
import { MINED_VERSION, type MinedManifest, minedManifestSchema } from '../../core/mining/minedEdit.ts';
import { type RawCommit, RawLogReader, rawLogArguments } from '../../core/mining/rawLog.ts';
import type { Progress } from '../../core/ports.ts';
import { seedFor } from '../../core/sample/random.ts';
import { gitText, runGit, streamGit } from '../git/gitProcess.ts';
import { WorkerPool } from '../threads/workerPool.ts';
import { EditMiner, type MiningResult, type MiningTask } from './editMiner.ts';
import { EditShards } from './editShards.ts';

export interface MineRequest {
  readonly repository: string;
  /** A new folder, or one that an earlier run made: then only what is new is read. */
  readonly out: string;
  readonly toolVersion: string;
  /** Threads; 1: this one. */
  readonly jobs: number;
  /** Commits from this date on, in git's words. */
  readonly since?: string;
  readonly maxCommits?: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** What one run did. */
export interface Mined {
  readonly commits: number;
  readonly edits: number;
  readonly files: number;
  /** Bytes of the contents that were read. */
  readonly bytes: number;
  readonly seconds: number;
  readonly out: string;
  readonly leftOut: Readonly<Record<string, number>>;
  /** Commits that an earlier run had read already. */
  readonly known: number;
}

/** Files that a thread is given at once. */
const BATCH = 128;
/** Batches that may wait for their turn to be written. */
const MOST_WAITING = 24;

/**
 * Reads the edits out of a repository's history: each file of each commit that is no merge, newest first. One `git log`
 * and one `git cat-file --batch` a thread; the same history gives the same bytes, whatever the number of threads.
 * Throws `not-a-repository`, `no-commits`, `git-missing`, `other-repository`, `not-a-mined-folder`, `bad-since`.
 */
export async function mineRepository(request: MineRequest): Promise<Mined> {
  const began = performance.now();
  const { repository, out, jobs, signal } = request;
  const head = await gitText(['rev-parse', '--verify', 'HEAD^{commit}'], { cwd: repository });
  const roots = (await gitText(['rev-list', '--max-parents=0', 'HEAD'], { cwd: repository })).split('\n').sort();
  const earlier = readManifest(out, roots);
  const shards = new EditShards(out, earlier?.files ?? []);
  const tally = {
    commits: 0,
    edits: 0,
    bytes: 0,
    leftOut: {} as Record<string, number>,
    byLanguage: {} as Record<string, number>,
  };
  const pool = jobs > 1 ? new WorkerPool<readonly MiningTask[], MiningResult[]>('mine', jobs, { repository }) : null;
  const own = pool === null ? new EditMiner(repository) : null;
  const mine = (thread: number, tasks: readonly MiningTask[]): Promise<MiningResult[]> =>
    pool === null ? (own as EditMiner).mine(tasks) : pool.ask(thread, tasks);
  const queue = new InOrder((results) => {
    for (const { line, language, leftOut, bytes } of results) {
      tally.bytes += bytes;
      if (line === undefined) tally.leftOut[leftOut ?? ''] = (tally.leftOut[leftOut ?? ''] ?? 0) + 1;
      else {
        tally.edits++;
        const name = language ?? 'other';
        tally.byLanguage[name] = (tally.byLanguage[name] ?? 0) + 1;
        shards.write(line);
      }
    }
  });
  try {
    let at = 0;
    let lots: MiningTask[][] = Array.from({ length: jobs }, () => []);
    const send = async () => {
      const batch = lots;
      lots = Array.from({ length: jobs }, () => []);
      const answers = batch.map((tasks, thread) => (tasks.length === 0 ? Promise.resolve([]) : mine(thread, tasks)));
      await queue.add(Promise.all(answers).then((parts) => parts.flat().sort((a, b) => a.at - b.at)));
    };
    for await (const commit of commitsOf(request, earlier)) {
      signal?.throwIfAborted();
      tally.commits++;
      const facts = factsOf(commit);
      for (const entry of commit.entries) {
        lots[seedFor(0, entry.path) % jobs]?.push({ at: at++, commit: facts, entry });
      }
      if (lots.some((tasks) => tasks.length >= BATCH)) await send();
      if (tally.commits % 100 === 0)
        request.progress?.report({ message: `${tally.commits} commits, ${tally.edits} edits` });
    }
    await send();
    await queue.end();
    const files = shards.finish();
    writeManifest(out, {
      version: MINED_VERSION,
      toolVersion: request.toolVersion,
      roots,
      heads: [head, ...(await stillApart(repository, earlier?.heads ?? [], head))],
      commits: (earlier?.commits ?? 0) + tally.commits,
      edits: (earlier?.edits ?? 0) + tally.edits,
      bytes: (earlier?.bytes ?? 0) + tally.bytes,
      leftOut: added(earlier?.leftOut, tally.leftOut),
      byLanguage: added(earlier?.byLanguage, tally.byLanguage),
      files,
    });
    const { commits, edits, bytes, leftOut } = tally;
    const seconds = (performance.now() - began) / 1000;
    return { commits, edits, bytes, leftOut, files: files.length, seconds, out, known: earlier?.commits ?? 0 };
  } catch (error) {
    shards.abort();
    throw error;
  } finally {
    own?.dispose();
    await pool?.dispose();
  }
}

async function* commitsOf(request: MineRequest, earlier: MinedManifest | null): AsyncGenerator<RawCommit> {
  const { repository, since, maxCommits, signal } = request;
  const known = await present(repository, earlier?.heads ?? []);
  const args = [
    '-c',
    'log.showSignature=false',
    'log',
    ...rawLogArguments,
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(maxCommits === undefined ? [] : [`--max-count=${maxCommits}`]),
    'HEAD',
    ...known.map((head) => `^${head}`),
  ];
  const reader = new RawLogReader();
  for await (const piece of streamGit(args, { cwd: repository, ...(signal === undefined ? {} : { signal }) })) {
    yield* reader.push(piece);
  }
  yield* reader.end();
}

function factsOf({ commit, parents, tree, time, subject, author, coAuthors }: RawCommit) {
  return { commit, parent: parents[0] ?? null, tree, time, subject, agents: agentsAmong([author, ...coAuthors]) };
}

/** Heads that the repository still has: history may have been rewritten, or cut. */
async function present(repository: string, heads: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    heads.map(async (head) => {
      const { code } = await runGit(['cat-file', '-e', `${head}^{commit}`], { cwd: repository, answers: [0, 1, 128] });
      return code === 0 ? [head] : [];
    }),
  );
  return found.flat();
}

/** Earlier heads that the new one does not reach. */
async function stillApart(repository: string, heads: readonly string[], head: string): Promise<string[]> {
  const apart: string[] = [];
  for (const old of await present(repository, heads)) {
    const { code } = await runGit(['merge-base', '--is-ancestor', old, head], { cwd: repository, answers: [0, 1] });
    if (code === 1) apart.push(old);
  }
  return apart;
}

function readManifest(out: string, roots: readonly string[]): MinedManifest | null {
  const file = path.join(out, 'mined.json');
  if (!existsSync(file)) return null;
  const parsed = minedManifestSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) {
    throw new TracewrightError('not-a-mined-folder', 'this is no manifest of mined edits, or one of another version', {
      place: { file },
      remedy: 'name a new folder',
    });
  }
  if (!parsed.data.roots.some((root) => roots.includes(root))) {
    throw new TracewrightError('other-repository', 'the folder holds the edits of another repository', {
      place: { file },
      remedy: 'name a new folder',
    });
  }
  return parsed.data;
}

function writeManifest(out: string, manifest: MinedManifest): void {
  mkdirSync(out, { recursive: true });
  const file = path.join(out, 'mined.json');
  writeFileSync(`${file}.partial`, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(`${file}.partial`, file);
}

function added(
  one: Readonly<Record<string, number>> | undefined,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum: Record<string, number> = { ...one };
  for (const [key, count] of Object.entries(other)) sum[key] = (sum[key] ?? 0) + count;
  return Object.fromEntries(Object.entries(sum).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Takes results in the order in which they were asked for, and holds the asking up when too many wait. */
class InOrder {
  readonly #take: (results: readonly MiningResult[]) => void;
  readonly #waiting: Promise<readonly MiningResult[]>[] = [];

  constructor(take: (results: readonly MiningResult[]) => void) {
    this.#take = take;
  }

  async add(results: Promise<readonly MiningResult[]>): Promise<void> {
    // Its error is told when its turn comes; until then nobody listens.
    results.catch(() => undefined);
    this.#waiting.push(results);
    while (this.#waiting.length > MOST_WAITING) this.#take((await this.#waiting.shift()) ?? []);
  }

  async end(): Promise<void> {
    for (const results of this.#waiting.splice(0)) this.#take(await results);
  }
}
