import { setImmediate } from 'node:timers/promises';
import { FIM_DEFAULTS } from '../../core/sample/fim.ts';
import type { FimOptions } from '../../core/sample/fimHole.ts';
import { type FimSetting, fimSetting } from '../../core/sample/fimSetting.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { type RepositoryFile, repositoryFiles } from './codeRepository.ts';
import { codeSamples } from './codeSamples.ts';
import type { MakerSetting, SampleMaker } from './maker.ts';
import { minedFimSamples } from './minedFimSamples.ts';
import type { OpenedUnit } from './openedUnit.ts';
import { sessionSamples } from './sessionSamples.ts';
import type { CodeFile } from './source.ts';
import { type SyntaxSpans, shippedSyntaxSpans } from './syntaxSpans.ts';

/** No vocabulary has tokens longer than this on average: the budget in tokens is what counts. */
const MOST_CHARS_PER_TOKEN = 12;

/** Fill-in-the-middle: spans that a person inserted, in sessions and histories, and spans of source files. */
export function fimMaker(syntaxSpans?: SyntaxSpans): SampleMaker {
  return {
    kind: 'fim',
    reads: ['session', 'code', 'mined'],
    async *make(unit: OpenedUnit, setting: MakerSetting): AsyncGenerator<Sample> {
      const { seed, drop } = setting;
      const fim = fimSetting(setting.options);
      const options = optionsOf(setting, fim);
      const spansOf = syntaxSpans ?? shippedSyntaxSpans(() => drop('grammar-not-loaded'));
      switch (unit.source.kind) {
        case 'session':
          yield* sessionSamples(await unit.session(), options, fim, seed, drop);
          return;
        case 'mined':
          yield* minedFimSamples(unit, options, fim, seed, drop, spansOf);
          return;
        default:
          for (const { file, permuted, ...around } of filesOf(unit, fim, seed)) {
            const rate = permuted === undefined ? fim.fimRate : Number(permuted);
            const syntax = await spansOf(file.path, file.text);
            yield* codeSamples(file, { ...options, fimRate: rate }, fim, seed, drop, syntax, around);
            await setImmediate();
          }
      }
    },
  };
}

function* filesOf(
  unit: OpenedUnit,
  fim: FimSetting,
  seed: number,
): Generator<Partial<RepositoryFile> & { readonly file: CodeFile }> {
  if (fim.form === 'repository') yield* repositoryFiles([...unit.files()], fim, seed);
  else for (const file of unit.files()) yield { file };
}

function optionsOf({ family, keepUndone, maxTokens, tokenizer }: MakerSetting, fim: FimSetting): FimOptions {
  const { fimRate, spmRate, spmVariant, boundary } = fim;
  return {
    ...FIM_DEFAULTS,
    family,
    keepUndone,
    maxChars: maxTokens * MOST_CHARS_PER_TOKEN,
    budget: { tokens: maxTokens, tokenizer },
    fimRate,
    spmRate,
    spmVariant,
    boundary,
  };
}
