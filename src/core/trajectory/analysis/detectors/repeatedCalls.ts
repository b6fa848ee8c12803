import type { StepFacts } from '../stepFacts.ts';
import { agentEvents, type Detector, type Stop } from './detector.ts';

/** Cline asks for another way after three identical calls, and stops after five. */
export const clineRepeats: Detector = {
  id: 'cline-repeats',
  title: 'Cline, identical calls',
  source: 'cline/cline: sdk/packages/core, loop detection',
  effect: 'stop',
  after: 'loop',
  detect: (steps) => identicalInARow(steps, 5),
};

export const clineRepeatsSoft: Detector = {
  id: 'cline-repeats-soft',
  title: 'Cline, identical calls (notice)',
  source: 'cline/cline: sdk/packages/core, loop detection',
  effect: 'nudge',
  after: 'loop',
  detect: (steps) => identicalInARow(steps, 3),
};

export const clineMistakes: Detector = {
  id: 'cline-mistakes',
  title: 'Cline, mistakes in a row',
  source: 'cline/cline: sdk/packages/core, mistake tracking',
  effect: 'stop',
  after: 'mistakes',
  detect: (steps) => mistakesInARow(steps, 6),
};

/** The fourth identical call is not carried out any more. */
export const rooRepeats: Detector = {
  id: 'roo-repeats',
  title: 'Roo Code, identical calls',
  source: 'RooCodeInc/Roo-Code: src/core/tools/ToolRepetitionDetector.ts',
  effect: 'ask',
  after: 'loop',
  detect: (steps) => identicalInARow(steps, 4),
};

export const rooMistakes: Detector = {
  id: 'roo-mistakes',
  title: 'Roo Code, mistakes in a row',
  source: 'RooCodeInc/Roo-Code: src/core/task/Task.ts',
  effect: 'ask',
  after: 'mistakes',
  detect: (steps) => mistakesInARow(steps, 3),
};

export const opencodeDoomLoop: Detector = {
  id: 'opencode-doom-loop',
  title: 'opencode, doom loop',
  source: 'sst/opencode: packages/opencode/src/session/processor.ts',
  effect: 'ask',
  after: 'loop',
  detect: (steps) => identicalInARow(steps, 3),
};

function identicalInARow(steps: readonly StepFacts[], most: number): Stop | null {
  let last = '';
  let count = 0;
  for (const event of agentEvents(steps)) {
    if (event.kind !== 'call') continue;
    count = event.call.key === last ? count + 1 : 1;
    last = event.call.key;
    if (count >= most) return { step: event.step, why: `the same call ${most} times in a row` };
  }
  return null;
}

function mistakesInARow(steps: readonly StepFacts[], most: number): Stop | null {
  let count = 0;
  for (const event of agentEvents(steps)) {
    if (event.kind !== 'call') continue;
    count = event.call.failed ? count + 1 : 0;
    if (count >= most) return { step: event.step, why: `${most} failed calls in a row` };
  }
  return null;
}
