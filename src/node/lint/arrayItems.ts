/** An element of a JSON list as it stands, and the line on which it starts, from 1. */
interface ArrayItem {
  readonly text: string;
  readonly line: number;
}

/** Cuts a JSON list into its elements as it comes in, holding one at a time. What is no JSON is for the caller to tell. */
export class ArrayItems {
  #text = '';
  #at = 0;
  #line = 1;
  #depth = 0;
  #quoted = false;
  #escaped = false;
  #start: { readonly at: number; readonly line: number } | null = null;

  get line(): number {
    return this.#line;
  }

  push(part: string): ArrayItem[] {
    this.#text += part;
    const items: ArrayItem[] = [];
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 10) this.#line++;
      if (this.#quoted) this.#inside(code);
      else this.#outside(code, items);
    }
    const kept = this.#start?.at ?? this.#text.length;
    this.#text = this.#text.slice(kept);
    this.#at -= kept;
    if (this.#start !== null) this.#start = { at: 0, line: this.#start.line };
    return items;
  }

  /** What is left of an element that has no end, or of a list that has none; null: the list is whole. */
  end(): string | null {
    return this.#depth === 0 ? null : this.#text;
  }

  #inside(code: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (code === 92) this.#escaped = true;
    else if (code === 34) this.#quoted = false;
  }

  #outside(code: number, items: ArrayItem[]): void {
    if (code === 32 || (code >= 9 && code <= 13) || code === 0xfeff) return;
    const ends = this.#depth === 1 && (code === 44 || code === 93);
    if (ends && this.#start !== null) {
      items.push({ text: this.#text.slice(this.#start.at, this.#at), line: this.#start.line });
      this.#start = null;
    } else if (this.#depth === 1 && !ends && this.#start === null) this.#start = { at: this.#at, line: this.#line };
    if (code === 34) this.#quoted = true;
    else if (code === 123 || code === 91) this.#depth++;
    else if (code === 125 || code === 93) this.#depth = Math.max(0, this.#depth - 1);
  }
}
