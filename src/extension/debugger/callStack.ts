import { callTitle } from '../../core/trajectory/viewing/trajectoryRow.ts';
import type { Debugged } from './debugged.ts';
import { oneLine } from './stepDocument.ts';
import { titleOf } from './stepFacts.ts';

/** What a frame of the call stack stands for. */
export type FrameKind = 'call' | 'step' | 'user';

export interface StackFrame {
  /** Says place and kind; see frameOf. */
  readonly id: number;
  readonly kind: FrameKind;
  /** Index of the place. */
  readonly place: number;
  readonly name: string;
}

const kinds: readonly FrameKind[] = ['call', 'step', 'user'];
const LONGEST = 80;

/**
 * The nesting of a place: the tool call, the message that made it, where it is a subagent's the call and the message
 * that started that, and at the bottom what the user had asked for.
 */
export function stackOf(debugged: Debugged, index: number): StackFrame[] {
  const frames: StackFrame[] = [];
  for (let at: number | undefined = index; at !== undefined; at = debugged.places.parentOf(at)) {
    const step = debugged.step(at);
    const call = step.tool_calls?.[debugged.places.at(at).call];
    if (call !== undefined) {
      frames.push(frame('call', at, `${call.function_name}: ${debugged.touchedFile(at) ?? callTitle(call.arguments)}`));
    }
    frames.push(frame('step', at, `${step.step_id}: ${titleOf(step)}`));
    const asked = userStepOf(debugged, at);
    if (asked !== undefined) {
      const user = debugged.step(asked);
      frames.push(frame('user', asked, `${user.step_id}: ${titleOf(user)}`));
    }
  }
  return frames;
}

/** What an id of a frame stands for. */
export function frameOf(id: number): { readonly place: number; readonly kind: FrameKind } {
  return { place: Math.floor(id / 4), kind: kinds[id % 4] ?? 'step' };
}

function frame(kind: FrameKind, place: number, name: string): StackFrame {
  const text = oneLine(name).replace(/: $/, '');
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return { id: place * 4 + kinds.indexOf(kind), kind, place, name: cut };
}

/** The place of the last message of the user before a step; undefined where the step is one. */
function userStepOf(debugged: Debugged, index: number): number | undefined {
  const { thread, step } = debugged.places.at(index);
  const steps = debugged.open.threads[thread]?.steps ?? [];
  if (steps[step]?.source === 'user') return undefined;
  const asked = steps.findLastIndex(({ source }, at) => at < step && source === 'user');
  return asked < 0 ? undefined : debugged.places.ofStep(thread, asked);
}
