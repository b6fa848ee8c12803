import { TracewrightError } from '../../core/errors.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { type Granularity, granularities } from '../../core/sample/toolUse/granularity.ts';
import { toolInfillSamples } from '../../core/sample/toolUse/toolInfill.ts';
import { nodeDigest } from '../store/digest.ts';
import { conversationSetting, replayedInput } from './conversationSetting.ts';
import type { MakerSetting, SampleMaker } from './maker.ts';
import type { OpenedUnit } from './openedUnit.ts';

/** Tool calls of sessions and trajectories as the middle of what was before and after them. */
export const toolInfillMaker: SampleMaker = {
  kind: 'tool-infill',
  reads: ['session', 'trajectory'],
  async *make(unit: OpenedUnit, setting: MakerSetting): AsyncGenerator<Sample> {
    const options = {
      ...conversationSetting(setting),
      seed: setting.seed,
      granularities: granularitiesOf(setting.options.granularity),
    };
    const input = await replayedInput(unit, setting);
    yield* toolInfillSamples(input, options, nodeDigest, (reason, example) => setting.drop(reason, 1, example));
  },
};

function granularitiesOf(said: string | undefined): readonly Granularity[] {
  if (said === undefined) return granularities;
  return said.split(',').map((word) => {
    const known = granularities.find((name) => name === word);
    if (known !== undefined) return known;
    throw new TracewrightError('usage', `--granularity takes no ${word}`, {
      kind: 'usage',
      remedy: `use ${granularities.join(', ')}`,
    });
  });
}
