import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';
import { TracewrightError } from '../../core/errors.ts';
import type { Step, Trajectory } from '../../core/trajectory/atif.ts';
import type { PathRule } from '../../core/trajectory/pathInside.ts';
import { type Cause, causes, type Verdict, verdicts } from '../../core/trajectory/verdict.ts';
import { makeShadowRepository } from '../git/shadowRepository.ts';
import { resolveRevision } from '../git/userRepository.ts';
import { borrowObjects } from '../replay/borrowObjects.ts';
import { recordedCommit, stepGround, trajectoryGround } from '../replay/ground.ts';
import { namedTrajectory } from '../replay/namedTrajectory.ts';
import { objectStores } from '../replay/objectStores.ts';
import { replay } from '../replay/replayTrajectory.ts';
import { type RecordedThread, recordedThreads } from './recordedThreads.ts';
import { RecordedTrees } from './recordedTrees.ts';

/** The files around one step. */
export interface StepState {
  readonly treeBefore: string;
  readonly treeAfter: string;
  /** False: nothing tells this step's states; it is shown between those of the steps around it. */
  readonly known: boolean;
  readonly verdict?: Verdict;
  readonly reason?: string;
  readonly cause?: Cause;
}

/** A trajectory with the files before and after each of its steps. Dispose it when done. */
export interface OpenStates {
  readonly trajectory: Trajectory;
  /** The trajectory itself, then its subagents. */
  readonly threads: readonly RecordedThread[];
  /** Thread by thread, step by step. */
  readonly states: readonly (readonly StepState[])[];
  readonly trees: RecordedTrees;
  /** A git directory that gives the objects of every tree. */
  readonly gitDir: string;
  /** `state`: the recorded trees; `edits`: what the recorded edits make of the base. */
  readonly mode: 'state' | 'edits';
  /** The base was nowhere said, so this revision was taken. */
  readonly assumedBase?: string;
  /** What does not fit between what was recorded and the repository; one sentence each. */
  readonly warnings: readonly string[];
  dispose(): void;
}

export interface StatesOptions {
  /** A session's folder, or a file of any known format. */
  readonly trajectory: string;
  /** Folder of the repository that the work was done in; it is read, never written to. */
  readonly repo: string;
  /** Where to start, in `edits`; the recorded base when not given, else `HEAD`. */
  readonly base?: string;
  /** `state` where trees were recorded and are at hand, else `edits`, when not given. */
  readonly mode?: 'state' | 'edits';
  /** Where absolute paths of the recording lie in the repository; inferred when not given. */
  readonly map?: readonly PathRule[];
  /** Version of this product, for what it makes of recordings. */
  readonly version: string;
  /** Folder in which computed states are kept for the next time. Without it they last as long as they are open. */
  readonly cache?: string;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

const computed = z.object({
  steps: z.array(
    z.object({
      index: z.number(),
      treeBefore: z.nullable(z.string()),
      treeAfter: z.nullable(z.string()),
      verdict: z.enum(verdicts),
      reason: z.string(),
      cause: z.optional(z.enum(causes)),
    }),
  ),
  warnings: z.array(z.string()),
});
type Computed = z.infer<typeof computed>;

/**
 * Opens a trajectory with its states: from the recorded trees, else computed once by a replay of its edits.
 * Throws `no-ledger` where `state` is asked for and nothing is recorded, and what reading and replaying throw.
 */
export async function openStates(options: StatesOptions): Promise<OpenStates> {
  const { trajectory, stores } = await namedTrajectory(options.trajectory, options.version);
  options.signal?.throwIfAborted();
  const place = workFolder(options);
  try {
    const gitDir = path.join(place.folder, 'objects.git');
    await makeShadowRepository(gitDir, place.folder);
    borrowObjects(path.join(gitDir, 'objects'), await objectStores(options.repo, stores));
    const trees = new RecordedTrees(gitDir);
    try {
      const threads = recordedThreads(trajectory);
      const recorded = options.mode === 'edits' ? null : await recordedStates(trajectory.steps, trees);
      if (recorded === null && options.mode === 'state') throw noLedger(options.trajectory);
      const made =
        recorded === null
          ? await computedStates(trajectory, options, { gitDir, stores, folder: place.folder })
          : { states: recorded, warnings: [] };
      return {
        trajectory,
        threads,
        states: await withSubagents(threads, made.states, trees),
        trees,
        gitDir,
        mode: recorded === null ? 'edits' : 'state',
        warnings: made.warnings,
        ...('assumedBase' in made ? { assumedBase: made.assumedBase } : {}),
        dispose() {
          trees.dispose();
          place.dispose();
        },
      };
    } catch (error) {
      trees.dispose();
      throw error;
    }
  } catch (error) {
    place.dispose();
    throw error;
  }
}

/** The states that the recorder wrote down; null where it wrote none, or none is at hand. */
async function recordedStates(steps: readonly Step[], trees: RecordedTrees): Promise<StepState[] | null> {
  const grounds = steps.map(stepGround);
  const named = new Set(grounds.flatMap((ground) => (ground === null ? [] : [ground.treeBefore, ground.treeAfter])));
  const there = new Set<string>();
  for (const tree of named) if (await trees.has(tree)) there.add(tree);
  const first = grounds.find((ground) => ground !== null && there.has(ground.treeBefore));
  if (first === undefined || first === null) return null;
  const states: StepState[] = [];
  for (const ground of grounds) {
    const reached = states.at(-1)?.treeAfter ?? first.treeBefore;
    if (ground === null) states.push({ treeBefore: reached, treeAfter: reached, known: false });
    else if (!there.has(ground.treeBefore) || !there.has(ground.treeAfter)) {
      const reason = 'the recorded tree is in none of the object stores';
      const gone = { known: false, verdict: 'not-replayable', cause: 'start-state', reason } as const;
      states.push({ treeBefore: reached, treeAfter: reached, ...gone });
    } else {
      const { treeBefore, treeAfter } = ground;
      const gap = states.some(({ known }) => known) && treeBefore !== reached;
      const reason = 'files changed between the step before and this one';
      const parted = gap ? ({ verdict: 'diverged', cause: 'outside-change', reason } as const) : {};
      states.push({ treeBefore, treeAfter, known: true, ...parted });
    }
  }
  return states;
}

interface Workshop {
  readonly gitDir: string;
  readonly stores: readonly string[];
  readonly folder: string;
}

interface ComputedStates {
  readonly states: readonly StepState[];
  readonly warnings: readonly string[];
  readonly assumedBase?: string;
}

async function computedStates(
  trajectory: Trajectory,
  options: StatesOptions,
  { gitDir, stores, folder }: Workshop,
): Promise<ComputedStates> {
  const assumedBase = options.base === undefined && !saysItsBase(trajectory) ? 'HEAD' : undefined;
  const base = options.base ?? assumedBase;
  const start = base === undefined ? undefined : (await resolveRevision(options.repo, base)).tree;
  const key = createHash('sha1')
    .update(JSON.stringify([options.version, stampOf(options.trajectory), start ?? null, options.map ?? null]))
    .digest('hex');
  const kept = path.join(folder, `${key}.json`);
  const { steps, warnings } = readKept(kept) ?? (await replayEdits(trajectory, options, { gitDir, stores, start }));
  writeFileSync(kept, JSON.stringify({ steps, warnings }));
  const byIndex = new Map(steps.map((step) => [step.index, step]));
  const states: StepState[] = [];
  for (const { step_id: id } of trajectory.steps) {
    const found = byIndex.get(id);
    const reached = states.at(-1)?.treeAfter ?? steps.find(({ treeBefore }) => treeBefore !== null)?.treeBefore ?? '';
    const { treeBefore, treeAfter, verdict, reason, cause } = found ?? {};
    states.push({
      treeBefore: treeBefore ?? reached,
      treeAfter: treeAfter ?? treeBefore ?? reached,
      known: typeof treeAfter === 'string',
      ...(verdict === undefined ? {} : { verdict }),
      ...(reason === undefined ? {} : { reason }),
      ...(cause === undefined ? {} : { cause }),
    });
  }
  return { states, warnings, ...(assumedBase === undefined ? {} : { assumedBase }) };
}

async function replayEdits(
  trajectory: Trajectory,
  { repo, map, signal, onProgress }: StatesOptions,
  { gitDir, stores, start }: Pick<Workshop, 'gitDir' | 'stores'> & { readonly start: string | undefined },
): Promise<Computed> {
  const report = await replay(trajectory, {
    repo,
    mode: 'edits',
    stores,
    keepObjects: gitDir,
    onStep: ({ index }, total) => onProgress?.(index, total),
    ...(map === undefined ? {} : { map }),
    ...(start === undefined ? {} : { base: start }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { steps: [...report.steps], warnings: [...(report.warnings ?? [])] };
}

function saysItsBase(trajectory: Trajectory): boolean {
  const said = trajectoryGround(trajectory)?.baseTree ?? recordedCommit(trajectory);
  return (said !== undefined && said !== null) || trajectory.steps.some((step) => stepGround(step) !== null);
}

/** A subagent's steps stand on their own recorded trees, else between the trees of the step that called it. */
async function withSubagents(
  threads: readonly RecordedThread[],
  main: readonly StepState[],
  trees: RecordedTrees,
): Promise<(readonly StepState[])[]> {
  const all: (readonly StepState[])[] = [main];
  for (const { steps, parent } of threads.slice(1)) {
    const around = parent === null ? main.at(-1) : all[parent.thread]?.[parent.step];
    const known = await recordedStates(steps, trees);
    const { treeBefore = '', treeAfter = '' } = around ?? {};
    all.push(known ?? steps.map(() => ({ treeBefore, treeAfter, known: false })));
  }
  return all;
}

/** So many trajectories' computed states are kept. */
const KEPT = 12;

function workFolder({ cache, trajectory, repo }: StatesOptions): { readonly folder: string; dispose(): void } {
  if (cache === undefined) {
    const folder = mkdtempSync(path.join(tmpdir(), 'tracewright-states-'));
    return { folder, dispose: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
  }
  const name = createHash('sha1')
    .update(JSON.stringify([path.resolve(trajectory), path.resolve(repo)]))
    .digest('hex');
  const folder = path.join(cache, name.slice(0, 16));
  mkdirSync(folder, { recursive: true });
  const others = readdirSync(cache)
    .map((other) => path.join(cache, other))
    .filter((other) => other !== folder)
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of others.slice(KEPT - 1)) rmSync(old, { recursive: true, force: true });
  return { folder, dispose() {} };
}

/** Changes when the trajectory does. */
function stampOf(file: string): string {
  const stats = statSync(file);
  const parts = stats.isDirectory() ? readdirSync(file).sort() : [];
  const all = [stats, ...parts.map((name) => statSync(path.join(file, name)))];
  return all.map(({ size, mtimeMs }) => `${size}:${mtimeMs}`).join('|');
}

function readKept(file: string): Computed | null {
  try {
    return computed.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

function noLedger(file: string): TracewrightError {
  return new TracewrightError(
    'no-ledger',
    'no states of the files were recorded with this trajectory, or none is at hand',
    {
      place: { file },
      remedy: 'use the mode edits, which computes them from the recorded edits',
    },
  );
}
