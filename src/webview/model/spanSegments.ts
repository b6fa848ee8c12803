import type { Sample, Span } from '../../core/sample/sample.ts';

/** One span of a sample, ready to be shown. */
export interface SpanSegment {
  /** Index into the sample's spans. */
  readonly index: number;
  readonly span: Span;
  readonly trained: boolean;
  /** The span's text, or its start when something was left out. */
  readonly head: string;
  /** UTF-16 code units that are not shown, between `head` and `tail`. */
  readonly left: number;
  readonly tail: string;
}

/** Untrained spans longer than `limit` are shown with their ends only. */
const HEAD_SHARE = 0.4;

/**
 * The spans of a sample with their texts. Untrained text beyond `limit` UTF-16 code units a span is left out of its middle,
 * because what is trained should be seen without scrolling past a repository; trained text is always whole.
 */
export function spanSegments(sample: Sample, limit = Number.POSITIVE_INFINITY): SpanSegment[] {
  return sample.spans.map((span, index) => {
    const text = sample.text.slice(span.start, span.end);
    const trained = span.weight > 0;
    if (trained || text.length <= limit) return { index, span, trained, head: text, left: 0, tail: '' };
    const head = wholeLines(text.slice(0, Math.round(limit * HEAD_SHARE)), 'end');
    const tail = wholeLines(text.slice(text.length - Math.round(limit * (1 - HEAD_SHARE))), 'start');
    return { index, span, trained, head, left: text.length - head.length - tail.length, tail };
  });
}

/** Drops a torn line at one side, unless that would drop everything; never leaves half a code point. */
function wholeLines(text: string, side: 'start' | 'end'): string {
  if (side === 'end') {
    const cut = text.lastIndexOf('\n') + 1;
    const kept = cut > 0 ? text.slice(0, cut) : text;
    return /[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept;
  }
  const cut = text.indexOf('\n') + 1;
  const kept = cut > 0 && cut < text.length ? text.slice(cut) : text;
  return /^[\udc00-\udfff]/.test(kept) ? kept.slice(1) : kept;
}

/** How much of a sample is trained, in UTF-16 code units. */
export function trainedCharacters(sample: Sample): number {
  return sample.spans.reduce((sum, span) => (span.weight > 0 ? sum + span.end - span.start : sum), 0);
}

/** The span kinds of some samples, in order of first appearance, and whether each is ever trained. */
export function legendOf(samples: readonly Sample[]): { readonly kind: Span['kind']; readonly trained: boolean }[] {
  const seen = new Map<Span['kind'], boolean>();
  for (const sample of samples) {
    for (const span of sample.spans) seen.set(span.kind, (seen.get(span.kind) ?? false) || span.weight > 0);
  }
  return [...seen].map(([kind, trained]) => ({ kind, trained }));
}
