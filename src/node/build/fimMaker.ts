import { setImmediate } from 'node:timers/promises';
import { FIM_DEFAULTS, type FimOptions } from '../../core/sample/fim.ts';
import { CHARS_PER_TOKEN } from '../../core/sample/manifest.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { codeSamples } from './codeSamples.ts';
import type { MakerSetting, SampleMaker } from './maker.ts';
import type { OpenedUnit } from './openedUnit.ts';
import { sessionSamples } from './sessionSamples.ts';
import { type SyntaxSpans, shippedSyntaxSpans } from './syntaxSpans.ts';

/** Fill-in-the-middle: spans that a person inserted, and spans of source files. */
export function fimMaker(syntaxSpans?: SyntaxSpans): SampleMaker {
  return {
    kind: 'fim',
    reads: ['session', 'code'],
    async *make(unit: OpenedUnit, setting: MakerSetting): AsyncGenerator<Sample> {
      const { family, keepUndone, seed, drop } = setting;
      const maxChars = setting.maxTokens * CHARS_PER_TOKEN;
      const options: FimOptions = { ...FIM_DEFAULTS, family, maxChars, keepUndone };
      if (unit.source.kind === 'session') {
        yield* sessionSamples(await unit.session(), options, seed, drop);
        return;
      }
      const spansOf = syntaxSpans ?? shippedSyntaxSpans(() => drop('grammar-not-loaded'));
      for (const file of unit.files()) {
        yield* codeSamples(file, options, seed, drop, await spansOf(file.path, file.text));
        await setImmediate();
      }
    },
  };
}
