import type { TextChange } from '../../edit/change.ts';
import { ChunkedText } from '../../edit/chunkedText.ts';
import { maskOf } from './mask.ts';
import { mayHoldPrivateKey } from './privateKeys.ts';
import { bared, differences, moved, type Region } from './redactedChanges.ts';
import type { Redactor } from './redactor.ts';

export interface RedactedEdit {
  /** What to write down: the changes with what they insert redacted, and after them what else had to be hidden or shown. */
  readonly changes: readonly TextChange[];
  /** How often each rule found something in the lines that were edited; empty when the changes are as they came. */
  readonly found: ReadonlyMap<string, number>;
}

/** An insertion of so many code units was not typed: what stands in its lines is whole. */
const PASTE = 8;
const NOTHING: ReadonlyMap<string, number> = new Map();

/**
 * A document's text and, of the same length, the text as it may be written down: after every call `redacted` is what the
 * redactor makes of `raw`, except for what it learned in between (see {@link catchUp}). Only the lines that an edit
 * touches are looked at. Offsets are UTF-16 code units.
 */
export class RedactedText {
  readonly #redactor: Redactor;
  readonly #raw: ChunkedText;
  /** Null while nothing is hidden. */
  #shown: ChunkedText | null = null;
  /** A private key may be in it, so that a line is not enough to look at. */
  #holdsKey = false;
  #generation: number;
  readonly found: ReadonlyMap<string, number>;

  constructor(text: string, redactor: Redactor) {
    this.#redactor = redactor;
    this.#raw = new ChunkedText(text);
    redactor.learnFrom(text);
    this.#generation = redactor.generation;
    this.found = this.#lookAtAll(text);
  }

  get length(): number {
    return this.#raw.length;
  }

  /** Whether anything in it is hidden. */
  get isRedacted(): boolean {
    return this.#shown !== null;
  }

  /** The text itself. Never to be written anywhere. */
  raw(): string {
    return this.#raw.toString();
  }

  redacted(): string {
    return (this.#shown ?? this.#raw).toString();
  }

  /** A part of the text as it may be written down, cut to what there is. */
  slice(start: number, end?: number): string {
    return (this.#shown ?? this.#raw).slice(start, end);
  }

  /** Applies changes as the editor reports them. Throws `edit-out-of-bounds`; the text is of no use then. */
  apply(changes: readonly TextChange[]): RedactedEdit {
    const regions: Region[] = [];
    const undo: TextChange[] = [];
    for (const [offset, deleted, inserted] of changes) {
      const gone = this.#raw.replace(offset, deleted, inserted);
      undo.push([offset, inserted.length, gone]);
      moved(regions, offset, deleted, inserted.length);
    }
    const lines = this.#linesOf(regions);
    if (changes.some(([, , inserted]) => inserted.length >= PASTE)) {
      for (const { text } of lines) this.#redactor.learnFrom(text);
    }
    if (this.#shown === null && lines.every(({ text }) => this.#redactor.spans(text).length === 0)) {
      return { changes, found: NOTHING };
    }
    const shown = this.#shown ?? before(this.#raw, undo);
    this.#shown = shown;
    const look = () => lines.map(({ start, text: raw }) => ({ start, raw, ...this.#redactor.redact(raw) }));
    let redacted = look();
    const written = insertInto(shown, changes, regions, redacted);
    const bare = redacted.flatMap((line) =>
      bared(shown.slice(line.start, line.start + line.text.length), line.text, line.raw),
    );
    if (bare.map((piece) => this.#redactor.learn(piece)).includes(true)) {
      redacted = look();
    }
    const corrections = redacted.flatMap(({ start, text }) =>
      differences(shown.slice(start, start + text.length), text, start),
    );
    for (const [offset, deleted, inserted] of corrections) shown.replace(offset, deleted, inserted);
    return { changes: [...written, ...corrections], found: counted(redacted.map(({ found }) => found)) };
  }

  /** Hides what became known as a secret meanwhile: the changes that do it, none when there is nothing to hide. */
  catchUp(): readonly TextChange[] {
    if (this.#generation === this.#redactor.generation) return [];
    this.#generation = this.#redactor.generation;
    const shownBefore = this.redacted();
    this.#lookAtAll(this.raw());
    return this.#shown === null ? [] : differences(shownBefore, this.redacted(), 0);
  }

  #lookAtAll(text: string): ReadonlyMap<string, number> {
    this.#holdsKey = mayHoldPrivateKey(text);
    const { text: redacted, found } = this.#redactor.redact(text);
    this.#shown = found.size === 0 ? null : new ChunkedText(redacted);
    return found;
  }

  /** The lines that regions of the text touch; all of it where one of them may belong to a private key. */
  #linesOf(regions: readonly Region[]): { start: number; text: string }[] {
    const lines: { start: number; end: number }[] = [];
    for (const { start, end } of [...regions].sort((a, b) => a.start - b.start)) {
      const last = lines.at(-1);
      if (last !== undefined && end <= last.end) continue;
      const from = last !== undefined && start <= last.end ? last.start : this.#lineStart(start);
      const line = { start: from, end: this.#lineEnd(end) };
      if (last !== undefined && from <= last.end) lines[lines.length - 1] = { start: last.start, end: line.end };
      else lines.push(line);
    }
    const found = lines.map(({ start, end }) => ({ start, text: this.#raw.slice(start, end) }));
    this.#holdsKey ||= this.#redactor.enabled && found.some(({ text }) => mayHoldPrivateKey(text));
    return this.#holdsKey ? [{ start: 0, text: this.#raw.toString() }] : found;
  }

  #lineStart(offset: number): number {
    for (let at = offset, step = 256; at > 0; step = Math.min(4 * step, 16_384)) {
      const from = Math.max(0, at - step);
      const piece = this.#raw.slice(from, at);
      const end = Math.max(piece.lastIndexOf('\n'), piece.lastIndexOf('\r'));
      if (end >= 0) return from + end + 1;
      at = from;
    }
    return 0;
  }

  #lineEnd(offset: number): number {
    const length = this.#raw.length;
    for (let at = offset, step = 256; at < length; step = Math.min(4 * step, 16_384)) {
      const piece = this.#raw.slice(at, at + step);
      const end = piece.search(/[\r\n]/);
      if (end >= 0) return at + end;
      at += step;
    }
    return length;
  }
}

function before(after: ChunkedText, undo: readonly TextChange[]): ChunkedText {
  const text = new ChunkedText(after.toString());
  for (const [offset, deleted, inserted] of undo.toReversed()) text.replace(offset, deleted, inserted);
  return text;
}

/** Applies changes with what they insert redacted, and gives them in this form. */
function insertInto(
  shown: ChunkedText,
  changes: readonly TextChange[],
  regions: readonly Region[],
  lines: readonly { readonly start: number; readonly text: string }[],
): TextChange[] {
  return changes.map(([offset, deleted, inserted], index) => {
    const region = regions[index];
    const line = lines.find(
      ({ start, text }) => region !== undefined && start <= region.start && region.end <= start + text.length,
    );
    const known = region?.whole && line !== undefined;
    const safe = known ? line.text.slice(region.start - line.start, region.end - line.start) : maskOf(inserted);
    shown.replace(offset, deleted, safe);
    return [offset, deleted, safe] as const;
  });
}

function counted(maps: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const sum = new Map<string, number>();
  for (const map of maps) for (const [rule, count] of map) sum.set(rule, (sum.get(rule) ?? 0) + count);
  return sum;
}
