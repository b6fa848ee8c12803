import type { Sample } from '../../core/sample/sample.ts';
import { type ToolUseSampleOptions, toolUseSamples } from '../../core/sample/toolUse.ts';
import { nodeDigest } from '../store/digest.ts';
import { replayedInput, spokenSettings } from './conversationSetting.ts';
import type { MakerSetting, SampleMaker } from './maker.ts';
import type { OpenedUnit } from './openedUnit.ts';

/** Sessions and trajectories as conversations with tools, once in each dialect that is asked for. */
export const toolUseMaker: SampleMaker = {
  kind: 'tool-use',
  reads: ['session', 'trajectory'],
  async *make(unit: OpenedUnit, setting: MakerSetting): AsyncGenerator<Sample> {
    const input = await replayedInput(unit, setting);
    const startFiles = await unit.startFiles();
    for (const options of spokenSettings(setting)) {
      const own: ToolUseSampleOptions = { ...options, startFiles };
      yield* toolUseSamples(input, own, nodeDigest, (reason, example) => setting.drop(reason, 1, example));
    }
  },
};
