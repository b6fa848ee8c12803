import type { Tokenizer } from '../../core/ports.ts';
import type { ErrorPolicy } from '../../core/render/conversation.ts';
import type { Sample } from '../../core/sample/sample.ts';
import type { OpenedUnit } from './openedUnit.ts';
import type { Source } from './source.ts';

/** How samples shall be made; the same for every kind. Plain data, but for the tokenizer and `drop`. */
export interface MakerSetting {
  readonly family: string;
  readonly seed: number;
  /** Longest row of the kind, in tokens of the tokenizer. */
  readonly maxTokens: number;
  readonly errors: ErrorPolicy;
  readonly keepUndone: boolean;
  readonly tokenizer: Tokenizer;
  /** Options that only one kind knows, by name. */
  readonly options: Readonly<Record<string, string>>;
  /** Counts what was left out. `example` says what, for the report: no more than a name and a place. */
  drop(reason: string, times?: number, example?: string): void;
}

/** Makes the samples of one kind. */
export interface SampleMaker {
  readonly kind: Sample['kind'];
  /** Kinds of sources that it reads; it is not asked about others. */
  readonly reads: readonly Source['kind'][];
  /** Samples in one fixed order, whatever was made before: what is drawn is seeded by names. */
  make(unit: OpenedUnit, setting: MakerSetting): AsyncIterable<Sample> | Iterable<Sample>;
}
