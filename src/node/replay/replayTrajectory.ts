import { existsSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { Trajectory } from '../../core/trajectory/atif.ts';
import type { PathRule } from '../../core/trajectory/pathInside.ts';
import { type ReplayReport, replayReport, type StepVerdict } from '../../core/trajectory/verdict.ts';
import { resolveRevision, userRepository } from '../git/userRepository.ts';
import { type DisposableCopy, withDisposableCopy } from './disposableCopy.ts';
import { editsStep } from './editsStep.ts';
import { stepGround, trajectoryGround } from './ground.ts';
import { stateStep } from './stateStep.ts';

export interface ReplayOptions {
  /** Folder of the repository that the work was done in; it is read, never written to. */
  readonly repo: string;
  /** Where to start; the recorded base when not given. */
  readonly base?: string;
  readonly mode: 'state' | 'edits';
  /** First step (from 1) to replay; the ones before it are taken as recorded, which takes a ledger. */
  readonly from?: number;
  /** Where absolute paths of the recording lie in the repository. */
  readonly map?: readonly PathRule[];
  /** More git directories to find objects in; the repository's own and its `.tracewright/shadow.git` are known. */
  readonly stores?: readonly string[];
  /** A git directory that gives every tree of the replay afterwards: new objects are written there, others borrowed. */
  readonly keepObjects?: string;
  /** Told after every step. */
  readonly onStep?: (verdict: StepVerdict, total: number) => void;
  /** Given the copy's folder as the replay left it, before it is removed. */
  readonly atEnd?: (folder: string) => Promise<void>;
}

/**
 * Replays a trajectory in a disposable copy and says for every step what came of it. `state` lays out the recorded
 * trees; `edits` applies the file edits of the tool calls. Nothing is executed.
 * Throws `no-base`, `no-ledger`, `no-such-step`, `unknown-revision`, `no-commits`, `not-a-repository`, `bad-path-rule`, `git-missing`, `not-writable`.
 */
export async function replay(trajectory: Trajectory, options: ReplayOptions): Promise<ReplayReport> {
  const rules = (options.map ?? []).map((rule) => insideRule(rule, options.repo));
  const stores = await objectStores(options);
  return withDisposableCopy(
    stores,
    async (copy) => {
      const ground = trajectoryGround(trajectory);
      await copy.checkout(await baseTree(trajectory, options, copy));
      const verdicts: StepVerdict[] = [];
      for (const step of trajectory.steps) {
        if (step.step_id < (options.from ?? 1)) continue;
        const verdict = options.mode === 'state' ? await stateStep(step, copy) : await editsStep(step, copy, rules);
        verdicts.push(verdict);
        options.onStep?.(verdict, trajectory.steps.length);
      }
      const recorded = trajectory.steps.map((step) => stepGround(step)?.treeAfter).filter((tree) => tree !== undefined);
      const expected = ground?.finalTree ?? recorded.at(-1) ?? null;
      const actual = await copy.provenTree();
      await options.atEnd?.(copy.folder);
      return replayReport(options.mode, verdicts, expected, actual);
    },
    options.keepObjects,
  );
}

async function objectStores({ repo, stores = [] }: ReplayOptions): Promise<string[]> {
  const repository = await userRepository(repo);
  const shadows = [repo, ...(repository === null ? [] : [repository.topLevel])].map((folder) =>
    path.join(folder, '.tracewright', 'shadow.git'),
  );
  const all = [...(repository === null ? [] : [repository.commonDir]), ...shadows, ...stores];
  return [...new Set(all.map((store) => path.resolve(store)))].filter((store) => existsSync(store));
}

async function baseTree(trajectory: Trajectory, options: ReplayOptions, copy: DisposableCopy): Promise<string> {
  if (options.from !== undefined && options.from > 1) return treeBefore(trajectory, options.from, copy);
  if (options.base !== undefined) {
    if (await copy.hasTree(options.base)) return options.base;
    return (await resolveRevision(options.repo, options.base)).tree;
  }
  const ground = trajectoryGround(trajectory);
  const firstStep = trajectory.steps.map(stepGround).find((found) => found !== null);
  for (const tree of [ground?.baseTree, firstStep?.treeBefore, ground?.baseCommit]) {
    if (typeof tree === 'string' && (await copy.hasTree(tree))) return tree;
  }
  const said = ground?.baseTree ?? ground?.baseCommit ?? firstStep?.treeBefore;
  const what =
    said === undefined || said === null
      ? 'the trajectory does not say which state it started from'
      : `the state that the trajectory started from (${said}) is not in the repository or the recordings beside it`;
  throw new TracewrightError('no-base', what, { place: { file: options.repo }, remedy: 'name it with --base REV' });
}

/** The recorded state before a step. */
async function treeBefore(trajectory: Trajectory, from: number, copy: DisposableCopy): Promise<string> {
  const step = trajectory.steps.find(({ step_id: id }) => id === from);
  if (step === undefined) {
    throw new TracewrightError('no-such-step', `the trajectory has no step ${from}`, {
      kind: 'usage',
      remedy: `its last step is ${trajectory.steps.at(-1)?.step_id ?? 0}`,
    });
  }
  const tree = stepGround(step)?.treeBefore;
  if (tree !== undefined && (await copy.hasTree(tree))) return tree;
  throw new TracewrightError('no-ledger', `the state before step ${from} was not recorded or is not at hand`, {
    remedy: 'replay from the first step',
  });
}

function insideRule(rule: PathRule, repo: string): PathRule {
  const to = path.isAbsolute(rule.to) ? path.relative(path.resolve(repo), rule.to) : rule.to;
  const clean = to === '.' ? '' : to.split(path.sep).join('/');
  if (rule.from === '' || clean.split('/').includes('..') || path.isAbsolute(clean)) {
    throw new TracewrightError('bad-path-rule', `the path rule ${rule.from}=${rule.to} leads out of the repository`, {
      kind: 'usage',
      remedy: 'give FROM=TO with a TO inside of the repository, for example /workspace=.',
    });
  }
  return { from: rule.from, to: clean };
}
