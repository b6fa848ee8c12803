import type { Digest } from '../../ports.ts';
import { encodeText } from '../encode.ts';
import type { SessionEvent, SessionEventOf } from '../event.ts';
import type { WorkspaceFold } from '../fold.ts';
import { blobId } from '../gitObject.ts';

/** Within this time, in ms, a file's change on disk and the editor's reload of it, or its save, are one. */
const WINDOW = 2000;

type Told = SessionEventOf<'file' | 'bulk'>;

/** Which reports of the disk and which edits tell of one and the same write. Folds the events as they are given. */
export class DiskEchoes {
  readonly #fold: WorkspaceFold;
  readonly #digest: Digest;
  /** By root and path. */
  readonly #told = new Map<string, Told>();
  readonly #lastEdit = new Map<string, SessionEventOf<'edit'>>();
  readonly #lastSave = new Map<string, SessionEventOf<'save'>>();
  readonly #reloads = new Map<number, number>();
  readonly #saves = new Map<number, number>();
  readonly #blobs = new Map<number, string | null>();
  readonly #back = new Map<number, number>();
  readonly #seen = new Map<string, Map<string, number>>();

  constructor(fold: WorkspaceFold, digest: Digest) {
    this.#fold = fold;
    this.#digest = digest;
  }

  /** The change on disk that an edit brought into the editor; null for an edit of its own. */
  reloadOf(edit: number): number | null {
    return this.#reloads.get(edit) ?? null;
  }

  /** The save whose bytes a file event found; null where it found something else. */
  saveOf(file: number): number | null {
    return this.#saves.get(file) ?? null;
  }

  /** Blob id of the file after a file event; null when it was gone. */
  blobAfter(file: number): string | null {
    return this.#blobs.get(file) ?? null;
  }

  /** Time at which the file had, before a file event, left the content that the event brought back; null: it is new. */
  broughtBack(file: number): number | null {
    return this.#back.get(file) ?? null;
  }

  /** Folds the next event. */
  apply(event: SessionEvent): void {
    if (event.kind === 'file') this.#file(event);
    else if (event.kind === 'save') this.#save(event);
    else this.#fold.apply(event);
    if (event.kind === 'bulk') this.#bulk(event);
    else if (event.kind === 'edit') this.#edit(event);
  }

  #edit(event: SessionEventOf<'edit'>): void {
    const key = this.#keyOf(event.doc);
    if (key === null) return;
    const told = this.#told.get(key);
    if (told !== undefined && event.t - told.t < WINDOW && this.#isOnDisk(event.doc))
      this.#reloads.set(event.seq, told.seq);
    this.#lastEdit.set(key, event);
  }

  #save(event: SessionEventOf<'save'>): void {
    const key = this.#keyOf(event.doc);
    if (key !== null) {
      this.#leave(key, event);
      this.#lastSave.set(key, event);
    }
    this.#fold.apply(event);
  }

  #file(event: SessionEventOf<'file'>): void {
    const { path, root = 0 } = event;
    const key = `${root}:${path}`;
    const before = this.#fold.file(path, root)?.oid ?? null;
    this.#leave(key, event);
    this.#fold.apply(event);
    const after = this.#fold.file(path, root)?.oid ?? null;
    this.#blobs.set(event.seq, after);
    if (event.source === 'editor') return;
    const left = after === null ? undefined : this.#seen.get(key)?.get(after);
    if (left !== undefined && after !== before) this.#back.set(event.seq, left);
    const save = this.#lastSave.get(key);
    if (save !== undefined && save.blob === after && before === after && event.t - save.t < WINDOW)
      this.#saves.set(event.seq, save.seq);
    this.#tell(key, event);
  }

  #bulk(event: SessionEventOf<'bulk'>): void {
    for (const [path] of event.files) this.#tell(`${event.root ?? 0}:${path}`, event);
  }

  /** Remembers what the file has now, before an event changes it. */
  #leave(key: string, { t }: SessionEvent): void {
    const colon = key.indexOf(':');
    const oid = this.#fold.file(key.slice(colon + 1), Number(key.slice(0, colon)))?.oid;
    if (oid === undefined) return;
    const seen = this.#seen.get(key) ?? new Map<string, number>();
    seen.set(oid, t);
    this.#seen.set(key, seen);
  }

  #tell(key: string, event: Told): void {
    this.#told.set(key, event);
    const edit = this.#lastEdit.get(key);
    if (edit !== undefined && event.t - edit.t < WINDOW && this.#isOnDisk(edit.doc))
      this.#reloads.set(edit.seq, event.seq);
  }

  #keyOf(doc: number): string | null {
    const document = this.#fold.document(doc);
    return document === undefined || document.uri !== undefined ? null : `${document.root}:${document.path}`;
  }

  #isOnDisk(doc: number): boolean {
    const document = this.#fold.document(doc);
    if (document === undefined || document.uri !== undefined) return false;
    const file = this.#fold.file(document.path, document.root);
    const bytes = encodeText(document.text.toString(), document.encoding);
    return file !== undefined && bytes !== undefined && blobId(bytes, this.#digest) === file.oid;
  }
}
