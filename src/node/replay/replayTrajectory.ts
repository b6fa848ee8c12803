import type { Step, Trajectory } from '../../core/trajectory/atif.ts';
import type { PathRule } from '../../core/trajectory/pathInside.ts';
import { ToolSession } from '../../core/trajectory/tools/toolSession.ts';
import {
  type ReplayGround,
  type ReplayMode,
  type ReplayReport,
  replayReport,
  type StepVerdict,
} from '../../core/trajectory/verdict.ts';
import { mustBeItsRepository } from './anotherRepository.ts';
import { branchSteps } from './branchSteps.ts';
import { type DisposableCopy, withDisposableCopy } from './disposableCopy.ts';
import { editsStep } from './editsStep.ts';
import { execSteps } from './execSteps.ts';
import { finalTree } from './finalTree.ts';
import { recordedCommit, recordedFolder, stepGround } from './ground.ts';
import { keepResult, mustBeNew } from './keepResult.ts';
import { mentionedPaths } from './mentionedPaths.ts';
import { objectStores } from './objectStores.ts';
import { inferMap, insideRule } from './pathMap.ts';
import { type FoundBase, findBase, presentCommit } from './replayBase.ts';
import { type Replaying, worldOf } from './replaying.ts';
import { stateStep } from './stateStep.ts';
import { noLedger, stepAt, treeBeforeStep } from './treeBeforeStep.ts';
import { viewTrajectory } from './viewTrajectory.ts';

export interface ReplayOptions {
  /** Folder of the repository that the work was done in; it is read, never written to. */
  readonly repo: string;
  /** Where to start: a revision, a tree, `WORKTREE` for the files as they are; the recorded base when not given. */
  readonly base?: string;
  /** `exec` runs recorded commands in a sandbox: the caller has asked the person for consent. */
  readonly mode: ReplayMode;
  /**
   * First step (from 1) to replay; the ones before it are taken as recorded, which takes a ledger. Of `branch`: the step
   * that shall be done anew, so that the state before it is restored, by its recorded tree or else by edits.
   */
  readonly from?: number;
  /** Where absolute paths of the recording lie in the repository; inferred when there are none. */
  readonly map?: readonly PathRule[];
  /** More git directories to find objects in; the repository's own and its `.tracewright/shadow.git` are known. */
  readonly stores?: readonly string[];
  /** A git directory that gives every tree of the replay afterwards: new objects are written there, others borrowed. */
  readonly keepObjects?: string;
  /** Told after every step. */
  readonly onStep?: (verdict: StepVerdict, total: number) => void;
  /** Given the copy's folder as the replay left it, before it is removed. */
  readonly atEnd?: (folder: string) => Promise<void>;
  /** A new folder to leave the result in: a clone of the repository on the base's commit, with the changes uncommitted. */
  readonly keep?: string;
  /** Ends the replay between two steps. */
  readonly signal?: AbortSignal;
}

/**
 * Replays a trajectory in a disposable copy and says for every step what came of it. `view` lays nothing out; `state`
 * lays out the recorded trees; `edits` applies the file edits of the tool calls; `exec` also runs the commands, in a
 * sandbox and not without; `branch` restores the state before one step.
 * Throws `no-base`, `shallow-base`, `another-repository`, `no-ledger`, `no-such-step`, `unknown-revision`,
 * `no-commits`, `not-a-repository`, `bad-path-rule`, `folder-not-empty`, `no-sandbox`, `sandbox-failed`, `missing-object`, `git-missing`, `not-writable`.
 */
export async function replay(trajectory: Trajectory, options: ReplayOptions): Promise<ReplayReport> {
  const given = (options.map ?? []).map((rule) => insideRule(rule, options.repo));
  if (options.keep !== undefined) mustBeNew(options.keep);
  if (options.mode === 'view') return viewed(trajectory, options, given);
  const work = (copy: DisposableCopy) => replayIn(copy, trajectory, options, given);
  return withDisposableCopy(await objectStores(options.repo, options.stores), work, options.keepObjects);
}

async function replayIn(
  copy: DisposableCopy,
  trajectory: Trajectory,
  options: ReplayOptions,
  given: readonly PathRule[],
): Promise<ReplayReport> {
  const { mode, repo } = options;
  const from = options.from ?? 1;
  stepAt(trajectory, from);
  const later = from > 1 && (mode !== 'branch' || (await treeBeforeStep(trajectory, from, copy)) !== null);
  const base = later ? await recordedStart(trajectory, options, copy) : await findBase(trajectory, options, copy);
  await copy.checkout(base.tree);
  const exists = (path: string): boolean => isThere(copy, path);
  const paths = mentionedPaths(trajectory);
  const inferred = given.length > 0 ? [] : inferMap(trajectory, paths, exists);
  const rules = given.length > 0 ? given : inferred;
  const recorded = trajectory.steps.some((step) => stepGround(step) !== null);
  const strange = recorded || later ? [] : mustBeItsRepository(paths.expected, rules, exists, repo);
  const replaying = start(trajectory, copy, rules);
  const todo = trajectory.steps.filter(({ step_id: id }) => (mode === 'branch' ? id < from : id >= from));
  const steps = await perform(todo, replaying, options, later, trajectory.steps.length);
  const expected =
    mode === 'branch' ? await branchTree(trajectory, from, copy) : await finalTree(trajectory, copy, base.tree);
  const actual = await copy.provenTree();
  const ground: ReplayGround = {
    base: { tree: await copy.treeOf(base.tree), commit: base.commit },
    map: rules,
    mapFrom: given.length > 0 ? 'given' : inferred.length > 0 ? 'inferred' : 'none',
    warnings: [...base.warnings, ...strange],
    finalFrom: expected.from,
  };
  await options.atEnd?.(copy.folder);
  if (options.keep !== undefined) await keepResult(copy.folder, repo, base.commit, options.keep);
  return replayReport(mode, steps, expected.tree, actual, ground);
}

async function perform(
  steps: readonly Step[],
  replaying: Replaying,
  options: ReplayOptions,
  later: boolean,
  total: number,
): Promise<StepVerdict[]> {
  const each = async (work: (step: Step) => Promise<StepVerdict>): Promise<StepVerdict[]> => {
    const verdicts: StepVerdict[] = [];
    for (const step of steps) {
      options.signal?.throwIfAborted();
      const verdict = await work(step);
      verdicts.push(verdict);
      options.onStep?.(verdict, total);
    }
    return verdicts;
  };
  switch (options.mode) {
    case 'state':
      return each((step) => stateStep(step, replaying));
    case 'exec':
      return execSteps(replaying, each);
    case 'branch':
      return branchSteps(replaying, each, later);
    default:
      return each((step) => editsStep(step, replaying));
  }
}

function viewed(trajectory: Trajectory, options: ReplayOptions, given: readonly PathRule[]): ReplayReport {
  const inferred = given.length > 0 ? [] : inferMap(trajectory, mentionedPaths(trajectory), () => false);
  const rules = given.length > 0 ? given : inferred;
  const steps = viewTrajectory(trajectory, rules).filter(({ index }) => index >= (options.from ?? 1));
  for (const step of steps) options.onStep?.(step, trajectory.steps.length);
  const mapFrom = given.length > 0 ? 'given' : inferred.length > 0 ? 'inferred' : 'none';
  return replayReport('view', steps, null, null, { base: null, map: rules, mapFrom, warnings: [], finalFrom: 'none' });
}

function start(trajectory: Trajectory, copy: DisposableCopy, rules: readonly PathRule[]): Replaying {
  const cwd = recordedFolder(trajectory) ?? rules[0]?.from;
  const tools = new ToolSession(worldOf(copy), { rules, ...(cwd === undefined ? {} : { cwd }) });
  return { copy, tools, rules, recordedTree: null, untold: false };
}

async function recordedStart(
  trajectory: Trajectory,
  { repo, from = 1 }: ReplayOptions,
  copy: DisposableCopy,
): Promise<FoundBase> {
  const tree = await treeBeforeStep(trajectory, from, copy);
  if (tree !== null) return { tree, commit: await presentCommit(repo, recordedCommit(trajectory)), warnings: [] };
  throw noLedger(from);
}

async function branchTree(
  trajectory: Trajectory,
  from: number,
  copy: DisposableCopy,
): Promise<{ readonly tree: string | null; readonly from: ReplayGround['finalFrom'] }> {
  const tree = await treeBeforeStep(trajectory, from, copy);
  return { tree, from: tree === null ? 'none' : 'tree' };
}

function isThere(copy: DisposableCopy, path: string): boolean {
  try {
    return copy.kind(path) !== 'absent';
  } catch {
    return false;
  }
}
