import path from 'node:path';
import { cleanRow, type SpanFinder } from '../../core/curation/cleanRow.ts';
import type { CurationOptions } from '../../core/curation/curationOptions.ts';
import type { BenchmarkGrams } from '../../core/curation/decontamination.ts';
import { spdxHeader } from '../../core/curation/licence.ts';
import { minHash } from '../../core/curation/minHash.ts';
import { personalSpans } from '../../core/curation/personalData.ts';
import { brokenQualityRule } from '../../core/curation/quality.ts';
import { answerText, fileText, likenessText } from '../../core/curation/rowText.ts';
import { Shingles } from '../../core/curation/shingles.ts';
import { isTestPath } from '../../core/curation/testPath.ts';
import { leftOutByPath, leftOutByText } from '../../core/mining/leftOut.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { Redactor } from '../../core/session/redaction/redactor.ts';
import type { SecretSpan } from '../../core/session/redaction/tokenRules.ts';
import type { Source } from '../build/source.ts';
import { loadSecretLint, mayHoldLintSecret } from '../secrets/lintSecrets.ts';
import { nodeDigest } from '../store/digest.ts';

/** What the second pass must know of a row without reading it. Plain data: it crosses threads. */
export interface RowFacts {
  readonly id: string;
  /** Kind and language: only rows of the same are duplicates of each other. */
  readonly group: string;
  /** Beginning of the sha256 of the row's text, and of what is trained in it. */
  readonly text: string;
  readonly answer: string;
  /** What the row was cut from: rows of one document are no near-duplicates of each other. */
  readonly document: string;
  readonly signature: Uint32Array | null;
  readonly repository?: string;
  readonly session?: string;
  readonly commit?: string;
  /** Names rows of which neither repository nor session is known. */
  readonly source: string;
  readonly actor?: string;
  /** What the row or its file says of itself. */
  readonly licence?: string;
  readonly trainedCharacters: number;
  readonly isTest: boolean;
}

/** What came of one row. */
export type Curated =
  | { readonly sample: Sample; readonly facts: RowFacts }
  | { readonly dropped: string; readonly example: string };

/** Fewer tokens say too little to be like anything. */
const FEWEST_TOKENS = 5;
/** Texts whose findings are remembered: the holes of a file follow each other. */
const REMEMBERED = 6;

/** Everything of curation that one row is enough for. Rows in, rows out: one after the other, in any thread. */
export class RowCurator {
  readonly #options: CurationOptions;
  readonly #benchmark: BenchmarkGrams;
  readonly #shingles = new Shingles();
  readonly #redactor = new Redactor();
  readonly #secretSpans = remembering((text) => this.#redactor.spans(text));
  readonly #personalSpans = remembering(personalSpans);
  readonly #signature = remembering((text) => {
    const shingles = this.#shingles.read(text);
    return shingles.tokens < FEWEST_TOKENS ? null : minHash(shingles.hashes);
  });
  readonly #lintSuspects = remembering(mayHoldLintSecret);
  #lint: ReturnType<typeof loadSecretLint> | null = null;

  constructor(options: CurationOptions, benchmark: BenchmarkGrams) {
    this.#options = options;
    this.#benchmark = benchmark;
  }

  /** Throws what loading secretlint throws. */
  async curate(sample: Sample, source: Source): Promise<Curated> {
    const place = sample.proof.path ?? '';
    const example = `${sample.id} ${sample.proof.source}${place === '' || sample.proof.source.endsWith(place) ? '' : ` ${place}`}`;
    const reason = this.#leftOut(sample, place);
    if (reason !== null) return { dropped: reason, example };
    const cleaned = await this.#cleaned(sample);
    if (typeof cleaned === 'string') return { dropped: cleaned, example };
    const answer = answerText(cleaned);
    if (this.#benchmark.hits(answer)) return { dropped: 'benchmark-text', example };
    return { sample: cleaned, facts: this.#factsOf(cleaned, source, answer) };
  }

  #leftOut(sample: Sample, place: string): string | null {
    const { generated, tests, quality } = this.#options;
    if (tests === 'drop' && isTestPath(place)) return 'test';
    const file = fileText(sample);
    if (generated === 'drop' && place !== '') {
      const text = file ?? '';
      const byText = () => leftOutByText(place, text, text.length, lineCount(text));
      const why = leftOutByPath(place) ?? (file === null ? null : byText());
      if (why !== null) return why;
    }
    return file === null ? null : brokenQualityRule(file, sample.language, quality);
  }

  /** The row as it may be trained, or why it may not. */
  async #cleaned(sample: Sample): Promise<Sample | string> {
    const { secrets, personal } = this.#options;
    let result = sample;
    if (secrets !== 'keep') {
      const { sample: clean, findings } = cleanRow(sample, await this.#secretsOf(sample), nodeDigest);
      if (findings.length > 0 && secrets === 'drop') return 'secret';
      result = clean;
    }
    if (personal !== 'keep') {
      const { sample: clean, findings } = cleanRow(result, this.#personalSpans, nodeDigest);
      const mustDrop = personal === 'drop' || fileText(sample) !== null;
      if (findings.length > 0 && mustDrop) return 'personal-data';
      result = clean;
    }
    return result;
  }

  /** What is a secret at one place of a row is hidden at every other. */
  async #secretsOf(sample: Sample): Promise<SpanFinder> {
    const texts = [fileText(sample) ?? sample.text, sample.rejected?.text ?? ''];
    const known = texts.some((text) => this.#secretSpans(text).length > 0);
    const suspect = texts.filter((text) => this.#lintSuspects(text));
    if (!known && suspect.length === 0) return this.#secretSpans;
    const redactor = new Redactor();
    for (const text of texts) redactor.learnFrom(text);
    if (suspect.length > 0) {
      this.#lint ??= loadSecretLint();
      const find = await this.#lint;
      for (const text of suspect) {
        for (const value of await find(text, sample.proof.path ?? 'row.txt')) redactor.learn(value);
      }
    }
    return (text) => redactor.spans(text);
  }

  #factsOf(sample: Sample, source: Source, answer: string): RowFacts {
    const { origin = {}, proof } = sample;
    const root = path.basename(path.resolve(source.repository ?? source.path));
    const ofTree = source.kind === 'code' || source.kind === 'mined';
    const repository = origin.repository ?? (ofTree ? root : undefined);
    const session = origin.session ?? (source.kind === 'session' ? root : undefined);
    const licence = origin.licence ?? spdxHeader(fileText(sample) ?? '') ?? undefined;
    const text = likenessText(sample);
    return {
      id: sample.id,
      group: `${sample.kind} ${sample.language}`,
      text: short(sample.text),
      answer: short(answer),
      // A file stays one document while it is edited, in whichever session.
      document: proof.path === undefined ? `source ${proof.source}` : `file ${repository ?? ''} ${proof.path}`,
      signature: this.#signature(text),
      source: proof.source,
      trainedCharacters: answer.length,
      isTest: isTestPath(proof.path ?? ''),
      ...(repository === undefined ? {} : { repository }),
      ...(session === undefined ? {} : { session }),
      ...(origin.commit === undefined ? {} : { commit: origin.commit }),
      ...(origin.actor === undefined ? {} : { actor: origin.actor }),
      ...(licence === undefined ? {} : { licence }),
    };
  }
}

function short(text: string): string {
  return nodeDigest('sha256', text).slice(0, 32);
}

function lineCount(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function remembering<Result extends SecretSpan[] | Uint32Array | boolean | null>(
  work: (text: string) => Result,
): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = work(text);
    for (const oldest of known.keys()) {
      if (known.size < REMEMBERED) break;
      known.delete(oldest);
    }
    known.set(text, result);
    return result;
  };
}
