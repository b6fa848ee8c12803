import type { Sample, SpanKind } from './sample.ts';

/** The text of all of a sample's spans of one kind. */
export function textOf(sample: Sample, kind: SpanKind): string {
  return sample.spans
    .filter((span) => span.kind === kind)
    .map((span) => sample.text.slice(span.start, span.end))
    .join('');
}

/** Whether other text gives a middle away: only middles of two lines or 40 characters say enough to be an answer. */
export function leaksMiddle(other: string, middle: string): boolean {
  const answer = middle.trim();
  return (answer.includes('\n') || answer.length >= 40) && other.includes(answer);
}

/** Whether the suffix starts with the middle again, as in a duplicated line. Closing brackets and the like do not count. */
export function repeatsMiddle(suffix: string, middle: string): boolean {
  return middle.trim().length >= 8 && suffix.startsWith(middle);
}

/** Whether the prefix ends with the middle already, and that says enough to be an answer. */
export function followsItself(prefix: string, middle: string): boolean {
  return leaksMiddle(middle, middle) && prefix.endsWith(middle);
}
