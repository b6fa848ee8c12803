import type { Step, StepLabel, Trajectory } from '../atif.ts';
import { fieldsOf, isFields } from '../importing/fields.ts';
import { abandonedSteps } from '../viewing/trajectorySummary.ts';
import { type DetectorVerdict, publishedVerdicts } from './detectors/publishedVerdicts.ts';
import { type ErrorEpisode, errorEpisodes } from './episodes.ts';
import { type Habits, habitsOf } from './habits.ts';
import type { ReplayedTrees } from './ledgerTrees.ts';
import { findLoops, type Loop } from './loops.ts';
import { progressOf } from './progress.ts';
import { stepFacts } from './stepFacts.ts';
import { stepLabels } from './stepLabels.ts';
import { type StepCheck, type TurningPoints, turningPoints } from './turningPoints.ts';

export interface AnalysisOptions {
  /** Trees that a replay found, by the number of the step; they go before the recorded ones. */
  readonly trees?: ReplayedTrees;
  /** What checks said after each step: then the first mistake and the point of no return are told. */
  readonly checks?: readonly StepCheck[];
  /** Ids of checks that failed before the first step. */
  readonly failedAtStart?: readonly string[];
}

export interface StepAnalysis extends Omit<Habits, 'reverted'> {
  readonly loops: readonly Loop[];
  readonly errors: readonly ErrorEpisode[];
  /** Share of the error episodes that were overcome, 0 to 1; null without errors. */
  readonly recoveryRate: number | null;
  /** By the number of the step. */
  readonly labels: ReadonlyMap<number, readonly StepLabel[]>;
}

export interface TrajectoryAnalysis extends StepAnalysis {
  /** What the published loop detectors would have done. */
  readonly detectors: readonly DetectorVerdict[];
  /** Null: no checks were given. */
  readonly turningPoints: TurningPoints | null;
}

/**
 * Loops, errors with their recovery, and habits of one thread of steps. Copied context is no part of it. Pure; linear in the
 * number of steps and the length of their texts. Never throws.
 */
export function analyzeSteps(
  steps: readonly Step[],
  {
    trees,
    abandoned = new Set(),
  }: { readonly trees?: ReplayedTrees | undefined; readonly abandoned?: ReadonlySet<number> } = {},
): StepAnalysis {
  const facts = stepFacts(steps, trees);
  return analysed(facts, abandoned);
}

/** The analysis of a whole trajectory (its own thread, not its subagents'), with the published detectors for comparison. */
export function analyzeTrajectory(trajectory: Trajectory, options: AnalysisOptions = {}): TrajectoryAnalysis {
  const facts = stepFacts(trajectory.steps, options.trees);
  const own = analysed(facts, abandonedSteps(trajectory));
  return {
    ...own,
    detectors: publishedVerdicts(facts, own.loops, own.errors),
    turningPoints: options.checks === undefined ? null : turningPoints(options.checks, options.failedAtStart),
  };
}

function analysed(facts: ReturnType<typeof stepFacts>, abandoned: ReadonlySet<number>): StepAnalysis {
  const progress = progressOf(facts);
  const loops = findLoops(facts, progress);
  const errors = errorEpisodes(facts);
  const habits = habitsOf(facts, progress, errors);
  const { reverted: _reverted, ...told } = habits;
  return {
    ...told,
    loops,
    errors,
    recoveryRate: errors.length === 0 ? null : errors.filter(({ recovered }) => recovered).length / errors.length,
    labels: stepLabels({ steps: facts, progress, loops, episodes: errors, habits, abandoned }),
  };
}

/**
 * The trajectory with its labels in `extra.tracewright.labels` of each step; labels from before are replaced. Subagents'
 * trajectories inside it are analysed and labelled by themselves.
 */
export function withLabels(trajectory: Trajectory, labels: ReadonlyMap<number, readonly StepLabel[]>): Trajectory {
  const inner = trajectory.subagent_trajectories;
  return {
    ...trajectory,
    steps: trajectory.steps.map((step) => labelled(step, labels.get(step.step_id))),
    ...(Array.isArray(inner) ? { subagent_trajectories: inner.map(withOwnLabels) } : {}),
  };
}

function withOwnLabels(embedded: unknown): unknown {
  const child = embedded as Trajectory | null;
  if (!Array.isArray(child?.steps)) return embedded;
  return withLabels(child, analyzeSteps(child.steps, { abandoned: abandonedSteps(child) }).labels);
}

function labelled(step: Step, labels: readonly StepLabel[] | undefined): Step {
  const ground = fieldsOf(fieldsOf(step.extra).tracewright);
  if (labels === undefined && !('labels' in ground)) return step;
  const { labels: _old, ...rest } = ground;
  const extra = isFields(step.extra) ? step.extra : {};
  return { ...step, extra: { ...extra, tracewright: labels === undefined ? rest : { ...rest, labels } } };
}
