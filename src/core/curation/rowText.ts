import { textOf } from '../sample/fimParts.ts';
import type { Sample, Span, SpanKind } from '../sample/sample.ts';

const ownParts: readonly SpanKind[] = ['prefix', 'middle', 'suffix'];
/** What every row of a family or an agent has, and what is only shown beside it, makes no two rows alike. */
const shared: ReadonlySet<SpanKind> = new Set(['sentinel', 'markup', 'system', 'stop', 'context']);

/** The text by which a row is like others: the file of a hole put together again; else what was said and done. */
export function likenessText(sample: Sample): string {
  const file = fileText(sample);
  if (file !== null) return file;
  const own = sample.spans.filter(({ kind }) => !shared.has(kind));
  return (own.length > 0 ? own : sample.spans).map(({ start, end }) => sample.text.slice(start, end)).join('\n');
}

/** Prefix, middle and suffix in their order; null for rows that have no such thing. */
export function fileText(sample: Sample): string | null {
  return sample.kind === 'fim' ? ownParts.map((kind) => textOf(sample, kind)).join('') : null;
}

/** What is trained, without the tokens that end it. */
export function answerText(sample: Sample): string {
  return sample.spans
    .filter(({ weight, kind }) => weight > 0 && kind !== 'stop' && kind !== 'sentinel')
    .map(({ start, end }) => sample.text.slice(start, end))
    .join('\n');
}

/** Turns places in the file of a hole into places in the row, where its parts stand in another order. */
export function rowRanges(sample: Sample, start: number, end: number): [start: number, end: number][] {
  const ranges: [number, number][] = [];
  let at = 0;
  for (const span of inFileOrder(sample.spans)) {
    const length = span.end - span.start;
    const from = Math.max(start, at);
    const to = Math.min(end, at + length);
    if (from < to) ranges.push([span.start + from - at, span.start + to - at]);
    at += length;
  }
  return ranges;
}

function inFileOrder(spans: readonly Span[]): Span[] {
  return ownParts.flatMap((kind) => spans.filter((span) => span.kind === kind));
}
