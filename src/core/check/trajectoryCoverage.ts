import { verificationOf } from '../trajectory/verification.ts';
import type { CallFact } from './process/callFact.ts';
import { SOME_FILE } from './process/shellFacts.ts';

/** Steps at which a place was come across, changed and verified; null: it was not. */
export interface PlaceSteps {
  readonly discovered: number | null;
  readonly edited: number | null;
  readonly verified: number | null;
}

/** Answers, from what a trajectory did and saw, when a place was come across, when it was changed and when that was verified. */
export class TrajectoryCoverage {
  readonly #calls: readonly CallFact[];
  readonly #shown: readonly ShownLines[];

  constructor(calls: readonly CallFact[]) {
    this.#calls = calls;
    this.#shown = calls.map(shownLines);
  }

  /**
   * @param line from 1, at base
   * @param text the line's own, trimmed
   * @param edited whether the line is another one in the end
   */
  place(path: string, line: number, text: string, edited: boolean): PlaceSteps {
    const editAt = edited ? this.#editOf(path, text) : -1;
    const from =
      editAt >= 0 ? this.#lastEdit((each) => each === path || each === SOME_FILE) : this.#lastEdit(() => true);
    return {
      discovered: this.#step(this.#discovery(path, line, text)),
      edited: this.#step(editAt),
      verified: this.#step(this.#verification(from)),
    };
  }

  /** The first verification that went well after a call. */
  #verification(after: number): number {
    return this.#calls.findIndex(
      ({ command, ok }, index) => index > after && command !== null && ok === true && verificationOf(command) !== null,
    );
  }

  #discovery(path: string, line: number, text: string): number {
    return this.#calls.findIndex((call, index) => {
      const lines = this.#shown[index] as ShownLines;
      const reads = call.reads.filter((read) => read.path === path);
      if (text.length > 2 && lines.says(path, text, reads.length > 0)) return true;
      if (lines.names(path, line)) return true;
      // A view whose answer was not kept, or not as text: what was asked for is believed.
      const blind = call.shown === null || call.shown.trim() === '';
      if (blind && call.ok !== false && reads.some(({ from, to }) => line >= from && line <= to)) return true;
      return (
        !call.rename &&
        call.edits.some((edit) => edit.path === path && text.length > 2 && edit.removed?.includes(text) === true)
      );
    });
  }

  /** The first edit that takes the line's text away; where no edit tells its texts, the last one of the file. */
  #editOf(path: string, text: string): number {
    const telling = this.#calls.findIndex(({ edits }) =>
      edits.some((edit) => edit.path === path && edit.removed !== null && text !== '' && edit.removed.includes(text)),
    );
    if (telling >= 0) return telling;
    const whole = this.#calls.findLastIndex(({ edits }) =>
      edits.some((edit) => edit.path === path && (edit.removed === null || edit.how !== 'change')),
    );
    if (whole >= 0) return whole;
    const any = this.#lastEdit((each) => each === path);
    return any >= 0 ? any : this.#lastEdit((each) => each === SOME_FILE);
  }

  #lastEdit(wanted: (path: string) => boolean): number {
    return this.#calls.findLastIndex(({ edits }) => edits.some(({ path }) => wanted(path)));
  }

  #step(index: number): number | null {
    return index < 0 ? null : (this.#calls[index]?.step ?? null);
  }
}

interface ShownLines {
  /** Whether a line of this text was shown as one of the file's. `inside`: the answer is about that file. */
  says(path: string, text: string, inside: boolean): boolean;
  /** Whether `path:line` was named. */
  names(path: string, line: number): boolean;
}

/** What an answer shows: `path:line:text` (grep, compilers), `12→text` and `12\ttext` (numbered), headings with text below. */
function shownLines({ shown, searches }: CallFact): ShownLines {
  if (shown === null) return { says: () => false, names: () => false };
  const texts = new Map<string, Set<string>>();
  let heading = '';
  const all = new Set<string>();
  for (const line of shown.split('\n').slice(0, 50_000)) {
    const placed =
      /^(?:\[?\w*\]?\s*)?((?:[A-Za-z]:)?[^\s:]+\.?[\w-]*):(\d+)[:-](.*)$/.exec(line) ??
      /^((?:[A-Za-z]:)?[^\s:]+\.\w+)[:-]()(.*)$/.exec(line);
    const own = line.replace(/^\s*(?:Line )?\d+\s*[→:|\t-]\s?/, '').trim();
    if (placed !== null) add(texts, placed[1] ?? '', (placed[3] ?? '').trim());
    if (/^\S+\.\w+:?$/.test(line.trim())) heading = line.trim().replace(/:$/, '');
    if (heading !== '') add(texts, heading, own);
    all.add(own);
    all.add(line.replace(/^[-+ ]/, '').trim());
  }
  const ofFile = (path: string): ReadonlySet<string>[] =>
    [...texts].flatMap(([named, lines]) =>
      named === path || named.endsWith(`/${path}`) || named === `./${path}` ? [lines] : [],
    );
  return {
    says: (path, text, inside) =>
      (inside && all.has(text)) ||
      ofFile(path).some((lines) => lines.has(text)) ||
      (searches.length > 0 && shown.includes(path) && all.has(text)),
    names: (path, line) => new RegExp(`(^|[^\\w.-])${escaped(path)}(:${line}(\\D|$)|\\(${line}[,)])`, 'm').test(shown),
  };
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key) ?? new Set();
  set.add(value);
  map.set(key, set);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
