import type { CurationOptions } from '../../core/curation/curationOptions.ts';
import { licenceAllowed } from '../../core/curation/licence.ts';
import { answerText } from '../../core/curation/rowText.ts';
import { ProvenanceShares } from '../../core/curation/shares.ts';
import { isTestPath } from '../../core/curation/testPath.ts';
import type { Manifest } from '../../core/sample/manifest.ts';
import type { Sample } from '../../core/sample/sample.ts';
import type { Source } from '../build/source.ts';
import { type Benchmarks, readBenchmarks } from './benchmarkLists.ts';
import { type Choice, chooseRows, whyNot } from './chooseRows.ts';
import type { CuratedUnit } from './curateUnit.ts';
import { type MinedHistory, readMinedHistory } from './minedHistory.ts';
import type { RowFacts } from './rowCurator.ts';
import { RowLedger } from './rowLedger.ts';
import { RowSpool } from './rowSpool.ts';
import { type LicenceState, licenceAt, licencesOf } from './sourceLicence.ts';

/** What is known of a source before its rows are made. */
interface SourceFacts {
  readonly licences: readonly LicenceState[];
  readonly history: MinedHistory | null;
}

/** Where chosen rows go. */
export interface RowTarget {
  write(sample: Sample, split?: string): void;
}

const MOST_EXAMPLES = 3;

/**
 * Curation over all rows of a dataset: rows come in in any number and wait on the disk; then they are chosen among and
 * written in their order. What is chosen does not depend on how many threads made the rows. Dispose it when done.
 */
export class DatasetCuration {
  readonly benchmarks: Benchmarks;
  readonly #options: CurationOptions;
  readonly #sources: ReadonlyMap<Source, SourceFacts>;
  readonly #spool = new RowSpool();
  readonly #ledger = new RowLedger();
  /** Of each row in the spool. */
  readonly #licences: (string | null)[] = [];
  readonly #dropped: Record<string, number> = {};
  readonly #examples: Record<string, string[]> = {};

  private constructor(options: CurationOptions, benchmarks: Benchmarks, sources: ReadonlyMap<Source, SourceFacts>) {
    this.#options = options;
    this.benchmarks = benchmarks;
    this.#sources = sources;
  }

  /**
   * Reads the lists of benchmarks, and of the sources their licences and, where it is needed, their history.
   * @throws TracewrightError what readBenchmarks throws
   */
  static async open(
    options: CurationOptions,
    against: readonly string[],
    sources: readonly Source[],
  ): Promise<DatasetCuration> {
    const benchmarks = await readBenchmarks(against, options.grams);
    const facts = new Map<Source, SourceFacts>();
    for (const source of sources) {
      const licences = await licencesOf(source);
      const byCommit = licences.length > 1 || benchmarks.commits.count > 0;
      const families = options.splits.length > 0 && options.splitBy === 'commit-family';
      const wanted = source.kind === 'mined' && (byCommit || families);
      facts.set(source, { licences, history: wanted ? await readMinedHistory(source.path) : null });
    }
    return new DatasetCuration(options, benchmarks, facts);
  }

  /** What was dropped before the rows came here counts, too. */
  drop(reason: string, times = 1, examples: readonly string[] = []): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + times;
    const known = this.#examples[reason] ?? [];
    if (examples.length > 0) this.#examples[reason] = [...known, ...examples].slice(0, MOST_EXAMPLES);
  }

  /** Takes the rows of one unit, after those of the units before it. */
  add(unit: CuratedUnit, source: Source): void {
    for (const [reason, times] of Object.entries(unit.dropped)) this.drop(reason, times, unit.examples[reason]);
    let at = 0;
    unit.facts.forEach((facts, index) => {
      const length = unit.lengths[index] ?? 0;
      const line = unit.lines.subarray(at, at + length);
      at += length;
      const licence = this.#licenceOf(facts, source);
      const reason = this.#refusal(facts, source, licence);
      if (reason !== null) {
        this.drop(reason, 1, [`${facts.id} ${facts.source}`]);
        return;
      }
      this.#licences.push(licence);
      this.#ledger.add(facts, this.#splitKeys(facts, source));
      this.#spool.add(line, [length], [facts.signature]);
    });
  }

  /** Chooses among all rows and writes those that stay, in the order in which they came. */
  write(target: RowTarget): {
    readonly dropped: Record<string, number>;
    readonly curation: NonNullable<Manifest['curation']>;
  } {
    const { splits } = this.#options;
    const choice = chooseRows(this.#spool, this.#ledger, this.#options);
    const shown = this.#count(choice);
    const shares = new ProvenanceShares();
    const licences: Record<string, number> = {};
    const bySplit: Record<string, number> = Object.fromEntries(splits.map(({ name }) => [name, 0]));
    let [rows, tests] = [0, 0];
    for (const { row, line } of this.#spool.lines((number) => choice.why[number] === 0 || shown.has(number))) {
      const sample = JSON.parse(line) as Sample;
      const why = whyNot[choice.why[row] ?? 0] ?? '';
      if (why !== '') {
        this.drop(why, 0, [`${sample.id} ${sample.proof.source}`]);
        continue;
      }
      const licence = this.#licences[row] ?? null;
      const split = splits[choice.split[row] ?? 0]?.name;
      target.write(licence === null ? sample : { ...sample, origin: { ...sample.origin, licence } }, split);
      rows++;
      if (isTestPath(sample.proof.path ?? '')) tests++;
      licences[licence ?? 'unknown'] = (licences[licence ?? 'unknown'] ?? 0) + 1;
      if (split !== undefined) bySplit[split] = (bySplit[split] ?? 0) + 1;
      shares.add(sample.origin?.actor, answerText(sample).length);
    }
    return {
      dropped: this.#dropped,
      curation: {
        warnings: [...shares.warnings(), ...splitWarnings(bySplit, rows)],
        shares: shares.shares(),
        testShare: rows === 0 ? 0 : Number((tests / rows).toFixed(4)),
        licences: sorted(licences),
        splits: bySplit,
        examples: sorted(this.#examples),
      },
    };
  }

  dispose(): void {
    this.#spool.dispose();
  }

  /** Counts what was not chosen; gives the rows that are named as examples. */
  #count({ why }: Choice): Set<number> {
    const shown = new Set<number>();
    const times = new Map<number, number>();
    why.forEach((reason, row) => {
      if (reason === 0) return;
      const count = (times.get(reason) ?? 0) + 1;
      times.set(reason, count);
      if (count <= MOST_EXAMPLES) shown.add(row);
    });
    for (const [reason, count] of times) this.drop(whyNot[reason] ?? '', count);
    return shown;
  }

  #licenceOf({ licence, commit }: RowFacts, source: Source): string | null {
    if (licence !== undefined) return licence;
    const { licences = [], history = null } = this.#sources.get(source) ?? {};
    return licenceAt(licences, commit === undefined ? undefined : history?.times.get(commit));
  }

  #refusal({ repository, commit }: RowFacts, source: Source, licence: string | null): string | null {
    const { licences } = this.#options;
    if (licences.length > 0 && licence === null) return 'licence-unknown';
    if (licences.length > 0 && licence !== null && !licenceAllowed(licence, licences)) return 'licence';
    const parent = commit === undefined ? null : this.#sources.get(source)?.history?.families.parentOf(commit);
    return this.benchmarks.commits.hits(repository, [commit, parent]) ? 'benchmark-commit' : null;
  }

  #splitKeys({ repository, session, commit, source: name }: RowFacts, source: Source): string[] {
    const family =
      this.#options.splitBy === 'commit-family' && commit !== undefined
        ? this.#sources.get(source)?.history?.families.of(commit)
        : undefined;
    if (family !== undefined) return [`commit ${family}`];
    const keys: string[] = [];
    if (repository !== undefined) keys.push(`repository ${repository}`);
    if (session !== undefined) keys.push(`session ${session}`);
    return keys.length > 0 ? keys : [`source ${name}`];
  }
}

function splitWarnings(bySplit: Readonly<Record<string, number>>, rows: number): string[] {
  const empty = Object.entries(bySplit).flatMap(([name, count]) => (count === 0 ? [name] : []));
  if (rows === 0 || empty.length === 0) return [];
  return [
    `no row went to ${empty.join(' and ')}: splits are of whole repositories and sessions, and these are too few`,
  ];
}

function sorted<Value>(values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
