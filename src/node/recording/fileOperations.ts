/** An operation that was announced and never reported is forgotten after this. Milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * File operations of the editor (or saves) that are announced but not yet reported. Meanwhile the disk may already have
 * changed, and whoever looks there would see a deletion and a creation where the editor is about to tell of a rename.
 * One that the editor refuses is never reported, so only what it touches waits for it.
 */
export class FileOperations {
  readonly #until = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get pending(): boolean {
    for (const [uri, until] of this.#until) {
      if (until > this.#now()) return true;
      this.#until.delete(uri);
    }
    return false;
  }

  /** This one is announced and not yet reported. */
  has(uri: { toString(): string }): boolean {
    return (this.#until.get(uri.toString()) ?? 0) > this.#now();
  }

  /** This one, or a folder that it is in, is announced and not yet reported. */
  covers(uri: { toString(): string }): boolean {
    const asked = uri.toString();
    for (const [announced, until] of this.#until) {
      if (until > this.#now() && (asked === announced || asked.startsWith(`${announced}/`))) return true;
    }
    return false;
  }

  announce(uris: readonly { toString(): string }[]): void {
    for (const uri of uris) this.#until.set(uri.toString(), this.#now() + PATIENCE_MS);
  }

  report(uris: readonly { toString(): string }[]): void {
    for (const uri of uris) this.#until.delete(uri.toString());
  }
}
