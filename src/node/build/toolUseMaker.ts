import { CHARS_PER_TOKEN } from '../../core/sample/manifest.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { toolUseSamples } from '../../core/sample/toolUse.ts';
import { nodeDigest } from '../store/digest.ts';
import type { MakerSetting, SampleMaker } from './maker.ts';
import type { OpenedUnit } from './openedUnit.ts';

/** Sessions and trajectories as conversations with tools. */
export const toolUseMaker: SampleMaker = {
  kind: 'tool-use',
  reads: ['session', 'trajectory'],
  async *make(unit: OpenedUnit, setting: MakerSetting): AsyncGenerator<Sample> {
    const { family, errors, keepUndone, maxTokens, drop } = setting;
    const options = { family, errors, keepUndone, maxChars: maxTokens * CHARS_PER_TOKEN };
    const { samples, dropped } = toolUseSamples(await unit.trajectory(), options, nodeDigest);
    for (const [reason, times] of Object.entries(dropped)) drop(reason, times);
    yield* samples;
  },
};
