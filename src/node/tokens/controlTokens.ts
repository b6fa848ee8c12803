/** A string that stands for one token of its own, such as `<|fim_prefix|>`. */
export interface ControlToken {
  readonly content: string;
  readonly id: number;
  /** Takes the white space in front of it, or after it, with it. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

/** A part of a text, UTF-16 offsets: a control token, or text between two. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
  readonly control?: number;
}

/** Cuts texts at the control tokens of a vocabulary; where two start at one place, the longer one counts. */
export class ControlTokens {
  readonly #byContent: ReadonlyMap<string, ControlToken>;
  readonly #pattern: RegExp | null;

  constructor(tokens: readonly ControlToken[]) {
    this.#byContent = new Map(tokens.map((token) => [token.content, token]));
    const contents = [...this.#byContent.keys()].filter((content) => content !== '');
    const longestFirst = contents.sort((a, b) => b.length - a.length);
    this.#pattern = contents.length === 0 ? null : new RegExp(longestFirst.map(escaped).join('|'), 'gu');
  }

  /** @param genuine says which of the places found are control tokens; the others are text like any other */
  split(text: string, genuine: (start: number, end: number) => boolean): TextPart[] {
    const parts: TextPart[] = [];
    let at = 0;
    for (const match of this.#pattern === null ? [] : text.matchAll(this.#pattern)) {
      const token = this.#byContent.get(match[0]);
      let end = match.index + match[0].length;
      if (token === undefined || match.index < at || !genuine(match.index, end)) continue;
      let start = match.index;
      if (token.lstrip) while (start > at && /\s/u.test(text[start - 1] ?? '')) start--;
      if (token.rstrip) while (end < text.length && /\s/u.test(text[end] ?? '')) end++;
      if (start > at) parts.push({ start: at, end: start });
      parts.push({ start, end, control: token.id });
      at = end;
    }
    if (at < text.length) parts.push({ start: at, end: text.length });
    return parts;
  }
}

const escaped = (content: string) => content.replace(/[.*+?^${}()|[\]\\/-]/gu, '\\$&');
