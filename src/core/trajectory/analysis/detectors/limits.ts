import type { CallFacts } from '../callFacts.ts';
import { agentEvents, type Detector } from './detector.ts';

const TIMEOUTS = 3;
const TIMEOUT_MS = 30_000;
const TOTAL_MS = 1_800_000;
const REFLECTIONS = 3;

/** Three commands in a row that take 30 s, or half an hour in all. */
export const sweAgentTimeouts: Detector = {
  id: 'swe-agent-timeouts',
  title: 'SWE-agent, time limits',
  source: 'SWE-agent/SWE-agent: sweagent/agent/agents.py (exit_command_timeout, exit_total_execution_time)',
  effect: 'stop',
  after: 'time',
  detect(steps) {
    let [inARow, total] = [0, 0];
    for (const event of agentEvents(steps)) {
      if (event.kind !== 'call') continue;
      inARow = timedOut(event.call) ? inARow + 1 : 0;
      total += event.call.durationMs ?? 0;
      if (inARow >= TIMEOUTS) return { step: event.step, why: `${TIMEOUTS} commands in a row took longer than 30 s` };
      if (total > TOTAL_MS) return { step: event.step, why: 'the commands took longer than 1,800 s in all' };
    }
    return null;
  },
};

function timedOut({ command, durationMs, seen }: CallFacts): boolean {
  return (
    command !== null &&
    ((durationMs ?? 0) >= TIMEOUT_MS || /EXECUTION TIMED OUT|command timed out/i.test(seen.slice(-2_000)))
  );
}

/** Lint, test or edit errors are handed back to the model three times. */
export const aiderReflections: Detector = {
  id: 'aider-reflections',
  title: 'aider, reflections',
  source: 'Aider-AI/aider: aider/coders/base_coder.py (max_reflections)',
  effect: 'stop',
  after: 'mistakes',
  detect(steps) {
    let count = 0;
    for (const { id, step, calls } of steps) {
      if (step.source === 'user') count = 0;
      if (step.source !== 'agent') continue;
      const handedBack = calls.some(({ failed, kind, verifies }) => failed && (kind === 'edit' || verifies));
      if (!handedBack) {
        if (calls.some(({ kind, verifies }) => kind === 'edit' || verifies)) count = 0;
        continue;
      }
      if (count >= REFLECTIONS) return { step: id, why: `still an error after ${REFLECTIONS} reflections` };
      count++;
    }
    return null;
  },
};
