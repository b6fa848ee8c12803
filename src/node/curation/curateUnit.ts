import type { CurationOptions } from '../../core/curation/curationOptions.ts';
import { BenchmarkGrams } from '../../core/curation/decontamination.ts';
import type { Tokenizer } from '../../core/ports.ts';
import type { SampleMaker } from '../build/maker.ts';
import { type BuildSetting, makeUnit } from '../build/makeUnit.ts';
import type { BuildUnit } from '../build/source.ts';
import { RowCurator, type RowFacts } from './rowCurator.ts';

/** How samples are made and curated, as plain data: it crosses threads. */
export interface CuratedSetting extends BuildSetting {
  readonly curation: CurationOptions;
  readonly benchmark: BenchmarkGrams['data'];
}

/** What came of one unit: rows as JSON lines in UTF-8, and what is known of each. */
export interface CuratedUnit {
  readonly lines: Uint8Array;
  /** Bytes of each line, with its line end. */
  readonly lengths: readonly number[];
  readonly facts: readonly RowFacts[];
  readonly dropped: Readonly<Record<string, number>>;
  readonly examples: Readonly<Record<string, readonly string[]>>;
}

const MOST_EXAMPLES = 3;

/** Makes units into rows that are curated as far as one row is enough for. */
export class UnitCurator {
  readonly #setting: CuratedSetting;
  readonly #makers: readonly SampleMaker[];
  readonly #tokenizer: Tokenizer;
  readonly #curator: RowCurator;

  constructor(setting: CuratedSetting, makers: readonly SampleMaker[], tokenizer: Tokenizer) {
    const { size, grams, short } = setting.benchmark;
    this.#setting = setting;
    this.#makers = makers;
    this.#tokenizer = tokenizer;
    this.#curator = new RowCurator(setting.curation, new BenchmarkGrams(size, grams, short));
  }

  /** Throws what reading the unit's source throws. */
  async make(unit: BuildUnit): Promise<CuratedUnit> {
    const made = await makeUnit(unit, this.#setting, this.#makers, this.#tokenizer);
    const dropped = { ...made.dropped };
    const examples: Record<string, readonly string[]> = { ...made.examples };
    const lines: Buffer[] = [];
    const facts: RowFacts[] = [];
    for (const sample of made.samples) {
      const curated = await this.#curator.curate(sample, unit.source);
      if ('facts' in curated) {
        lines.push(Buffer.from(`${JSON.stringify(curated.sample)}\n`, 'utf8'));
        facts.push(curated.facts);
      } else {
        const { dropped: reason, example } = curated;
        dropped[reason] = (dropped[reason] ?? 0) + 1;
        examples[reason] = [...(examples[reason] ?? []), example].slice(0, MOST_EXAMPLES);
      }
    }
    return { lines: Buffer.concat(lines), lengths: lines.map(({ length }) => length), facts, dropped, examples };
  }
}
