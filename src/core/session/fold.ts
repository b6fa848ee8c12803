import { ChunkedText } from '../edit/chunkedText.ts';
import { TracewrightError } from '../errors.ts';
import type { Digest, TreeEntry } from '../ports.ts';
import { type BlobLookup, contentFile, contentText } from './content.ts';
import { type DiskFile, DiskModel } from './diskModel.ts';
import type { Divergence } from './divergence.ts';
import { seenText, unsavedOver } from './effectiveView.ts';
import { encodeText } from './encode.ts';
import { eventSchemas, type SessionEvent, type SessionEventOf, type UnknownEvent } from './event.ts';
import type { FoldDocument } from './foldDocument.ts';
import { blobId } from './gitObject.ts';
import { NotebookFold } from './notebookFold.ts';

type MutableDocument = { -readonly [K in keyof FoldDocument]: FoldDocument[K] };

/**
 * The workspace as the log tells it: apply the events in order, ask for texts and files in between. The editor's texts
 * are kept by document, the disk by path; the disk changes on saves and file events, never on edits. What does not fit
 * is not thrown but remembered as `divergence`, the first one, and folding goes on as well as it can.
 */
export class WorkspaceFold {
  /** The notebooks' structure and outputs; the cells' texts are documents. */
  readonly notebooks = new NotebookFold();
  readonly #blobs: BlobLookup;
  readonly #digest: Digest;
  readonly #disks: DiskModel[];
  readonly #documents = new Map<number, MutableDocument>();
  readonly #checkpoints = { checked: 0, matched: 0 };
  #divergence: Divergence | null = null;

  /** `base`: the files of each workspace root at the start of the session. */
  constructor(base: readonly (readonly TreeEntry[])[], blobs: BlobLookup, digest: Digest) {
    this.#blobs = blobs;
    this.#digest = digest;
    this.#disks = base.map((entries) => new DiskModel(entries, digest));
  }

  get divergence(): Divergence | null {
    return this.#divergence;
  }

  get checkpoints(): { readonly checked: number; readonly matched: number } {
    return this.#checkpoints;
  }

  /** Takes the next event. A kind that this version does not know changes nothing. */
  apply(event: SessionEvent | UnknownEvent): void {
    if (isKnown(event)) this.#apply(event);
  }

  document(doc: number): FoldDocument | undefined {
    return this.#documents.get(doc);
  }

  /** Every document that was ever open, in the order of opening; a closed one keeps its last text. */
  documents(): FoldDocument[] {
    return [...this.#documents.values()];
  }

  /** The document's text as the editor has it. */
  text(doc: number): string | undefined {
    return this.#documents.get(doc)?.text.toString();
  }

  /** Files on disk by path. */
  files(root = 0): Map<string, DiskFile> {
    return this.#disk(root).files();
  }

  file(path: string, root = 0): DiskFile | undefined {
    return this.#disk(root).get(path);
  }

  /** Content of a file on disk; undefined when it is in a blob that is not at hand. */
  bytes(file: DiskFile): Uint8Array | undefined {
    return file.bytes ?? this.#blobs(file.oid);
  }

  /** git's tree id of the files on disk. */
  treeId(root = 0): string {
    return this.#disk(root).treeId();
  }

  /** The files on disk, with the editor's unsaved texts over them. */
  effectiveFiles(root = 0): Map<string, DiskFile> {
    return unsavedOver(this.files(root), this.#documentsIn(root), this.#digest);
  }

  /**
   * What somebody who looks at `path` in the editor sees: the open document's text, else the file's. Null when there is
   * neither; a binary file, and one whose bytes are not at hand, is named by its size or id in brackets.
   */
  effectiveText(path: string, root = 0): string | null {
    const file = this.file(path, root);
    const here = this.#documentsIn(root).filter((document) => document.path === path);
    return seenText(here, file, file === undefined ? undefined : this.bytes(file));
  }

  /** Documents that have a file in this root, or would have one if they were saved. */
  #documentsIn(root: number): FoldDocument[] {
    return this.documents().filter((document) => document.root === root && document.uri === undefined);
  }

  #apply(event: SessionEvent): void {
    const misfit = this.notebooks.apply(event);
    if (misfit !== undefined) this.#diverge(event, misfit.path, misfit.why);
    switch (event.kind) {
      case 'edit':
        this.#edit(event);
        return;
      case 'session-start':
        this.#start(event);
        return;
      case 'document-open':
        this.#open(event);
        return;
      case 'document-close':
        this.#change(event, { open: false });
        return;
      case 'document-path':
        this.#change(event, { path: event.path, root: event.root ?? 0, uri: event.uri });
        return;
      case 'document-state': {
        const { eol, encoding, language, dirty } = event;
        this.#change(event, {
          ...(eol !== undefined && { eol }),
          ...(encoding !== undefined && { encoding }),
          ...(language !== undefined && { language }),
          ...(dirty !== undefined && { dirty }),
        });
        return;
      }
      case 'resync':
        this.#change(event, { v: event.v, text: new ChunkedText(this.#textOf(event, event.content)) });
        return;
      case 'save':
        this.#save(event);
        return;
      case 'file':
        this.#file(event);
        return;
      case 'opaque':
        if (event.content !== undefined) this.#write(event, event.path, event.root ?? 0, event.content, undefined);
        return;
      case 'bulk':
        this.#bulk(event);
        return;
      case 'notebook-save':
        this.#write(event, event.path, event.root ?? 0, event.content, undefined);
        return;
      case 'checkpoint':
        this.#checkpoint(event);
        return;
      default:
        return;
    }
  }

  #edit(event: SessionEventOf<'edit'>): void {
    const document = this.#documents.get(event.doc);
    if (document === undefined) {
      this.#diverge(event, '', `document ${event.doc} was not opened before`);
      return;
    }
    try {
      for (const [offset, deleted, inserted] of event.changes) document.text.replace(offset, deleted, inserted);
    } catch (error) {
      if (!(error instanceof TracewrightError)) throw error;
      this.#diverge(event, document.path, error.message);
    }
    document.v = event.v;
    if (event.changes.length > 0) document.dirty = true;
  }

  #start(event: SessionEventOf<'session-start'>): void {
    event.roots.forEach(({ tree, name }, root) => {
      const found = this.#disk(root).treeId();
      if (found !== tree) this.#diverge(event, '', `the base of ${name} is tree ${found}, the log says ${tree}`);
    });
  }

  #open(event: SessionEventOf<'document-open'>): void {
    const { doc, path, root = 0, uri, v, eol, encoding, language, dirty = false, content } = event;
    const text = new ChunkedText(this.#textOf(event, content));
    this.#documents.set(doc, { doc, path, root, uri, v, eol, encoding, language, dirty, text, open: true });
  }

  #change(event: SessionEvent & { readonly doc: number }, change: Partial<MutableDocument>): void {
    const document = this.#documents.get(event.doc);
    if (document === undefined) {
      this.#diverge(event, '', `document ${event.doc} was not opened before`);
      return;
    }
    Object.assign(document, change);
  }

  #save(event: SessionEventOf<'save'>): void {
    const document = this.#documents.get(event.doc);
    if (document === undefined) {
      this.#diverge(event, '', `document ${event.doc} was not opened before`);
      return;
    }
    document.v = event.v;
    document.dirty = false;
    const bytes = event.disk === undefined ? encodeText(document.text.toString(), document.encoding) : undefined;
    const saved: { oid: string; bytes?: Uint8Array } =
      event.disk !== undefined
        ? contentFile(event.disk, this.#blobs, this.#digest)
        : bytes === undefined
          ? { oid: event.blob }
          : { oid: blobId(bytes, this.#digest), bytes };
    if (saved.oid !== event.blob) {
      this.#diverge(event, document.path, `the text saves as blob ${saved.oid}, the log says ${event.blob}`);
    }
    if (document.uri !== undefined) return;
    const disk = this.#disk(document.root);
    if (disk.isInSubmodule(document.path)) return;
    const mode = disk.get(document.path)?.mode ?? '100644';
    disk.set(document.path, saved.oid === event.blob ? { mode, ...saved } : { mode, oid: event.blob });
  }

  #file(event: SessionEventOf<'file'>): void {
    const { op, path, root = 0, content, mode } = event;
    if (op === 'rename') {
      this.#rename(event);
      return;
    }
    if (op === 'delete') {
      this.#disk(root).remove(path);
      return;
    }
    if (event.folder === true) return;
    this.#write(event, path, root, content, mode);
  }

  #rename(event: SessionEventOf<'file'>): void {
    const { path, root = 0, to, toRoot = root, content, mode } = event;
    if (to === undefined) {
      this.#diverge(event, path, 'a rename without a target');
      return;
    }
    const moved = this.#disk(root).remove(path);
    const target = this.#disk(toRoot);
    for (const [below, file] of moved) target.set(below === '' ? to : `${to}/${below}`, file);
    if (event.folder === true) return;
    if (content !== undefined || mode !== undefined) {
      this.#write(event, to, toRoot, content, mode);
      return;
    }
    if (moved.size === 0 && target.get(to) === undefined) {
      this.#diverge(event, path, 'a file was renamed that was not there');
    }
  }

  #write(
    event: SessionEvent,
    path: string,
    root: number,
    content: SessionEventOf<'opaque'>['content'],
    mode: string | undefined,
  ): void {
    const disk = this.#disk(root);
    const before = disk.get(path);
    if (content === undefined) {
      if (before === undefined) {
        this.#diverge(event, path, 'the log does not hold the content of this file');
        return;
      }
      disk.set(path, { ...before, mode: mode ?? before.mode });
      return;
    }
    disk.set(path, { mode: mode ?? before?.mode ?? '100644', ...contentFile(content, this.#blobs, this.#digest) });
  }

  #bulk(event: SessionEventOf<'bulk'>): void {
    const { root = 0, files } = event;
    const disk = this.#disk(root);
    const before = disk.treeId();
    if (before !== event.from) this.#diverge(event, '', `folding gives tree ${before}, the log says ${event.from}`);
    for (const [path, mode, oid] of files) {
      if (mode === null || oid === null) disk.remove(path);
      else disk.set(path, { mode, oid });
    }
    const after = disk.treeId();
    if (after !== event.to) this.#diverge(event, '', `folding gives tree ${after}, the log says ${event.to}`);
  }

  #checkpoint(event: SessionEventOf<'checkpoint'>): void {
    event.trees.forEach((tree, root) => {
      this.#checkpoints.checked++;
      const found = this.#disk(root).treeId();
      if (found === tree) this.#checkpoints.matched++;
      else this.#diverge(event, '', `folding gives tree ${found}, git saw ${tree} on disk`);
    });
  }

  #textOf(event: SessionEventOf<'document-open' | 'resync'>, content: SessionEventOf<'resync'>['content']): string {
    const text = contentText(content, this.#blobs);
    if (text === undefined) {
      const path = event.kind === 'document-open' ? event.path : (this.#documents.get(event.doc)?.path ?? '');
      this.#diverge(event, path, 'the stored content of this document is missing');
    }
    return text ?? '';
  }

  #disk(root: number): DiskModel {
    const disk = this.#disks[root];
    if (disk !== undefined) return disk;
    const empty = new DiskModel([], this.#digest);
    this.#disks[root] = empty;
    return empty;
  }

  #diverge({ seq, kind }: SessionEvent, path: string, why: string): void {
    this.#divergence ??= { seq, kind, path, why };
  }
}

function isKnown(event: SessionEvent | UnknownEvent): event is SessionEvent {
  return Object.hasOwn(eventSchemas, event.kind);
}
