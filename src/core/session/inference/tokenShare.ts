/** Names, numbers and signs of a text, in order. */
export function tokens(text: string): string[] {
  return text.match(/[\p{ID_Continue}$]+|[^\s\p{ID_Continue}$]/gu) ?? [];
}

/** Which share of the tokens of `part` is among those of `whole`, each as often as it is there; 0 for an empty part. */
export function tokenShare(part: string, whole: string): number {
  const left = new Map<string, number>();
  for (const token of tokens(whole)) left.set(token, (left.get(token) ?? 0) + 1);
  const wanted = tokens(part);
  if (wanted.length === 0) return 0;
  let found = 0;
  for (const token of wanted) {
    const there = left.get(token) ?? 0;
    if (there === 0) continue;
    left.set(token, there - 1);
    found++;
  }
  return found / wanted.length;
}
