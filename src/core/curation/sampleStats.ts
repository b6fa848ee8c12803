import type { Tokenizer } from '../ports.ts';
import { estimatedTokens } from '../sample/estimatedTokens.ts';
import type { Sample } from '../sample/sample.ts';
import { answerText } from './rowText.ts';
import { type MakerOfText, ProvenanceShares } from './shares.ts';
import { isTestPath } from './testPath.ts';

/** How many rows have from `from` to below `to`. */
export interface HistogramBar {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
}

/** What is in a dataset. */
export interface SampleStats {
  readonly rows: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly languages: Readonly<Record<string, number>>;
  readonly families: Readonly<Record<string, number>>;
  readonly splits: Readonly<Record<string, number>>;
  readonly licences: Readonly<Record<string, number>>;
  /** How far the rows' facts are proved. */
  readonly levels: Readonly<Record<string, number>>;
  /** Rows by who is believed to have done the work. */
  readonly actors: Readonly<Record<string, number>>;
  /** Who made what is trained: shares of its characters. */
  readonly shares: Readonly<Record<MakerOfText, number>>;
  readonly testShare: number;
  readonly tokenCounter: string;
  /** Tokens of rows and of what is trained in them; bars double in width. */
  readonly tokens: { readonly total: number; readonly longest: number; readonly histogram: readonly HistogramBar[] };
  readonly trainedTokens: {
    readonly total: number;
    readonly longest: number;
    readonly histogram: readonly HistogramBar[];
  };
  /** Characters of each kind of span, and how many of them are trained: shares of all text. */
  readonly masks: Readonly<Record<string, { readonly share: number; readonly trained: number }>>;
  /** Rows with a rejected alternative. */
  readonly preferencePairs: number;
}

/** Counts rows one after the other. */
export class SampleTally {
  readonly #tokenizer: Tokenizer;
  readonly #counts = {
    kinds: {} as Record<string, number>,
    languages: {} as Record<string, number>,
    families: {} as Record<string, number>,
    splits: {} as Record<string, number>,
    licences: {} as Record<string, number>,
    levels: {} as Record<string, number>,
    actors: {} as Record<string, number>,
  };
  readonly #shares = new ProvenanceShares();
  readonly #tokens = new Lengths();
  readonly #trained = new Lengths();
  readonly #spans: Record<string, { all: number; trained: number }> = {};
  #characters = 0;
  #rows = 0;
  #tests = 0;
  #pairs = 0;

  constructor(tokenizer: Tokenizer = estimatedTokens) {
    this.#tokenizer = tokenizer;
  }

  /** @param split the row's split, where its dataset has any */
  add(sample: Sample, split?: string): void {
    const { kinds, languages, families, splits, licences, levels, actors } = this.#counts;
    this.#rows++;
    count(kinds, sample.kind);
    count(languages, sample.language);
    count(families, sample.family);
    if (split !== undefined) count(splits, split);
    count(licences, sample.origin?.licence ?? 'unknown');
    count(levels, sample.proof.level ?? 'unknown');
    count(actors, sample.origin?.actor ?? 'unknown');
    if (isTestPath(sample.proof.path ?? '')) this.#tests++;
    if (sample.rejected !== undefined) this.#pairs++;
    this.#shares.add(sample.origin?.actor, answerText(sample).length);
    this.#tokens.add(this.#tokenizer.count(sample.text));
    this.#characters += sample.text.length;
    let trained = 0;
    for (const { start, end, kind, weight } of sample.spans) {
      const sum = this.#spans[kind] ?? { all: 0, trained: 0 };
      this.#spans[kind] = sum;
      sum.all += end - start;
      if (weight <= 0) continue;
      sum.trained += end - start;
      trained += this.#tokenizer.count(sample.text.slice(start, end));
    }
    this.#trained.add(trained);
  }

  stats(): SampleStats {
    const share = (part: number, whole: number) => (whole === 0 ? 0 : Number((part / whole).toFixed(4)));
    const { kinds, languages, families, splits, licences, levels, actors } = this.#counts;
    return {
      rows: this.#rows,
      kinds: mostFirst(kinds),
      languages: mostFirst(languages),
      families: mostFirst(families),
      splits: mostFirst(splits),
      licences: mostFirst(licences),
      levels: mostFirst(levels),
      actors: mostFirst(actors),
      shares: this.#shares.shares(),
      testShare: share(this.#tests, this.#rows),
      tokenCounter: this.#tokenizer.id,
      tokens: this.#tokens.told(),
      trainedTokens: this.#trained.told(),
      masks: Object.fromEntries(
        Object.entries(this.#spans)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([kind, { all, trained }]) => [
            kind,
            { share: share(all, this.#characters), trained: share(trained, this.#characters) },
          ]),
      ),
      preferencePairs: this.#pairs,
    };
  }
}

/** Lengths in bars that double: 0 to 31, 32 to 63, 64 to 127, … */
class Lengths {
  readonly #bars: number[] = [];
  #total = 0;
  #longest = 0;

  add(length: number): void {
    const bar = Math.max(0, 32 - Math.clz32(length >>> 5));
    this.#bars[bar] = (this.#bars[bar] ?? 0) + 1;
    this.#total += length;
    this.#longest = Math.max(this.#longest, length);
  }

  told() {
    const histogram = Array.from(this.#bars, (rows = 0, bar) => ({
      from: bar === 0 ? 0 : 16 * 2 ** bar,
      to: 32 * 2 ** bar,
      rows,
    }));
    return { total: this.#total, longest: this.#longest, histogram };
  }
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function mostFirst(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}
