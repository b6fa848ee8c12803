import type { ErrorPolicy } from '../../render/conversation.ts';
import { analyzeTrajectory } from '../../trajectory/analysis/analyzeTrajectory.ts';
import type { Step, StepLabel, Trajectory } from '../../trajectory/atif.ts';
import { fieldsOf, listOf } from '../../trajectory/importing/fields.ts';
import { undoneSteps } from '../../trajectory/undoneSteps.ts';
import { type Verdict, verdicts as verdictNames } from '../../trajectory/verdict.ts';

/** Why a step is context only. Failed calls are masked call by call; see conversationTurns. */
export type MaskReason = 'diverged' | 'marked' | 'undone' | 'reverted' | 'dead-end' | 'loop';

export interface StepMasks {
  /** Loss weights by step id, of steps whose weight is not 1. */
  readonly weights: ReadonlyMap<number, number>;
  /** Why a step weighs nothing. */
  readonly reasons: ReadonlyMap<number, MaskReason>;
  /** Steps that overcame an error. */
  readonly recoveries: ReadonlySet<number>;
}

export interface MaskOptions {
  readonly errors: ErrorPolicy;
  /** Train also the steps whose changes were undone or reverted later. */
  readonly keepUndone: boolean;
  /** Loss weight of steps that overcame an error. */
  readonly recoveryWeight?: number;
  readonly verdicts?: ReadonlyMap<number, Verdict> | undefined;
}

/** Loops whose steps teach nothing but the loop. A stall may be reading that was needed. */
const maskedLoops: readonly StepLabel[] = ['loop:echo', 'loop:chant', 'loop:thrash'];

/**
 * What of a trajectory is trained, step by step: by what analysis says of it (its stored labels, else labels that are
 * computed here) and by what replaying showed (given, else the stored `extra.tracewright.verdict`).
 *
 * Never trained: a step that replay marked `diverged`, or of which a person said what should have been done instead.
 * Unless undone work is kept: steps that were undone or reverted.
 * Under `mask` and `drop` also errors, dead ends and going round in circles. A recovery has a weight of its own.
 */
export function stepMasks(trajectory: Trajectory, options: MaskOptions): StepMasks {
  const { errors, keepUndone, recoveryWeight = 1 } = options;
  const labels = labelsOf(trajectory);
  const undone = keepUndone ? new Set<number>() : undoneSteps(trajectory);
  const weights = new Map<number, number>();
  const reasons = new Map<number, MaskReason>();
  const recoveries = new Set<number>();
  for (const step of trajectory.steps) {
    if (step.source !== 'agent') continue;
    const id = step.step_id;
    const said = labels.get(id) ?? [];
    const reason = reasonOf(said, {
      diverged: verdictOf(step, options.verdicts) === 'diverged',
      marked: listOf(groundOf(step).counterfactuals).length > 0,
      undone: undone.has(id),
      keepUndone,
      errors,
    });
    if (said.includes('recovery')) recoveries.add(id);
    if (reason !== null) {
      weights.set(id, 0);
      reasons.set(id, reason);
    } else if (said.includes('recovery') && recoveryWeight !== 1) weights.set(id, recoveryWeight);
  }
  return { weights, reasons, recoveries };
}

function reasonOf(
  said: readonly StepLabel[],
  {
    diverged,
    marked,
    undone,
    keepUndone,
    errors,
  }: { diverged: boolean; marked: boolean; undone: boolean; keepUndone: boolean; errors: ErrorPolicy },
): MaskReason | null {
  if (diverged) return 'diverged';
  if (marked) return 'marked';
  if (undone) return 'undone';
  if (!keepUndone && said.includes('reverted')) return 'reverted';
  if (errors === 'keep') return null;
  if (said.includes('dead-end') && !(keepUndone && said.includes('reverted'))) return 'dead-end';
  if (maskedLoops.some((loop) => said.includes(loop))) return 'loop';
  return null;
}

function labelsOf(trajectory: Trajectory): ReadonlyMap<number, readonly StepLabel[]> {
  const stored = trajectory.steps.flatMap((step): [number, readonly StepLabel[]][] => {
    const { labels } = groundOf(step);
    return Array.isArray(labels) ? [[step.step_id, labels as StepLabel[]]] : [];
  });
  return stored.length > 0 ? new Map(stored) : analyzeTrajectory(trajectory).labels;
}

/** What replaying showed of a step: as given, else as it is stored with the step; null: nothing is known. */
export function verdictOf(step: Step, given: ReadonlyMap<number, Verdict> | undefined): Verdict | null {
  if (given !== undefined) return given.get(step.step_id) ?? null;
  const { verdict } = groundOf(step);
  return verdictNames.find((name) => name === verdict) ?? null;
}

const groundOf = (step: Step) => fieldsOf(fieldsOf(step.extra).tracewright);
