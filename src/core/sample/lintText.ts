import type { Span } from './sample.ts';

/** What is trained of a text. */
export function trainedText(text: string, spans: readonly Span[]): string {
  return spans
    .filter(({ weight }) => weight > 0)
    .map(({ start, end }) => text.slice(start, end))
    .join('');
}
