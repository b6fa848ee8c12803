import { isContextBoundary } from '../../viewing/stepFields.ts';
import type { CallFacts } from '../callFacts.ts';
import type { StepFacts } from '../stepFacts.ts';

/** Where a detector would have stepped in. */
export interface Stop {
  /** Number of the step. */
  readonly step: number;
  /** The rule that fired, in words. */
  readonly why: string;
}

/** A published rule for loops, as its project has it: for comparison. Pure. */
export interface Detector {
  readonly id: string;
  readonly title: string;
  /** Project and file that the rule is from. */
  readonly source: string;
  /** stop: the run ends. ask: a person is asked. nudge: the model is told. */
  readonly effect: 'stop' | 'ask' | 'nudge';
  /** What it is after: going in circles, failing again and again, or taking too long. */
  readonly after: 'loop' | 'mistakes' | 'time';
  detect(steps: readonly StepFacts[]): Stop | null;
}

/** What an agent's loop sees, one after the other. */
export type AgentEvent =
  | { readonly kind: 'call'; readonly step: number; readonly call: CallFacts; readonly thought: string }
  | { readonly kind: 'message'; readonly step: number; readonly text: string }
  | { readonly kind: 'user'; readonly step: number }
  | { readonly kind: 'condensation'; readonly step: number };

/** The events of a run in order; of several calls at once each is one. */
export function agentEvents(steps: readonly StepFacts[]): AgentEvent[] {
  return steps.flatMap(({ id, step, calls, text }): AgentEvent[] => {
    if (isContextBoundary(step)) return [{ kind: 'condensation', step: id }];
    if (step.source === 'user') return [{ kind: 'user', step: id }];
    if (step.source !== 'agent') return [];
    if (calls.length === 0) return text.trim() === '' ? [] : [{ kind: 'message', step: id, text }];
    return calls.map((call) => ({ kind: 'call', step: id, call, thought: text }));
  });
}

/** Whether the last `rounds` rounds of `period` keys at the end of a list, up to and with `at`, are the same. */
export function repeatsAt(keys: readonly string[], at: number, period: number, rounds: number): boolean {
  const first = at - period * rounds + 1;
  if (first < 0) return false;
  for (let index = first + period; index <= at; index++) if (keys[index] !== keys[index - period]) return false;
  return true;
}

/** Starts of the stretches between a person's messages, with their events. */
export function stretches(events: readonly AgentEvent[]): AgentEvent[][] {
  const found: AgentEvent[][] = [[]];
  for (const event of events) {
    if (event.kind === 'user') found.push([]);
    else found.at(-1)?.push(event);
  }
  return found;
}

/** The first stop in any stretch. */
export function firstStop(
  steps: readonly StepFacts[],
  rule: (stretch: readonly AgentEvent[]) => Stop | null,
): Stop | null {
  for (const stretch of stretches(agentEvents(steps))) {
    const stop = rule(stretch);
    if (stop !== null) return stop;
  }
  return null;
}

/** The earliest of several. */
export function earliest(...stops: readonly (Stop | null)[]): Stop | null {
  return stops.reduce(
    (first, stop) => (stop !== null && (first === null || stop.step < first.step) ? stop : first),
    null,
  );
}
