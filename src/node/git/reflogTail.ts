import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { type GitMove, parseReflog } from '../../core/session/reflog.ts';

/** Where the log was written anew, the last entry that is known is sought in so much of its end. Bytes. */
const LOOK_BACK = 2 * 1024 * 1024;

/**
 * Reads what HEAD's reflog gained since the last time. Only new bytes are read; where git wrote the log anew (it
 * expires old entries), what stands after the last entry that is known.
 */
export class ReflogTail {
  readonly #file: string;
  /** The last entry that is known, with its line end, and where it ends. Bytes. */
  #last = '';
  #end = 0;

  /** From here on what is added counts. */
  constructor(file: string) {
    this.#file = file;
    const { text, end } = readEnd(file, LOOK_BACK);
    this.#note(text, end);
  }

  gained(): GitMove[] {
    const known = this.#last;
    const { text, end } = readFrom(this.#file, this.#end - Buffer.byteLength(known));
    if (text.startsWith(known)) return this.#note(text.slice(known.length), end);
    const anew = readEnd(this.#file, LOOK_BACK);
    const at = `\n${anew.text}`.lastIndexOf(`\n${known}`);
    if (at < 0) {
      this.#last = '';
      this.#end = 0;
      this.#note(anew.text, anew.end);
      return [];
    }
    const after = anew.text.slice(at + known.length);
    this.#end = anew.end - Buffer.byteLength(after);
    return this.#note(after, anew.end);
  }

  /** Takes whole lines only: git may be writing the last one. */
  #note(text: string, end: number): GitMove[] {
    const complete = text.slice(0, text.lastIndexOf('\n') + 1);
    if (complete !== '') {
      this.#last = complete.slice(complete.lastIndexOf('\n', complete.length - 2) + 1);
      this.#end = end - Buffer.byteLength(text.slice(complete.length));
    }
    return parseReflog(complete);
  }
}

/** Reads the reflog of `refs/stash`, which loses entries as well: a stash that was dropped or popped. */
export class StashLog {
  readonly #file: string;
  #known: readonly GitMove[];

  constructor(file: string) {
    this.#file = file;
    this.#known = this.#read();
  }

  /** What came is a move to it; what went is a move from it to the stash that is on top now. */
  gained(): GitMove[] {
    const before = this.#known;
    this.#known = this.#read();
    const had = new Set(before.map(({ to }) => to));
    const have = new Set(this.#known.map(({ to }) => to));
    const top = this.#known.at(-1)?.to ?? null;
    return [
      ...before
        .filter(({ to }) => !have.has(to))
        .map(
          ({ to, message }): GitMove => ({
            action: 'stash',
            from: to,
            to: top,
            message: `dropped: ${message}`,
          }),
        ),
      ...this.#known.filter(({ to }) => !had.has(to)),
    ];
  }

  #read(): GitMove[] {
    try {
      return parseReflog(readFileSync(this.#file, 'utf8'), true);
    } catch {
      return [];
    }
  }
}

function readEnd(file: string, bytes: number): { readonly text: string; readonly end: number } {
  return readFrom(file, (statSync(file, { throwIfNoEntry: false })?.size ?? 0) - bytes);
}

/** The text of a file from a byte on, and where it ends. A file that is not there is empty. */
function readFrom(file: string, start: number): { readonly text: string; readonly end: number } {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return { text: '', end: 0 };
  }
  try {
    const { size } = fstatSync(descriptor);
    const from = Math.max(0, Math.min(size, start));
    const bytes = Buffer.alloc(size - from);
    const read = readSync(descriptor, bytes, 0, bytes.length, from);
    return { text: bytes.toString('utf8', 0, read), end: from + read };
  } finally {
    closeSync(descriptor);
  }
}
