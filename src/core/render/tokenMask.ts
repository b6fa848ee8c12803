import { TracewrightError } from '../errors.ts';
import type { Tokenizer } from '../ports.ts';
import type { Sample, Span, SpanKind } from '../sample/sample.ts';
import { families } from './family.ts';

export interface TokenMask {
  readonly ids: readonly number[];
  /** Loss weight of each token; 0 is not trained. */
  readonly mask: readonly number[];
  /** Tokens that reach over an edge between trained and untrained text: not trained. */
  readonly straddling: number;
  /** Control strings inside of somebody's text, which were tokenized as text. */
  readonly forged: number;
}

/** What somebody wrote: a control string in it is none. */
const documents: ReadonlySet<SpanKind> = new Set([
  'context',
  'prefix',
  'suffix',
  'middle',
  'user',
  'observation',
  'error',
]);
const separate: ReadonlySet<SpanKind> = new Set(['sentinel', 'context', 'prefix', 'suffix', 'middle']);

/**
 * A row's tokens with the weight of each. Prompts for filling in are tokenized part by part (sentinels, prefix, middle,
 * suffix, as BigCode's reference code does), so that no token reaches from one into another; conversations run on, as
 * trainers tokenize them, and a token that straddles an edge of weights gets none. Control strings count as tokens only
 * where the row's form has them. The token that the family's tokenizer puts in front stands first, untrained.
 * @throws TracewrightError `tokenizer-needed` where tokens are only estimated
 */
export function tokenMask(sample: Pick<Sample, 'text' | 'spans' | 'family'>, tokenizer: Tokenizer): TokenMask {
  const ids: number[] = [];
  const mask: number[] = [];
  let straddling = 0;
  let forged = 0;
  const bos = families.find(({ id }) => id === sample.family)?.bos;
  if (bos !== undefined) {
    ids.push(...encoded(tokenizer, bos, () => true).ids);
    mask.push(...ids.map(() => 0));
  }
  for (const run of runsOf(sample.spans)) {
    const from = run[0]?.start ?? 0;
    const text = sample.text.slice(from, run.at(-1)?.end);
    const genuine = (start: number, end: number) => {
      const inside = run.find((span) => span.start <= from + start && from + end <= span.end);
      if (inside !== undefined && !documents.has(inside.kind)) return true;
      forged++;
      return false;
    };
    const made = encoded(tokenizer, text, genuine);
    let at = 0;
    for (const [index, id] of made.ids.entries()) {
      const start = from + (made.starts[index] ?? 0);
      const end = from + (made.starts[index + 1] ?? text.length);
      while (at + 1 < run.length && (run[at]?.end ?? 0) <= start) at++;
      const weights = new Set<number>();
      for (let over = at; over < run.length && (over === at || (run[over]?.start ?? 0) < end); over++) {
        weights.add(run[over]?.weight ?? 0);
      }
      const [weight = 0] = weights;
      if (weights.size > 1) straddling++;
      ids.push(id);
      mask.push(weights.size > 1 ? 0 : weight);
    }
  }
  return { ids, mask, straddling, forged };
}

/** Spans that are tokenized together. */
function runsOf(spans: readonly Span[]): Span[][] {
  const runs: Span[][] = [];
  let open = false;
  for (const span of spans) {
    const alone = separate.has(span.kind) || (span.kind === 'stop' && runs.at(-1)?.[0]?.kind === 'middle');
    if (open && !alone) runs.at(-1)?.push(span);
    else runs.push([span]);
    open = !alone;
  }
  return runs;
}

function encoded(tokenizer: Tokenizer, text: string, special: (start: number, end: number) => boolean) {
  const made = tokenizer.encode(text, { special });
  if (made !== null) return made;
  throw new TracewrightError('tokenizer-needed', `tokens cannot be made of a ${tokenizer.id}`, {
    kind: 'usage',
    remedy: "give the model's tokenizer.json",
  });
}
