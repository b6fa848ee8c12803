/** A text as words and signs, without white space. */
export function tokensOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_$]+|[^\s]/gu) ?? [];
}

/** Dice's coefficient over the bags of words, 0 to 1; two empty bags are alike. */
export function likeness(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 1;
  const counts = new Map<string, number>();
  for (const word of a) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of b) {
    const count = counts.get(word) ?? 0;
    if (count === 0) continue;
    counts.set(word, count - 1);
    shared += 1;
  }
  return (2 * shared) / (a.length + b.length);
}
