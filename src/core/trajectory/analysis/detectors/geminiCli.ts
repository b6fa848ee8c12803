import { chantingRule, repeatsIn } from '../chanting.ts';
import { agentEvents, type Detector, repeatsAt } from './detector.ts';

const SOURCE = 'google-gemini/gemini-cli: packages/core/src/services/loopDetectionService.ts';
const ROUNDS = 5;
const LONGEST_CYCLE = 5;

/** Cycles of up to five tool calls, five times; results are not looked at. */
export const geminiCycles: Detector = {
  id: 'gemini-cycles',
  title: 'Gemini CLI, tool calls',
  source: SOURCE,
  effect: 'ask',
  after: 'loop',
  detect(steps) {
    const calls = agentEvents(steps).filter((event) => event.kind === 'call');
    const keys = calls.map(({ call }) => call.key);
    for (let at = 0; at < calls.length; at++) {
      for (let period = 1; period <= LONGEST_CYCLE; period++) {
        if (!repeatsAt(keys, at, period, ROUNDS)) continue;
        const why = period === 1 ? `the same call ${ROUNDS} times` : `a cycle of ${period} calls ${ROUNDS} times`;
        return { step: calls[at]?.step ?? 0, why };
      }
    }
    return null;
  },
};

/** The same words over and over in one message. */
export const geminiChanting: Detector = {
  id: 'gemini-chanting',
  title: 'Gemini CLI, chanting',
  source: SOURCE,
  effect: 'ask',
  after: 'loop',
  detect(steps) {
    const found = steps.find(({ step, text }) => step.source === 'agent' && repeatsIn(text) >= chantingRule.least);
    return found === undefined
      ? null
      : { step: found.id, why: `the same ${chantingRule.chunk} characters ${chantingRule.least} times` };
  },
};
