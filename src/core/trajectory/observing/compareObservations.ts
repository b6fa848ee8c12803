import type { PathRule } from '../pathInside.ts';
import type { Sides } from '../verdict.ts';
import { differingSides } from './differingSides.ts';
import type { Normaliser, NormaliserContext } from './normaliser.ts';
import { normalisers } from './normalisers.ts';
import { orderRules } from './orderRules.ts';
import { agreeAround, holdsPieces, piecesAroundMarks } from './truncation.ts';

export interface ObservationComparison {
  /** equivalent: the same once known noise is taken out of both. */
  readonly match: 'exact' | 'equivalent' | 'different';
  /** Ids of the rules without which they would differ, in the order of the table; `truncation` for a cut text. */
  readonly rules: readonly string[];
  /** Around the first difference, after normalising; null when there is none. */
  readonly sides: Sides | null;
}

export interface ComparisonOptions {
  /** Folders that stand for the repository's root on either side: where it was recorded, and where it lies now. */
  readonly paths?: readonly PathRule[];
  /** The command line that printed both, where it is known: some print in no order. */
  readonly command?: string;
}

/** The id that stands among `rules` when one side was cut and agrees in what is left of it. */
export const TRUNCATION = 'truncation';

/**
 * Compares what a tool printed then and now, after the published normalisers. Equal noise is no finding: a rule is
 * named only when the texts differ without it. Linear in the length of the texts.
 */
export function compareObservations(
  expected: string,
  actual: string,
  options: ComparisonOptions = {},
): ObservationComparison {
  if (expected === actual) return { match: 'exact', rules: [], sides: null };
  const context = contextOf(options);
  const [left, right, changing] = normaliseUntilEqual(expected, actual, context);
  const cut = left !== right;
  // What was cut has lost lines: putting the rest in order would put other lines side by side.
  const usable = cut ? changing.filter((rule) => !orderRules.includes(rule)) : changing;
  const holds = (rules: readonly Normaliser[]): boolean => {
    const [a, b] = [applied(expected, rules, context), applied(actual, rules, context)];
    return a === b || (cut && agreeCut(a, b));
  };
  if (cut && !holds(usable)) return { match: 'different', rules: [], sides: differingSides(left, right) };
  const needed = withoutNeedless(usable, holds).map(({ id }) => id);
  return { match: 'equivalent', rules: cut ? [...needed, TRUNCATION] : needed, sides: null };
}

/** What a tool printed, without its noise. */
export function normalisedObservation(text: string, options: ComparisonOptions = {}): string {
  return applied(text, normalisers, contextOf(options));
}

function contextOf({ paths = [], command }: ComparisonOptions): NormaliserContext {
  return { paths, ...(command === undefined ? {} : { command }) };
}

function normaliseUntilEqual(
  expected: string,
  actual: string,
  context: NormaliserContext,
): [string, string, readonly Normaliser[]] {
  const changing: Normaliser[] = [];
  let [left, right] = [expected, actual];
  for (const rule of normalisers) {
    if (left === right) break;
    const [a, b] = [rule.apply(left, context), rule.apply(right, context)];
    if (a !== left || b !== right) changing.push(rule);
    [left, right] = [a, b];
  }
  return [left, right, changing];
}

function withoutNeedless(
  rules: readonly Normaliser[],
  holds: (rules: readonly Normaliser[]) => boolean,
): readonly Normaliser[] {
  return rules.reduce<readonly Normaliser[]>((kept, rule) => {
    const others = kept.filter((other) => other !== rule);
    return holds(others) ? others : kept;
  }, rules);
}

function applied(text: string, rules: readonly Normaliser[], context: NormaliserContext): string {
  return rules.reduce((changed, rule) => rule.apply(changed, context), text);
}

function agreeCut(expected: string, actual: string): boolean {
  const [left, right] = [piecesAroundMarks(expected), piecesAroundMarks(actual)];
  if (left.length > 1 && right.length > 1) return agreeAround(left, right);
  if (left.length > 1) return holdsPieces(actual, left);
  return right.length > 1 && holdsPieces(expected, right);
}
