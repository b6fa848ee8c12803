/** One thing that the last message says was done. */
export type Claim =
  | { readonly kind: 'tests-pass'; readonly words: string }
  | { readonly kind: 'types-pass'; readonly words: string }
  | { readonly kind: 'none-left'; readonly words: string }
  | { readonly kind: 'file-count'; readonly words: string; readonly count: number }
  | { readonly kind: 'file-changed'; readonly words: string; readonly path: string };

const NUMBERS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
};
const CHANGED = String.raw`(?:updat|chang|edit|modifi|fix|renam|mov|creat|delet|remov|add|refactor|adjust|migrat|rewr[io]t|touch)\w*`;
const FILE = String.raw`\x60?((?:[\w@.-]+\/)*[\w@-]+(?:\.[\w-]+)*\.[A-Za-z]\w{0,5})\x60?`;

/**
 * What a closing message claims, sentence by sentence. Sentences that doubt, plan or deny ("could not run the tests",
 * "you should", "was not changed") claim nothing.
 */
export function claimsIn(message: string): Claim[] {
  const claims: Claim[] = [];
  const prose = message.replace(/```[\s\S]*?```/g, ' ');
  for (const sentence of prose.split(/(?<=[.!?])\s+(?=[A-Z`*#-])|\n+/)) {
    if (
      /\b(should|could|would|might|may|unable|cannot|can't|couldn't|didn't|not|no longer able|if you|please|next step|todo|remaining work|failed to|without running|haven't|wasn't|weren't)\b/i.test(
        sentence,
      ) &&
      !/\bno(t)? (other|more|remaining)\b/i.test(sentence)
    )
      continue;
    const words = sentence.trim().slice(0, 200);
    if (
      /\b(all|every|the|existing|\d+)\b[^.]*\btests?\b[^.]*\b(pass(es|ed|ing)?|green|succeed(s|ed)?)\b/i.test(
        sentence,
      ) ||
      /\btests? (suite )?(all )?(pass(es|ed)?|are (passing|green))\b/i.test(sentence)
    )
      claims.push({ kind: 'tests-pass', words });
    if (
      /\b(type.?check(s|ing|ed)?|tsc|mypy|pyright|the build|build|compil\w+)\b[^.]*\b(pass(es|ed)?|clean(ly)?|succeed(s|ed)?|without (any )?errors?|no errors?)\b/i.test(
        sentence,
      )
    )
      claims.push({ kind: 'types-pass', words });
    if (
      /\bno (other |more |remaining |leftover )+(references?|usages?|uses|occurrences?|call ?sites?|callers?)\b|\b(all|every) (of the )?(references?|usages?|uses|occurrences?|call ?sites?|callers?)\b[^.]*\b(updated|changed|renamed|replaced|fixed)\b/i.test(
        sentence,
      )
    )
      claims.push({ kind: 'none-left', words });
    const count = new RegExp(
      String.raw`\b${CHANGED}\b[^.]{0,60}?\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten) (?:\w+ )?files?\b`,
      'i',
    ).exec(sentence);
    if (count !== null)
      claims.push({ kind: 'file-count', words, count: NUMBERS[count[1]?.toLowerCase() ?? ''] ?? Number(count[1]) });
    const changes = new RegExp(String.raw`\b${CHANGED}\b`, 'i').test(sentence);
    if (changes)
      for (const [, path = ''] of sentence.matchAll(new RegExp(FILE, 'g')))
        claims.push({ kind: 'file-changed', words, path });
  }
  return claims;
}
