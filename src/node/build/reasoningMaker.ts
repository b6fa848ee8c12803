import type { Sample } from '../../core/sample/sample.ts';
import { reasoningSamples } from '../../core/sample/toolUse/reasoning.ts';
import { nodeDigest } from '../store/digest.ts';
import { conversationSetting, replayedInput } from './conversationSetting.ts';
import type { MakerSetting, SampleMaker } from './maker.ts';
import type { OpenedUnit } from './openedUnit.ts';

/** People's notes as reasoning before what they did, and what they preferred as pairs. */
export const reasoningMaker: SampleMaker = {
  kind: 'reasoning',
  reads: ['session', 'trajectory'],
  async *make(unit: OpenedUnit, setting: MakerSetting): AsyncGenerator<Sample> {
    const input = await replayedInput(unit, setting);
    const drop = (reason: string, example?: string) => setting.drop(reason, 1, example);
    yield* reasoningSamples(input, conversationSetting(setting), nodeDigest, drop);
  },
};
