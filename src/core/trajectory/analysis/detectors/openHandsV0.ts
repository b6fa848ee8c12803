import { groundOf } from '../../viewing/stepFields.ts';
import type { CallFacts } from '../callFacts.ts';
import { type AgentEvent, type Detector, earliest, firstStop, repeatsAt, type Stop } from './detector.ts';

const SYNTAX_ERRORS = [
  'SyntaxError: unterminated string literal (detected at line',
  'SyntaxError: invalid syntax. Perhaps you forgot a comma?',
  'SyntaxError: incomplete input',
];

/** Stuck detection of OpenHands before its SDK. */
export const openHandsV0: Detector = {
  id: 'openhands-v0',
  title: 'OpenHands V0',
  source: 'All-Hands-AI/OpenHands: openhands/controller/stuck.py',
  effect: 'stop',
  after: 'loop',
  detect: (steps) =>
    firstStop(steps, (events) => earliest(sameCalls(events), monologue(events), condensations(events))),
};

function sameCalls(events: readonly AgentEvent[]): Stop | null {
  const calls = events.filter((event) => event.kind === 'call');
  const acts = calls.map(({ call }) => call.key);
  const pairs = calls.map(({ call }) => `${call.key}\0${observation(call)}`);
  for (let at = 0; at < calls.length; at++) {
    const { step, call } = calls[at] as (typeof calls)[number];
    if (repeatsAt(pairs, at, 1, 4)) return { step, why: 'the same action with the same observation 4 times' };
    if (repeatsAt(acts, at, 1, 3)) {
      const last = calls.slice(at - 2, at + 1).map((event) => event.call);
      if (last.every(({ failed, command }) => failed && command === null)) {
        return { step, why: 'the same action with an error 3 times' };
      }
      if (last.every(({ seen }) => syntaxErrorOf(seen) !== null && syntaxErrorOf(seen) === syntaxErrorOf(call.seen))) {
        return { step, why: 'the same action with the same syntax error 3 times' };
      }
    }
    if (repeatsAt(pairs, at, 2, 3)) return { step, why: 'two actions in turns, 3 times' };
  }
  return null;
}

/** Of a command only the line and its exit code are compared. */
function observation({ call, results, command, seen, name, failed }: CallFacts): string {
  if (command === null || /ipython/i.test(name)) {
    return /edit_file_by_replace/.test(seen) ? seen.split('\n', 3).join('\n') : seen;
  }
  const codes = [call, ...results].map((holder) => groundOf(holder).exitCode).filter((code) => code !== undefined);
  return codes.length > 0 ? String(codes[0]) : String(failed);
}

function syntaxErrorOf(seen: string): string | null {
  const [message] = SYNTAX_ERRORS.filter((text) => seen.includes(text));
  if (message === undefined) return null;
  return `${message} ${/\bline (\d{1,9})/.exec(seen)?.[1] ?? ''}`;
}

function monologue(events: readonly AgentEvent[]): Stop | null {
  const texts = events.map((event, index) => (event.kind === 'message' ? event.text : `\0${index}`));
  const at = texts.findIndex((_, index) => repeatsAt(texts, index, 1, 3));
  return at < 0 ? null : { step: events[at]?.step ?? 0, why: 'the same message 3 times with nothing between' };
}

function condensations(events: readonly AgentEvent[]): Stop | null {
  const kinds = events.map((event, index) => (event.kind === 'condensation' ? '' : `\0${index}`));
  const at = kinds.findIndex((_, index) => repeatsAt(kinds, index, 1, 10));
  return at < 0
    ? null
    : { step: events[at]?.step ?? 0, why: 'the context was condensed 10 times with nothing between' };
}
