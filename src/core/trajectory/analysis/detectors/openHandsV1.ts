import { type AgentEvent, type Detector, earliest, firstStop, repeatsAt, type Stop } from './detector.ts';

/** Stuck detection of the OpenHands SDK, with its default thresholds. */
export const openHandsV1: Detector = {
  id: 'openhands-v1',
  title: 'OpenHands SDK V1',
  source: 'OpenHands/software-agent-sdk: openhands/sdk/conversation/stuck_detector.py',
  effect: 'stop',
  after: 'loop',
  detect: (steps) => firstStop(steps, (events) => earliest(sameCalls(events), monologue(events))),
};

function sameCalls(events: readonly AgentEvent[]): Stop | null {
  // The thought is part of an action: the same call with another reason is another.
  const calls = events.filter((event) => event.kind === 'call');
  const acts = calls.map(({ call, thought }) => `${call.key}\0${thought}`);
  const pairs = calls.map(({ call }, index) => `${acts[index]}\0${call.seen}`);
  for (let at = 0; at < calls.length; at++) {
    const { step } = calls[at] as (typeof calls)[number];
    if (repeatsAt(pairs, at, 1, 4)) return { step, why: 'the same action with the same observation 4 times' };
    if (repeatsAt(acts, at, 1, 4) && calls.slice(at - 3, at + 1).every(({ call }) => call.failed)) {
      return { step, why: 'the same action with an error more than 3 times' };
    }
    if (repeatsAt(pairs, at, 2, 3)) return { step, why: 'two actions in turns, 3 times' };
  }
  return null;
}

function monologue(events: readonly AgentEvent[]): Stop | null {
  const at = events.findIndex(
    (_, index) => index >= 2 && events.slice(index - 2, index + 1).every(({ kind }) => kind === 'message'),
  );
  return at < 0 ? null : { step: events[at]?.step ?? 0, why: '3 messages in a row with nothing done' };
}
