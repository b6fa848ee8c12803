import { normalisedObservation } from '../observing/compareObservations.ts';
import { orderRules } from '../observing/orderRules.ts';
import { fingerprint } from './fingerprint.ts';

interface Seen {
  /** What was done to see it. */
  readonly done: string;
  /** Null: the recording does not say what came back. */
  readonly text: string | null;
}

/** Of longer observations so much from the beginning and from the end is normalised, with the number of lines. */
const NORMALISED = 4_000;
/** So much of either end is looked at to find observations that may be the same. */
const LOOKED_AT = 1_000;
const SHORTEST_WORD = 4;
const MOST_LINES = 20_000;
/** Without any of these no rule of order applies. */
const MAYBE_LIST = /[\\/]|\.\w{1,8}:|::|^\s{0,20}(?:PASS|FAIL|ok|test)\s|[✓✔✗✘×√❯]/m;

/**
 * A key for each observation, the same for those that only differ in noise. Normalising is dear: it is done where the same
 * was done before or the same words were seen before, in whatever order; everything else is new anyway.
 */
export function observationKeys(observations: readonly Seen[]): string[] {
  const calls = new Map<string, number>();
  const words = new Map<string, number>();
  const lines = new NormalisedLines();
  const rough = observations.map(({ text }) => roughWords(text ?? ''));
  observations.forEach(({ done, text }, index) => {
    if (text === null || text === '') return;
    calls.set(done, (calls.get(done) ?? 0) + 1);
    const sum = rough[index] ?? '';
    words.set(sum, (words.get(sum) ?? 0) + 1);
  });
  return observations.map(({ done, text }, index) => {
    if (text === null) return `untold:${index}`;
    // Nothing printed is the usual answer of a call that worked: known only when the same was done before.
    if (text === '') return done === '' ? '' : `nothing:${fingerprint(done)}`;
    const doubtful = (done !== '' && (calls.get(done) ?? 0) > 1) || (words.get(rough[index] ?? '') ?? 0) > 1;
    return doubtful ? fingerprint(lines.of(text)) : `new:${index}`;
  });
}

/** Normalises line by line, since the same lines come again and again; names are numbered within their line. */
class NormalisedLines {
  readonly #known = new Map<string, string>();

  of(text: string): string {
    if (text.length <= NORMALISED) return this.#lines(text);
    const half = NORMALISED / 2;
    let lines = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
    return `${this.#lines(text.slice(0, half))}\n${lines}\n${this.#lines(text.slice(-half))}`;
  }

  #lines(text: string): string {
    const lines = text.split('\n').map((line) => this.#line(line));
    return inOrder(lines.join('\n').trim());
  }

  #line(line: string): string {
    if (line === '') return '';
    const known = this.#known.get(line);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_LINES) this.#known.clear();
    const plain = normalisedObservation(line);
    this.#known.set(line, plain);
    return plain;
  }
}

/** Lists of paths, which come in any order, in one order. */
function inOrder(text: string): string {
  if (!MAYBE_LIST.test(text)) return text;
  return orderRules.reduce((changed, rule) => rule.apply(changed, { paths: [] }), text);
}

/** A sum over the words of four and more small letters at both ends: figures, names of machines and order leave no trace. */
function roughWords(text: string): string {
  const shown = text.length <= 2 * LOOKED_AT ? text : text.slice(0, LOOKED_AT) + text.slice(-LOOKED_AT);
  let sum = 0;
  let hash = 0;
  let length = 0;
  let broken = false;
  for (let index = 0; index <= shown.length; index++) {
    const unit = index < shown.length ? shown.charCodeAt(index) : 32;
    if (unit >= 97 && unit <= 122) {
      hash = (Math.imul(hash, 31) + unit) | 0;
      length++;
    } else {
      const joined = (unit >= 48 && unit <= 57) || unit === 95 || (unit >= 65 && unit <= 90);
      if (joined) broken = true;
      else {
        if (!broken && length >= SHORTEST_WORD) sum = (sum + Math.imul(hash, 0x9e3779b1)) | 0;
        broken = false;
        length = 0;
        hash = 0;
      }
    }
  }
  return sum.toString(36);
}
