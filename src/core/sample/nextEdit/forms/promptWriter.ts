import { SpanText } from '../../../render/spanText.ts';
import type { Provenance, SpanKind } from '../../sample.ts';

type Origin = Omit<Provenance, 'path' | 'range'>;

/** A prompt of a form's own words and others' text, kept apart for the mask and for the search for forged markers. */
export class PromptWriter {
  readonly #out = new SpanText();
  readonly #theirs: string[] = [];
  readonly #shown: Origin;
  readonly #answer: Origin;
  #last = '';

  /** Where what is shown is from, and where the answer is. */
  constructor(shown: Origin, answer: Origin) {
    this.#shown = shown;
    this.#answer = answer;
  }

  /** The form's own words. */
  own(text: string): this {
    return this.#add('markup', text);
  }

  /** Somebody's text. `path`: the file that it is from; absent: the edits before. */
  theirs(kind: SpanKind, text: string, path?: string): this {
    this.#theirs.push(text);
    return this.#add(kind, text, { ...this.#shown, ...(path === undefined ? {} : { path }) });
  }

  /** A line feed, unless the text ends with one. */
  freshLine(): this {
    return this.#last.endsWith('\n') ? this : this.own('\n');
  }

  /** Everything that the form did not write itself. */
  get foreign(): readonly string[] {
    return this.#theirs;
  }

  /** The prompt so far goes on with the answer and what ends it. */
  finish(
    before: string,
    after: string,
    answer: string,
    path: string,
    stops: readonly string[],
  ): ReturnType<SpanText['finish']> {
    const prompt = this.#out.finish();
    const whole = new SpanText().add('sentinel', before, 0);
    for (const { start, end, kind, from } of prompt.spans) whole.add(kind, prompt.text.slice(start, end), 0, from);
    whole.add('sentinel', after, 0).add('middle', answer, 1, { ...this.#answer, path });
    for (const stop of stops) whole.add('stop', stop, 1);
    return whole.finish();
  }

  #add(kind: SpanKind, text: string, from?: Provenance): this {
    if (text !== '') this.#last = text;
    this.#out.add(kind, text, 0, from);
    return this;
  }
}
