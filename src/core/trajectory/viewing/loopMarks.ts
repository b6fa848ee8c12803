import type { Digest } from '../../ports.ts';
import type { Step } from '../atif.ts';
import { resultsOf } from './stepFields.ts';

/** Steps `first` to `last` (indices of the list that was looked at) in which the agent goes in a circle. */
export interface LoopMark {
  /** `repeat`: the same calls with the same results; `alternate`: two such pairs take turns. */
  readonly kind: 'repeat' | 'alternate';
  readonly first: number;
  readonly last: number;
}

/** What a step did and saw: equal for steps with the same calls and the same results; null for one without calls. */
export function loopSignature(step: Step, digest: Digest): string | null {
  const calls = step.tool_calls ?? [];
  if (calls.length === 0) return null;
  const done = calls.map(({ function_name: name, arguments: given }) => [name, given]);
  const seen = resultsOf(step).map(({ content }) => content ?? null);
  return digest('sha1', JSON.stringify([done, seen]));
}

/** So many equal steps in a row are a loop. */
const LEAST_REPEATS = 3;
/** So many steps in turns (A-B-A-B) are a loop. */
const LEAST_TURNS = 4;

/** Where the agent did the same and saw the same, step after step or in turns. Runs do not overlap; linear. */
export function loopMarks(signatures: readonly (string | null)[]): LoopMark[] {
  const found: LoopMark[] = [];
  for (let first = 0; first < signatures.length; ) {
    const repeats = runLength(signatures, first, 1);
    const turns = runLength(signatures, first, 2);
    if (repeats >= LEAST_REPEATS) {
      found.push({ kind: 'repeat', first, last: first + repeats - 1 });
      first += repeats;
    } else if (turns >= LEAST_TURNS && signatures[first] !== signatures[first + 1]) {
      found.push({ kind: 'alternate', first, last: first + turns - 1 });
      first += turns;
    } else first++;
  }
  return found;
}

/** How many steps from `first` on equal the one `period` before them, with the first period itself. */
function runLength(signatures: readonly (string | null)[], first: number, period: number): number {
  for (let at = first; at < first + period; at++) if ((signatures[at] ?? null) === null) return 0;
  let length = period;
  while (first + length < signatures.length && signatures[first + length] === signatures[first + length - period]) {
    length++;
  }
  return length;
}
