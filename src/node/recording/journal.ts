import type { NewEvent } from '../../core/session/event.ts';
import { redactBytes } from '../../core/session/redaction/redactBytes.ts';
import { redactEvent } from '../../core/session/redaction/redactEvent.ts';
import { Redactor } from '../../core/session/redaction/redactor.ts';

/** Where events end up: the session's log. Synchronous; throws when the disk refuses. */
export interface EventWriter {
  append(event: NewEvent): { readonly seq: number };
}

/** Where large contents end up: the shadow git directory. Synchronous. */
export interface BlobStore {
  blobId(bytes: Uint8Array): string;
  writeBlob(bytes: Uint8Array): string;
}

export interface JournalOptions {
  readonly blobs: BlobStore;
  /** Keeps secrets out of the log; without one nothing is looked for. */
  readonly redactor?: Redactor;
  /** The whole text of a document is needed, because what is known of it is not enough. */
  readonly askForText: (uri: string, why: string) => void;
  /** The log can no longer be written. Called once; the journal is closed then. */
  readonly onFailure: (error: unknown) => void;
  /** An event was written. */
  readonly onWrite: (event: NewEvent) => void;
}

/**
 * Puts what happens into the log, in the order in which it happened. Until the base state is known, which takes a
 * moment, everything waits in line; while paused nothing gets in.
 */
export class Journal {
  readonly #options: JournalOptions;
  /** What texts and bytes go through before they are written. */
  readonly redactor: Redactor;
  readonly #stored = new Set<string>();
  #waiting: (() => void)[] | null = [];
  #writer: EventWriter | null = null;
  readonly #onResume: (() => void)[] = [];
  #paused = false;
  #events = 0;
  #lastSeq = -1;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.redactor = options.redactor ?? new Redactor({ enabled: false });
  }

  /** Events written so far. */
  get events(): number {
    return this.#events;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The base state is not known yet, and everything waits in line. */
  get opening(): boolean {
    return this.#waiting !== null;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** The log is there: what has waited is written, and from now on everything is written at once. */
  open(writer: EventWriter, first: readonly NewEvent[]): void {
    this.#writer = writer;
    for (const event of first) this.append(event);
    // What runs here must not get in front of what still waits, so the line stays until it is empty.
    for (let run = this.#waiting?.shift(); run !== undefined; run = this.#waiting?.shift()) run();
    this.#waiting = null;
  }

  close(): void {
    this.#writer = null;
    this.#waiting = null;
  }

  pause(): void {
    this.append({ kind: 'pause' });
    this.#paused = true;
  }

  resume(at: string): void {
    this.#paused = false;
    this.append({ kind: 'resume', at });
    for (const run of this.#onResume) run();
  }

  /** Does something after every pause, to tell what changed meanwhile. */
  whenResumed(run: () => void): void {
    this.#onResume.push(run);
  }

  /** Does something that depends on what was written before it: now, or when its turn comes. */
  inOrder(run: () => void): void {
    if (this.#waiting === null) {
      if (this.#writer !== null) run();
    } else this.#waiting.push(run);
  }

  /**
   * Writes an event now. Nothing is written while paused. Secrets in what it says are replaced; texts and contents of
   * documents and files come here redacted already.
   */
  append(given: NewEvent): void {
    if (this.#paused || this.#writer === null) return;
    const { event, found } = redactEvent(given, this.redactor);
    this.#write(event);
    this.noteRedactions(found);
  }

  /** Says what was replaced, and in which document or file. */
  noteRedactions(found: ReadonlyMap<string, number>, where: { doc?: number; path?: string; root?: number } = {}): void {
    for (const [rule, count] of found) this.#write({ kind: 'redaction', ...where, rule, count });
  }

  /** A file's bytes as they may be kept. */
  redactedBytes(bytes: Uint8Array): Uint8Array {
    return redactBytes(bytes, this.redactor).bytes;
  }

  #write(event: NewEvent): void {
    if (this.#paused || this.#writer === null) return;
    try {
      this.#lastSeq = this.#writer.append(event).seq;
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#events++;
    this.#options.onWrite(event);
  }

  /** The shadow git directory has these objects. */
  noteStored(ids: Iterable<string>): void {
    for (const id of ids) this.#stored.add(id);
  }

  holdsBlob(id: string): boolean {
    return this.#stored.has(id);
  }

  blobId(bytes: Uint8Array): string {
    return this.#options.blobs.blobId(bytes);
  }

  /** Keeps bytes in the shadow git directory and returns their id. Where that fails the log ends before them. */
  keepBlob(bytes: Uint8Array): string {
    try {
      const id = this.#options.blobs.writeBlob(bytes);
      this.#stored.add(id);
      return id;
    } catch (error) {
      this.#fail(error);
      return this.blobId(bytes);
    }
  }

  #fail(error: unknown): void {
    if (this.#writer === null) return;
    this.close();
    this.#options.onFailure(error);
  }

  askForText(uri: string, why: string): void {
    if (!this.#paused) this.#options.askForText(uri, why);
  }
}
