import { TracewrightError } from '../errors.ts';

/** A member of a JSON document's top object, or one element of the member that is cut into its elements. */
export interface JsonItem {
  readonly key: string;
  readonly value: unknown;
  /** Line on which it starts, from 1. */
  readonly line: number;
}

/**
 * Cuts a large JSON document as it comes in, without ever holding all of it: the elements of the array `list` one by
 * one, every other member of the top object whole. The document may be cut off anywhere; what was whole is given.
 */
export class JsonItems {
  readonly #list: string;
  #text = '';
  /** Up to where the text was looked at, and the line there. */
  #at = 0;
  #line = 1;
  #depth = 0;
  #quoted = false;
  #escaped = false;
  #key: string | null = null;
  #inList = false;
  #start: { readonly at: number; readonly line: number } | null = null;
  #finished = false;

  constructor(list: string) {
    this.#list = list;
  }

  /** The closing brace of the top object was seen. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Takes the next part of the text. Throws `not-json`. */
  push(part: string): JsonItem[] {
    this.#text += part;
    const items: JsonItem[] = [];
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 10) this.#line++;
      if (this.#quoted) this.#insideString(code);
      else this.#outside(code, items);
    }
    const kept = this.#start?.at ?? this.#text.length;
    this.#text = this.#text.slice(kept);
    this.#at -= kept;
    if (this.#start !== null) this.#start = { at: 0, line: this.#start.line };
    return items;
  }

  #insideString(code: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (code === 92) this.#escaped = true;
    else if (code === 34) this.#quoted = false;
  }

  #outside(code: number, items: JsonItem[]): void {
    if (code === 32 || (code >= 9 && code <= 13) || code === 0xfeff) return;
    if (this.#depth === 0 && (code !== 123 || this.#finished)) this.#fail('the file is not one JSON object');
    if (code === 58 && this.#depth === 1 && this.#key === null) {
      this.#key = String(this.#parse(this.#line));
      return;
    }
    const level = this.#inList ? 2 : 1;
    if (this.#depth === level && (code === 44 || code === 93 || code === 125)) this.#endOfItem(items);
    const entersList = code === 91 && this.#depth === 1 && this.#key === this.#list && this.#start === null;
    const startsItem = this.#depth === level && this.#start === null && code !== 44 && code !== 93 && code !== 125;
    if (startsItem && !entersList) this.#start = { at: this.#at, line: this.#line };
    if (code === 34) this.#quoted = true;
    else if (code === 123 || code === 91) this.#depth++;
    else if (code === 125 || code === 93) this.#close();
    if (entersList) this.#inList = true;
  }

  #close(): void {
    this.#depth--;
    if (this.#inList && this.#depth === 1) this.#inList = false;
    if (this.#depth === 0) this.#finished = true;
  }

  #endOfItem(items: JsonItem[]): void {
    if (this.#start !== null) {
      const { line } = this.#start;
      const value = this.#parse(line);
      if (this.#key === null) this.#fail('a member has no name');
      items.push({ key: this.#key ?? '', value, line });
    }
    if (!this.#inList) this.#key = null;
  }

  #parse(line: number): unknown {
    const text = this.#text.slice(this.#start?.at ?? this.#at, this.#at);
    this.#start = null;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw notJson('a part of it is not JSON', line, cause);
    }
  }

  #fail(what: string): void {
    throw notJson(what, this.#line);
  }
}

function notJson(what: string, line: number, cause?: unknown): TracewrightError {
  return new TracewrightError('not-json', what, {
    place: { line },
    remedy: 'check that the file was copied whole',
    ...(cause === undefined ? {} : { cause }),
  });
}
