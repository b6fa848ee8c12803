import type { Remembered, RememberedKind, RememberedText } from './remembered.ts';

export interface Hit {
  readonly of: Remembered;
  readonly score: number;
  /** The texts that fit best, the best first. */
  readonly texts: readonly RememberedText[];
}

/** What somebody said about the work tells more of it than what a tool printed. */
const WEIGHTS: Readonly<Record<RememberedKind, number>> = {
  goal: 4,
  note: 4,
  question: 2,
  operation: 3,
  command: 2,
  file: 2,
  message: 2,
  reasoning: 1.5,
  call: 1,
  result: 0.5,
};
const MOST_TERMS = 20;
const TEXTS_A_HIT = 3;

/** The words of a query, in lower case, each once. */
export function termsOf(query: string): string[] {
  return [...new Set(query.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? [])].slice(0, MOST_TERMS);
}

/**
 * Those of `all` that hold a word of the query, the best first: rare words, words in notes and goals, and texts with
 * many of the words count more (term frequency and inverse document frequency; Spärck Jones 1972).
 */
export function rank(query: string, all: readonly Remembered[], most: number): Hit[] {
  const terms = termsOf(query);
  const phrase = query.trim().toLowerCase();
  const lower = all.map(({ texts }) => texts.map(({ text }) => text.toLowerCase()));
  const rarity = terms.map((term) => {
    const holders = lower.filter((texts) => texts.some((text) => text.includes(term))).length;
    return Math.log(1 + all.length / (1 + holders));
  });
  return all
    .map((of, index): Hit => {
      const scored = of.texts
        .map((text, at) => ({
          text,
          score: WEIGHTS[text.kind] * fitness(lower[index]?.[at] ?? '', terms, rarity, phrase),
        }))
        .filter(({ score }) => score > 0)
        .sort((one, other) => other.score - one.score)
        .slice(0, TEXTS_A_HIT);
      return { of, score: scored.reduce((sum, { score }) => sum + score, 0), texts: scored.map(({ text }) => text) };
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || (one.of.startedAt < other.of.startedAt ? 1 : -1))
    .slice(0, most);
}

function fitness(text: string, terms: readonly string[], rarity: readonly number[], phrase: string): number {
  let score = 0;
  let found = 0;
  for (const [index, term] of terms.entries()) {
    const times = timesIn(text, term);
    if (times === 0) continue;
    found++;
    score += (rarity[index] ?? 0) * times;
  }
  if (found === 0) return 0;
  const whole = terms.length > 1 && text.includes(phrase) ? 2 : 1;
  return (score * found * whole) / (terms.length * (1 + Math.log(1 + text.length / 400)));
}

/** A whole word counts twice a part of one; at most three places: a word that is repeated all the time says no more. */
function timesIn(text: string, term: string): number {
  let times = 0;
  let places = 0;
  for (let at = text.indexOf(term); at >= 0 && places < 3; at = text.indexOf(term, at + term.length)) {
    places++;
    times += isWordPart(text[at - 1]) || isWordPart(text[at + term.length]) ? 1 : 2;
  }
  return times;
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
}
