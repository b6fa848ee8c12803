import type { Tokenizer } from '../../core/ports.ts';
import type { ErrorPolicy } from '../../core/render/conversation.ts';
import type { Sample } from '../../core/sample/sample.ts';
import type { SampleMaker } from './maker.ts';
import { OpenedUnit } from './openedUnit.ts';
import type { BuildUnit } from './source.ts';

/** How a dataset's samples are made, as plain data: it crosses threads. */
export interface BuildSetting {
  readonly kinds: readonly Sample['kind'][];
  readonly family: string;
  readonly seed: number;
  /** By kind. */
  readonly maxTokens: Readonly<Partial<Record<Sample['kind'], number>>>;
  readonly errors: ErrorPolicy;
  readonly keepUndone: boolean;
  /** Options that only one kind knows. */
  readonly options: Readonly<Record<string, string>>;
  /** A `tokenizer.json`; null: tokens are estimated. */
  readonly tokenizer: string | null;
  readonly toolVersion: string;
}

/** What came of one unit. */
export interface UnitResult {
  readonly samples: readonly Sample[];
  readonly dropped: Readonly<Record<string, number>>;
  /** A few of what was dropped, by reason. */
  readonly examples: Readonly<Record<string, readonly string[]>>;
}

const MOST_EXAMPLES = 3;

/** Makes every kind of sample that was asked for out of one unit. Throws what reading the source throws. */
export async function makeUnit(
  unit: BuildUnit,
  setting: BuildSetting,
  makers: readonly SampleMaker[],
  tokenizer: Tokenizer,
): Promise<UnitResult> {
  const samples: Sample[] = [];
  const dropped: Record<string, number> = {};
  const examples: Record<string, string[]> = {};
  const drop = (reason: string, times = 1, example?: string) => {
    dropped[reason] = (dropped[reason] ?? 0) + times;
    examples[reason] ??= [];
    const known = examples[reason];
    if (example !== undefined && known.length < MOST_EXAMPLES) known.push(example);
  };
  const opened = new OpenedUnit(unit, setting.toolVersion);
  try {
    for (const kind of setting.kinds) {
      const maker = makers.find((one) => one.kind === kind);
      if (maker === undefined || !maker.reads.includes(unit.source.kind)) continue;
      const { family, seed, errors, keepUndone, options } = setting;
      const maxTokens = setting.maxTokens[kind] ?? 4096;
      const own = { family, seed, errors, keepUndone, options, maxTokens, tokenizer, drop };
      for await (const sample of maker.make(opened, own)) samples.push(sample);
    }
  } finally {
    opened.dispose();
  }
  return {
    samples,
    dropped,
    examples: Object.fromEntries(Object.entries(examples).filter(([, list]) => list.length > 0)),
  };
}
