/** What an edit took away and put in, or what several did together. */
export interface EditText {
  readonly deleted: string;
  readonly inserted: string;
}

/** Share of an edit's 4-grams that only turn back what was just done, from which on it is a reversal. */
export const REVERSAL_RATIO = 0.7;
/** Edits with fewer 4-grams say too little. */
export const REVERSAL_GRAMS = 7;

/**
 * Whether an edit puts back what the edits before it had changed: of the 4-grams (of characters) that it deletes or
 * inserts, at least 0.7 were just inserted or deleted, and there are seven at least. The rule of Copilot's next edit
 * suggestions (information delta); the last 4-gram counts as well.
 */
export function isReversal(before: readonly EditText[], edit: EditText): boolean {
  const inserted = new Set<string>();
  const deleted = new Set<string>();
  for (const one of before) {
    for (const gram of fourGrams(one.inserted)) inserted.add(gram);
    for (const gram of fourGrams(one.deleted)) deleted.add(gram);
  }
  const removed = fourGrams(edit.deleted);
  const added = fourGrams(edit.inserted);
  // What an edit only moves or keeps is no news.
  const out = [...removed].filter((gram) => !added.has(gram));
  const into = [...added].filter((gram) => !removed.has(gram));
  const grams = out.length + into.length;
  if (grams < REVERSAL_GRAMS) return false;
  const back = out.filter((gram) => inserted.has(gram)).length + into.filter((gram) => deleted.has(gram)).length;
  return back / grams >= REVERSAL_RATIO;
}

function fourGrams(text: string): Set<string> {
  const grams = new Set<string>();
  for (let at = 0; at + 4 <= text.length; at++) grams.add(text.slice(at, at + 4));
  return grams;
}
