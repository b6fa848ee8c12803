import type { ErrorEpisode } from '../episodes.ts';
import type { Loop } from '../loops.ts';
import type { StepFacts } from '../stepFacts.ts';
import type { Detector, Stop } from './detector.ts';
import { geminiChanting, geminiCycles } from './geminiCli.ts';
import { aiderReflections, sweAgentTimeouts } from './limits.ts';
import { openHandsV0 } from './openHandsV0.ts';
import { openHandsV1 } from './openHandsV1.ts';
import {
  clineMistakes,
  clineRepeats,
  clineRepeatsSoft,
  opencodeDoomLoop,
  rooMistakes,
  rooRepeats,
} from './repeatedCalls.ts';

export const publishedDetectors: readonly Detector[] = [
  openHandsV0,
  openHandsV1,
  geminiCycles,
  geminiChanting,
  clineRepeatsSoft,
  clineRepeats,
  clineMistakes,
  rooRepeats,
  rooMistakes,
  opencodeDoomLoop,
  sweAgentTimeouts,
  aiderReflections,
];

export interface DetectorVerdict extends Pick<Detector, 'id' | 'title' | 'source' | 'effect' | 'after'> {
  /** Where it would have stepped in; null: nowhere. */
  readonly stop: Stop | null;
  /**
   * Whether we say the same: a loop of ours, or for a rule on mistakes an error episode with at least three failures, holds
   * that step; without a stop, that there is none. Null for a rule on time: we have none.
   */
  readonly agrees: boolean | null;
}

const MANY_FAILURES = 3;

/** What each published detector would have done with the run, beside what we found. */
export function publishedVerdicts(
  steps: readonly StepFacts[],
  loops: readonly Loop[],
  errors: readonly ErrorEpisode[],
): DetectorVerdict[] {
  const end = steps.at(-1)?.id ?? 0;
  const circles = loops.map(({ first, last }) => [first, last] as const);
  const failing = errors
    .filter(({ failures }) => failures >= MANY_FAILURES)
    .map(({ from, to }) => [from, to ?? end] as const);
  return publishedDetectors.map((detector) => {
    const { id, title, source, effect, after } = detector;
    const stop = detector.detect(steps);
    const ours = after === 'loop' ? circles : [...circles, ...failing];
    const told =
      stop === null ? ours.length === 0 : ours.some(([first, last]) => first <= stop.step && stop.step <= last);
    return { id, title, source, effect, after, stop, agrees: after === 'time' ? null : told };
  });
}
