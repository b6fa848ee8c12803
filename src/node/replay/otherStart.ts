import type { Judgement } from './replayCall.ts';
import type { Replaying } from './replaying.ts';

/**
 * What it means that a step was recorded on another state than lies here; null when it was on this one. At the first
 * step the base is a wrong one. Later, where everything before was as recorded, something changed files in between.
 */
export function otherStart(recorded: string, found: string, { recordedTree }: Replaying): Judgement | null {
  if (recorded === found) return null;
  const sides = { expected: `tree ${recorded}`, actual: `tree ${found}` };
  if (recordedTree === null) {
    const reason = `the base is another: the step was recorded on tree ${recorded}, here lies ${found}`;
    return { verdict: 'diverged', reason, sides, cause: 'start-state' };
  }
  if (recordedTree === found) {
    const reason = `files changed before it by something that is no step: it was recorded on tree ${recorded}, the step before ended on ${found}`;
    return { verdict: 'diverged', reason, sides, cause: 'outside-change' };
  }
  return { verdict: 'diverged', reason: `it was recorded on tree ${recorded}, here lies ${found}`, sides };
}
