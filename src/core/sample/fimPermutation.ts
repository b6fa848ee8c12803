/** What is drawn for one text. Code points, not code units: the reference codes count so. */
export interface PermutationDraws {
  /** Two numbers in [0, length], in any order, both ends included: any part may be empty. */
  readonly boundaries: readonly [number, number];
  readonly spm: boolean;
}

/** The strings that the parts are told apart by. */
export interface PermutationTokens {
  readonly prefix: string;
  readonly middle: string;
  readonly suffix: string;
}

/**
 * One text, permuted as BigCode's `permute` does it (bigcode-project/Megatron-LM, gpt_dataset.py): `[PRE] P [SUF] S
 * [MID] M`, or suffix first `[PRE][SUF] S [MID] P M` (Bavarian et al. 2022, section 3, "SPM variant 2"). With
 * `spmVariant` 1 suffix first is `[SUF] S [PRE] P [MID] M`, as Bavarian's text has it.
 */
export function permuted(
  text: string,
  { boundaries, spm }: PermutationDraws,
  tokens: PermutationTokens,
  spmVariant: 1 | 2 = 2,
): string {
  const [first, second] = boundaries;
  const start = codeUnitOf(text, Math.min(first, second));
  const end = codeUnitOf(text, Math.max(first, second));
  const [prefix, middle, suffix] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  if (!spm) return tokens.prefix + prefix + tokens.suffix + suffix + tokens.middle + middle;
  if (spmVariant === 1) return tokens.suffix + suffix + tokens.prefix + prefix + tokens.middle + middle;
  return tokens.prefix + tokens.suffix + suffix + tokens.middle + prefix + middle;
}

/**
 * The text of a repository, permuted as BigCode's code does it with `fim_split_sample`: each file by its own draws, or
 * left as it is where there are none, and the separator between them. No draws at all: the repository was not chosen.
 */
export function permutedFragments(
  fragments: readonly string[],
  draws: readonly (PermutationDraws | null)[] | null,
  tokens: PermutationTokens,
  separator: string,
): string {
  return fragments
    .map((text, at) => {
      const drawn = draws?.[at] ?? null;
      return drawn === null ? text : permuted(text, drawn, tokens);
    })
    .join(separator);
}

/** How many code points a text has; half of a surrogate pair counts as one. */
export function codePointLength(text: string): number {
  let pairs = 0;
  for (let at = 1; at < text.length; at++) if (isPair(text, at)) pairs++;
  return text.length - pairs;
}

/** The UTF-16 offset of the code point with the number `count`; the text's length at and after its end. */
export function codeUnitOf(text: string, count: number): number {
  let left = count;
  let at = 0;
  while (left > 0 && at < text.length) {
    at += isPair(text, at + 1) ? 2 : 1;
    left--;
  }
  return at;
}

const isPair = (text: string, second: number) =>
  (text.charCodeAt(second) & 0xfc00) === 0xdc00 && (text.charCodeAt(second - 1) & 0xfc00) === 0xd800;
