import type { Provenance, Span, SpanKind } from '../sample/sample.ts';

/** A text put together from typed pieces: its spans lie in order and cover all of it. Empty pieces leave no span. */
export class SpanText {
  readonly #parts: string[] = [];
  readonly #spans: Span[] = [];
  #length = 0;

  /** `weight` is the loss weight: 0 context, 1 trained. */
  add(kind: SpanKind, text: string, weight: number, from?: Provenance): this {
    if (text === '') return this;
    const end = this.#length + text.length;
    this.#parts.push(text);
    this.#spans.push({ start: this.#length, end, kind, weight, ...(from === undefined ? {} : { from }) });
    this.#length = end;
    return this;
  }

  finish(): { readonly text: string; readonly spans: Span[] } {
    return { text: this.#parts.join(''), spans: [...this.#spans] };
  }
}
