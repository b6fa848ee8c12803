import type { Digest, TreeEntry } from '../../core/ports.ts';
import { DiskModel } from '../../core/session/diskModel.ts';
import type { SessionEventOf } from '../../core/session/event.ts';
import { isBinary, redactBytes } from '../../core/session/redaction/redactBytes.ts';
import { contentOf } from './content.ts';
import type { OnDisk } from './diskBytes.ts';
import type { Journal } from './journal.ts';
import { located, type Place } from './place.ts';

type Source = SessionEventOf<'file'>['source'];
type BulkSource = SessionEventOf<'bulk'>['source'];
type BulkFile = SessionEventOf<'bulk'>['files'][number];

/** More files of one root than this, changed at once, are one event and not one each. */
export const MANY_FILES = 200;
/** Larger texts are not looked through while others wait. Bytes. */
const LARGEST_SCANNED = 1024 * 1024;

/**
 * What is known of the files on disk, kept in step with what the log says of them. Whatever tells of a file (a save,
 * the editor, the watcher, a checkpoint) is compared with it, so that nothing is told twice and nothing is missed.
 */
export class DiskLog {
  readonly #journal: Journal;
  readonly #digest: Digest;
  readonly #roots: DiskModel[] = [];
  #moves = 0;

  constructor(journal: Journal, digest: Digest) {
    this.#journal = journal;
    this.#digest = digest;
  }

  /** Counts what was learned of the disk: unchanged means that nothing moved meanwhile. */
  get moves(): number {
    return this.#moves;
  }

  /** The base state of one root. */
  load(root: number, entries: readonly TreeEntry[]): void {
    this.#roots[root] = new DiskModel(entries, this.#digest);
  }

  /** It is among the files, or in a submodule, whose files are none of the root's. */
  has({ root, path }: Place): boolean {
    const files = this.#files(root);
    return files.get(path) !== undefined || files.isInSubmodule(path);
  }

  /** Blob id of a file as the log has it; undefined: there is none. */
  blobOf({ root, path }: Place): string | undefined {
    return this.#files(root).get(path)?.oid;
  }

  /** Whether the log has a root's files as git's tree of this id has them. */
  isAt(root: number, tree: string): boolean {
    return this.#files(root).treeId() === tree;
  }

  /** A save told what is in a file now. */
  saved({ root, path }: Place, oid: string): void {
    if (!this.#told()) return;
    const files = this.#files(root);
    if (!files.isInSubmodule(path)) files.set(path, { oid, mode: files.get(path)?.mode ?? '100644' });
  }

  /** Somebody says that something happened at a path, and this is what was found there. */
  found(place: Place, now: OnDisk, source: Source): void {
    if (this.#files(place.root).isInSubmodule(place.path)) return;
    if (now.kind === 'file') this.#safely(place, now.file, source);
    else if (now.kind === 'none') this.#gone(place, source);
  }

  renamed(from: Place, to: Place, source: Source = 'editor'): void {
    if (!this.#told()) return;
    const folder = !this.has(from);
    const moved = this.#files(from.root).remove(from.path);
    if (moved.size === 0) return;
    for (const [below, file] of moved) {
      this.#files(to.root).set(below === '' ? to.path : `${to.path}/${below}`, file);
    }
    this.#journal.append({
      kind: 'file',
      op: 'rename',
      ...located(from),
      to: to.path,
      ...(to.root === from.root ? {} : { toRoot: to.root }),
      ...(folder ? { folder: true } : {}),
      source,
    });
  }

  /**
   * Brings the log to what git found on disk; the answer is how many files nobody had told of. Many of them are one
   * event; `source` is then who noticed.
   */
  reconcile(root: number, tree: string, entries: readonly TreeEntry[], source: BulkSource = 'checkpoint'): number {
    const files = this.#files(root);
    const from = files.treeId();
    if (from === tree) return 0;
    const there = new Set(entries.map(({ path }) => path));
    // First what went: a folder may have come in the place of a file.
    const gone = [...files.files().keys()].filter((path) => !there.has(path));
    const come = entries.filter(({ path, oid, mode }) => {
      const known = files.get(path);
      return known?.oid !== oid || known.mode !== mode;
    });
    const missed = gone.length + come.length;
    const before = new Set(come.flatMap(({ path }) => (files.get(path) === undefined ? [] : [path])));
    for (const path of gone) files.remove(path);
    for (const { path, oid, mode } of come) files.set(path, { oid, mode });
    if (missed > MANY_FILES) {
      this.#journal.append({
        kind: 'bulk',
        ...(root === 0 ? {} : { root }),
        from,
        to: tree,
        files: [
          ...gone.map((path): BulkFile => [path, null, null]),
          ...come.map(({ path, mode, oid }): BulkFile => [path, mode, oid]),
        ],
        source,
      });
      return missed;
    }
    for (const path of gone) {
      this.#journal.append({ kind: 'file', op: 'delete', ...located({ root, path }), source: 'checkpoint' });
    }
    for (const { path, oid, mode } of come) {
      const op = before.has(path) ? 'change' : 'create';
      const place = located({ root, path });
      this.#journal.append({ kind: 'file', op, ...place, mode, content: { blob: oid }, source: 'checkpoint' });
    }
    return missed;
  }

  /** A large text is left to the checkpoint, which looks for secrets where nobody waits for it. */
  #safely(place: Place, file: { mode: string; bytes: Uint8Array }, source: Source): void {
    const { redactor } = this.#journal;
    if (!redactor.enabled || file.mode === '120000') {
      this.#there(place, file, source);
      return;
    }
    if (file.bytes.length > LARGEST_SCANNED && !isBinary(file.bytes)) return;
    const { bytes, found } = redactBytes(file.bytes, redactor);
    if (this.#there(place, { mode: file.mode, bytes }, source)) this.#journal.noteRedactions(found, located(place));
  }

  /** True: it was told. */
  #there(place: Place, file: { mode: string; bytes: Uint8Array }, source: Source): boolean {
    const files = this.#files(place.root);
    const known = files.get(place.path);
    const oid = this.#journal.blobId(file.bytes);
    if ((known?.oid === oid && known.mode === file.mode) || !this.#told()) return false;
    files.set(place.path, { oid, mode: file.mode });
    this.#journal.append({
      kind: 'file',
      op: known === undefined ? 'create' : 'change',
      ...located(place),
      ...(file.mode === (known?.mode ?? '100644') ? {} : { mode: file.mode }),
      content: this.#journal.holdsBlob(oid) ? { blob: oid } : contentOf(file.bytes, this.#journal),
      source,
    });
    return true;
  }

  #gone(place: Place, source: Source): void {
    const folder = !this.has(place);
    if (!this.#told()) return;
    const removed = this.#files(place.root).remove(place.path);
    if (removed.size === 0) return;
    this.#journal.append({
      kind: 'file',
      op: 'delete',
      ...located(place),
      ...(folder ? { folder: true } : {}),
      source,
    });
  }

  /** Counts a move; false while paused, when the checkpoint after it tells instead. */
  #told(): boolean {
    this.#moves++;
    return !this.#journal.paused;
  }

  #files(root: number): DiskModel {
    const files = this.#roots[root] ?? new DiskModel([], this.#digest);
    this.#roots[root] = files;
    return files;
  }
}
