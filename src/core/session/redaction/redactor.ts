import { assignmentRules } from './assignmentRules.ts';
import { maskOf } from './mask.ts';
import { type KeyState, mayHoldPrivateKey, privateKeySpans } from './privateKeys.ts';
import { isUnmistakable } from './secretValue.ts';
import { type LineRule, type SecretSpan, tokenRules } from './tokenRules.ts';

const rules: readonly LineRule[] = [...tokenRules, ...assignmentRules];

/** A line without any of these has no secret that a rule would find. */
const HINT = new RegExp(
  [...new Set(rules.flatMap(({ needles }) => needles))]
    .sort((a, b) => a.length - b.length)
    .filter((needle, index, all) => !all.slice(0, index).some((shorter) => needle.includes(shorter)))
    .map(escaped)
    .join('|'),
  'gi',
);

/** So many strings are hidden wherever they stand; more would be felt while typing. */
const MOST_KNOWN = 2000;

export interface RedactorOptions {
  /** What is never a secret: texts, or `/regular expressions/`, each to match all of a found value. */
  readonly allow?: readonly (string | RegExp)[];
  /** False: nothing is looked for. */
  readonly enabled?: boolean;
  /** A string was found that is hidden everywhere from now on. */
  readonly onLearn?: (value: string) => void;
}

export interface Redacted {
  /** As long as what was given, in UTF-16 code units. */
  readonly text: string;
  /** How often each rule found something. */
  readonly found: ReadonlyMap<string, number>;
}

/**
 * Replaces secrets by placeholders of the same length. What is found depends on the line alone (on the lines of the key
 * for a private key) and on the strings that this session knows to be secret, so that the same text is replaced in the
 * same way in documents, files, edits and output.
 */
export class Redactor {
  readonly #allow: readonly (string | RegExp)[];
  readonly #known = new Set<string>();
  readonly #onLearn: (value: string) => void;
  readonly enabled: boolean;
  #knownPattern: RegExp | null = null;
  #generation = 0;

  constructor(options: RedactorOptions = {}) {
    this.#allow = options.allow ?? [];
    this.enabled = options.enabled ?? true;
    this.#onLearn = options.onLearn ?? (() => undefined);
  }

  /** Grows with every string that is learned: what was redacted before may have to be looked at again. */
  get generation(): number {
    return this.#generation;
  }

  /** What is never a secret, as text. */
  get allowed(): readonly string[] {
    return this.#allow.map(String);
  }

  /** The strings that are hidden everywhere. Never to be written anywhere. */
  get known(): readonly string[] {
    return [...this.#known];
  }

  /** From now on a string is hidden wherever it stands. Lines of it are learned one by one; what could be anything is not. */
  learn(value: string): boolean {
    if (!this.enabled) return false;
    let learned = false;
    for (const line of value.split(/[\r\n]+/)) {
      if (this.#known.has(line) || this.#known.size >= MOST_KNOWN || !isUnmistakable(line) || this.#isAllowed(line))
        continue;
      this.#known.add(line);
      learned = true;
      this.#onLearn(line);
    }
    if (!learned) return false;
    const longestFirst = [...this.#known].sort((a, b) => b.length - a.length);
    this.#knownPattern = new RegExp(longestFirst.map(escaped).join('|'), 'g');
    this.#generation++;
    return true;
  }

  /** Secrets of a text, in order and apart from each other. */
  spans(text: string, key?: KeyState): SecretSpan[] {
    if (!this.enabled) return [];
    const spans: SecretSpan[] = [];
    HINT.lastIndex = 0;
    for (let hint = HINT.exec(text); hint !== null; hint = HINT.exec(text)) {
      const start = lineStart(text, hint.index);
      const end = lineEnd(text, hint.index);
      lineSpans(text.slice(start, end), start, spans);
      HINT.lastIndex = end;
    }
    if (key?.inside === true || mayHoldPrivateKey(text)) spans.push(...privateKeySpans(text, key));
    if (this.#knownPattern !== null) {
      for (const match of text.matchAll(this.#knownPattern)) {
        spans.push({ start: match.index, end: match.index + match[0].length, rule: 'seen-before' });
      }
    }
    if (spans.length === 0) return spans;
    return merged(spans.filter(({ start, end }) => !this.#isAllowed(text.slice(start, end))));
  }

  redact(text: string, key?: KeyState): Redacted {
    return replaced(text, this.spans(text, key));
  }

  /** Remembers what the rules find in a text that nobody is typing: what stands there is whole. */
  learnFrom(text: string): boolean {
    let learned = false;
    for (const { start, end, rule } of this.spans(text)) {
      if (rule !== 'seen-before') learned = this.learn(text.slice(start, end)) || learned;
    }
    return learned;
  }

  #isAllowed(value: string): boolean {
    return this.#allow.some((allowed) => {
      if (typeof allowed === 'string') return allowed === value;
      const match = allowed.exec(value);
      return match !== null && match[0].length === value.length;
    });
  }
}

function replaced(text: string, spans: readonly SecretSpan[]): Redacted {
  const found = new Map<string, number>();
  if (spans.length === 0) return { text, found };
  let result = '';
  let at = 0;
  for (const { start, end, rule } of spans) {
    result += text.slice(at, start) + maskOf(text.slice(start, end));
    at = end;
    found.set(rule, (found.get(rule) ?? 0) + 1);
  }
  return { text: result + text.slice(at), found };
}

function lineSpans(line: string, offset: number, spans: SecretSpan[]): void {
  const lower = line.toLowerCase();
  for (const { name, needles, pattern, accepts } of rules) {
    if (!needles.some((needle) => lower.includes(needle))) continue;
    pattern.lastIndex = 0;
    for (const match of line.matchAll(pattern)) {
      const groups = match.indices?.groups ?? {};
      const place = Object.values(groups).find((found) => found !== undefined);
      if (place === undefined || (accepts !== undefined && !accepts(line.slice(place[0], place[1])))) continue;
      spans.push({ start: offset + place[0], end: offset + place[1], rule: name });
    }
  }
}

function merged(spans: SecretSpan[]): SecretSpan[] {
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  const result: SecretSpan[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last === undefined || span.start >= last.end) result.push(span);
    else if (span.end > last.end) result[result.length - 1] = { ...last, end: span.end };
  }
  return result;
}

function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && !isLineEnd(text.charCodeAt(start - 1))) start--;
  return start;
}

function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++;
  return end;
}

function isLineEnd(unit: number): boolean {
  return unit === 10 || unit === 13;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
