import type { TextChange } from '../../core/edit/change.ts';
import { minimalDiff } from '../../core/edit/minimalDiff.ts';
import { encodeText } from '../../core/session/encode.ts';
import type { Content, SessionEventOf } from '../../core/session/event.ts';
import { type RedactedEdit, RedactedText } from '../../core/session/redaction/redactedText.ts';
import { contentOf } from '../../node/recording/content.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { diskDiffers, type EditorChange, type EditorDocument } from './editorDocument.ts';
import { Renames } from './renames.ts';

/** A change that deletes or inserts more than this many code units gets its smallest form beside it. */
const WASTEFUL = 4096;
/** Above this many code units in one change no smallest form is sought: that would be felt while typing. */
const TOO_LARGE_TO_DIFF = 256 * 1024;

/** What is known of a save beside its bytes. */
export type SaveWords = Pick<SessionEventOf<'save'>, 'cause' | 'formatting'>;

/** A file that gets its text within this time of being opened empty may be a draft that is saved. Milliseconds. */
const FRESH_MS = 1_000;

interface Tracked {
  readonly doc: number;
  uri: string;
  path: string;
  root: number;
  version: number;
  text: RedactedText;
  /** Which rules were told of for this document. */
  readonly told: Set<string>;
  eol: '\n' | '\r\n';
  encoding: string;
  language: string;
  dirty: boolean;
  /** The text is not known: an edit did not fit it. */
  lost: boolean;
  /** No file of the workspace. */
  draft: boolean;
  /** When it was opened, and that nothing was typed since. Milliseconds. */
  blankSince: number | null;
}

/**
 * What the editor does to its documents, written down at once and in order. Keeps its own copy of every text, because
 * an edit is only worth recording when the text it was made on is known. Knows nothing of VS Code.
 */
export class DocumentLog {
  readonly #journal: Journal;
  readonly #byUri = new Map<string, Tracked>();
  readonly #renames = new Renames();
  readonly #leaving = new Set<string>();
  #documents = 0;
  #generation = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** How many documents the session has seen. */
  get count(): number {
    return this.#documents;
  }

  /** Number of an open document, for events that point to it. */
  docOf(uri: string): number | undefined {
    return this.#byUri.get(uri)?.doc;
  }

  /** Where an open document is now. */
  uriOf(doc: number): string | undefined {
    for (const tracked of this.#byUri.values()) if (tracked.doc === doc) return tracked.uri;
    return undefined;
  }

  /** The path of an open document, as members of an event. */
  located(doc: number): { path: string; root?: number } | undefined {
    for (const { doc: number, path, root } of this.#byUri.values()) {
      if (number === doc) return root === 0 ? { path } : { path, root };
    }
    return undefined;
  }

  /** A piece of the recorded text; undefined when the document or its text is not known, or it is shorter. */
  slice(uri: string, start: number, end: number): string | undefined {
    const tracked = this.#byUri.get(uri);
    return tracked === undefined || tracked.lost || end > tracked.text.length
      ? undefined
      : tracked.text.slice(start, end);
  }

  /** Addresses of all documents that are held open. */
  uris(): string[] {
    return [...this.#byUri.keys()];
  }

  open(document: EditorDocument): void {
    if (this.#byUri.has(document.uri)) {
      this.check(document, 'opened again');
      return;
    }
    const moved = this.#movedFrom(document.uri);
    if (moved !== undefined) {
      this.#move(moved, document);
      return;
    }
    const doc = this.#documents++;
    const { uri, path, root, version, eol, encoding, language } = document;
    const text = new RedactedText(document.text, this.#journal.redactor);
    const tracked: Tracked = {
      doc,
      uri,
      path,
      root,
      version,
      text,
      eol,
      encoding,
      language,
      dirty: document.dirty,
      lost: false,
      draft: !document.inWorkspace,
      blankSince: document.text === '' ? performance.now() : null,
      told: new Set(),
    };
    this.#byUri.set(uri, tracked);
    const safe = this.#redacted(tracked, document);
    this.#journal.append({
      kind: 'document-open',
      doc,
      path,
      ...(root === 0 ? {} : { root }),
      ...(document.inWorkspace ? {} : { uri }),
      v: version,
      content: this.#textContent(safe),
      eol,
      encoding,
      language,
      ...(document.dirty ? { dirty: true } : {}),
      ...this.#diskContent(safe),
    });
    this.#tell(tracked, text.found);
    this.#hideEverywhere();
  }

  change(event: EditorChange): void {
    const tracked = this.#byUri.get(event.uri);
    if (tracked === undefined) return;
    const draft = this.#savedDraft(tracked, event);
    if (draft !== undefined) this.#becomeFile(draft, tracked, event.version);
    else if (event.changes.length > 0) this.#edit(tracked, event);
    this.#state(draft ?? tracked, event);
  }

  /**
   * `disk` are the bytes that the save left, null when they could not be read. The answer is the blob id of what the log
   * says is on disk then; nothing when it says nothing.
   */
  save(document: EditorDocument, about: SaveWords = {}): string | undefined {
    const tracked = this.#byUri.get(document.uri);
    if (tracked === undefined) return undefined;
    this.check(document, 'differed at a save');
    this.#state(tracked, document);
    if (tracked.text.isRedacted) this.#journal.redactor.learnFrom(document.text);
    this.#hideEverywhere();
    const safe = this.#redacted(tracked, document);
    if (safe.disk === null) return undefined;
    const blob = this.#journal.blobId(safe.disk);
    this.#journal.append({
      kind: 'save',
      doc: tracked.doc,
      v: document.version,
      blob,
      bytes: safe.disk.length,
      ...this.#diskContent(safe),
      ...about,
    });
    return blob;
  }

  close(uri: string): void {
    const tracked = this.#byUri.get(uri);
    if (tracked === undefined) return;
    if (this.#renames.leadsFrom(uri)) {
      // On a busy machine the old address is closed before the new one opens: the same document, for a moment nowhere.
      this.#leaving.add(uri);
      return;
    }
    this.#byUri.delete(uri);
    this.#journal.append({ kind: 'document-close', doc: tracked.doc });
  }

  /** The renames are over: what was closed meanwhile and did not open again stays closed. */
  closeLeaving(): void {
    const left = [...this.#leaving].filter((uri) => !this.#renames.leadsFrom(uri));
    for (const uri of left) {
      this.#leaving.delete(uri);
      this.close(uri);
    }
  }

  /** Files or folders are about to get other addresses; documents that then open there are the same ones. */
  willRename(pairs: readonly { readonly from: string; readonly to: string }[]): void {
    this.#renames.expect(pairs);
  }

  didRename(pairs: readonly { readonly from: string; readonly to: string }[]): void {
    this.#renames.settle(pairs);
  }

  /** Brings everything up to what the editor has now, after a time in which nothing was recorded. */
  catchUp(documents: readonly EditorDocument[]): void {
    for (const document of documents) {
      this.open(document);
      const tracked = this.#byUri.get(document.uri);
      if (tracked !== undefined) this.#state(tracked, document);
    }
    const open = new Set(documents.map(({ uri }) => uri));
    for (const uri of this.uris()) if (!open.has(uri)) this.close(uri);
  }

  /** Compares with what the editor has, and writes the whole text where that differs. */
  check(document: EditorDocument, why: string): void {
    const tracked = this.#byUri.get(document.uri);
    if (tracked === undefined || (!tracked.lost && tracked.text.raw() === document.text)) return;
    this.#resync(tracked, document, why);
  }

  /** The document that is to be found under this address since a rename, or several one after another. */
  #movedFrom(uri: string): Tracked | undefined {
    const seen = new Set<string>();
    for (let before = this.#renames.sourceOf(uri); before !== undefined; before = this.#renames.sourceOf(before)) {
      const tracked = this.#byUri.get(before);
      if (tracked !== undefined || seen.has(before)) return tracked;
      seen.add(before);
    }
    return undefined;
  }

  /** The editor saves a draft by putting all its text at once into a file that it has just opened empty. */
  #savedDraft(tracked: Tracked, { changes }: EditorChange): Tracked | undefined {
    const [change] = changes;
    if (change === undefined || tracked.blankSince === null) return undefined;
    const fresh = performance.now() - tracked.blankSince < FRESH_MS;
    tracked.blankSince = null;
    const [, , text] = change;
    if (!fresh || tracked.draft || changes.length !== 1 || text === '') return undefined;
    return [...this.#byUri.values()].find(({ draft, lost, text: drafted }) => {
      return draft && !lost && drafted.length === text.length && drafted.raw() === text;
    });
  }

  /** The draft goes on as the file; what was opened for the file is nobody's. */
  #becomeFile(draft: Tracked, { doc, uri, path, root }: Tracked, version: number): void {
    this.#journal.append({ kind: 'document-close', doc });
    this.#byUri.delete(draft.uri);
    Object.assign(draft, { uri, path, root, version, draft: false });
    this.#byUri.set(uri, draft);
    this.#journal.append({ kind: 'document-path', doc: draft.doc, path, ...(root === 0 ? {} : { root }) });
  }

  #edit(tracked: Tracked, event: EditorChange): void {
    const wasteful = event.changes.some(([, deleted, inserted]) => deleted > WASTEFUL || inserted.length > WASTEFUL);
    const deleted = wasteful ? deletedBy(tracked.text, event.changes) : '';
    let edit: RedactedEdit;
    try {
      edit = tracked.text.apply(event.changes);
    } catch {
      // The editor's text is the truth: what was reported does not fit ours, so the whole text follows.
      tracked.lost = true;
      this.#journal.askForText(tracked.uri, 'an edit did not fit the recorded text');
      return;
    }
    tracked.version = event.version;
    const minimal = wasteful ? smallest(deleted, edit.changes) : undefined;
    this.#journal.append({
      kind: 'edit',
      doc: tracked.doc,
      v: event.version,
      changes: [...edit.changes],
      ...(minimal === undefined ? {} : { minimal: [...minimal] }),
      ...(event.reason === undefined ? {} : { reason: event.reason }),
      ...(event.evidence === undefined ? {} : { evidence: event.evidence }),
    });
    this.#tell(tracked, edit.found);
    this.#hideEverywhere();
  }

  /** What has become known as a secret is hidden in every open document. */
  #hideEverywhere(): void {
    if (this.#generation === this.#journal.redactor.generation) return;
    this.#generation = this.#journal.redactor.generation;
    for (const tracked of this.#byUri.values()) {
      const changes = tracked.lost ? [] : tracked.text.catchUp();
      if (changes.length === 0) continue;
      const { doc, version: v } = tracked;
      this.#journal.append({ kind: 'edit', doc, v, changes: [...changes], evidence: { redaction: true } });
      this.#tell(tracked, new Map([['seen-before', changes.length]]));
    }
  }

  /** Each rule once for a document: what is typed behind a name is found at every key. */
  #tell({ doc, told }: Tracked, found: ReadonlyMap<string, number>): void {
    const fresh = new Map([...found].filter(([rule]) => !told.has(rule)));
    for (const rule of fresh.keys()) told.add(rule);
    this.#journal.noteRedactions(fresh, { doc });
  }

  /** What may be kept of a document whose text is the recorded one. */
  #redacted({ text, encoding }: Tracked, document: EditorDocument): EditorDocument {
    if (!this.#journal.redactor.enabled) return document;
    const { disk } = document;
    if (disk === null || diskDiffers(document)) {
      return { ...document, text: text.redacted(), disk: disk === null ? null : this.#journal.redactedBytes(disk) };
    }
    return text.isRedacted
      ? { ...document, text: text.redacted(), disk: encodeText(text.redacted(), encoding) ?? null }
      : document;
  }

  #state(tracked: Tracked, now: Pick<EditorDocument, 'dirty' | 'eol' | 'encoding'> & { language?: string }): void {
    const delta = {
      ...(now.eol === tracked.eol ? {} : { eol: now.eol }),
      ...(now.encoding === tracked.encoding ? {} : { encoding: now.encoding }),
      ...(now.language === undefined || now.language === tracked.language ? {} : { language: now.language }),
      ...(now.dirty === tracked.dirty ? {} : { dirty: now.dirty }),
    };
    if (Object.keys(delta).length === 0) return;
    Object.assign(tracked, delta);
    this.#journal.append({ kind: 'document-state', doc: tracked.doc, ...delta });
  }

  #move(tracked: Tracked, document: EditorDocument): void {
    this.#byUri.delete(tracked.uri);
    this.#leaving.delete(tracked.uri);
    const { uri, path, root } = document;
    Object.assign(tracked, { uri, path, root, version: document.version, draft: !document.inWorkspace });
    this.#byUri.set(uri, tracked);
    this.#journal.append({
      kind: 'document-path',
      doc: tracked.doc,
      path,
      ...(root === 0 ? {} : { root }),
      ...(document.inWorkspace ? {} : { uri }),
    });
    this.check(document, 'differed after a rename');
    this.#state(tracked, document);
  }

  #resync(tracked: Tracked, document: EditorDocument, why: string): void {
    tracked.text = new RedactedText(document.text, this.#journal.redactor);
    tracked.lost = false;
    tracked.version = document.version;
    this.#journal.append({
      kind: 'resync',
      doc: tracked.doc,
      v: document.version,
      content: { text: tracked.text.redacted() },
      why,
    });
    this.#tell(tracked, tracked.text.found);
    this.#hideEverywhere();
  }

  /** The id of a blob stands for a text whose UTF-8 bytes it holds: no byte order mark, no other encoding. */
  #textContent(document: EditorDocument): Content {
    const { disk, dirty, encoding } = document;
    if (disk === null || dirty || encoding !== 'utf8' || diskDiffers(document)) return { text: document.text };
    const blob = this.#journal.blobId(disk);
    return this.#journal.holdsBlob(blob) ? { blob } : { text: document.text };
  }

  #diskContent(document: EditorDocument): { disk?: Content } {
    if (document.disk === null || document.dirty || !diskDiffers(document)) return {};
    return { disk: contentOf(document.disk, this.#journal) };
  }
}

/** The smallest changes with the same result, or nothing when they would not be smaller or are too costly to find. */
function smallest(deletedText: string, changes: readonly TextChange[]): readonly TextChange[] | undefined {
  const size = changes.reduce((sum, [, deleted, inserted]) => sum + deleted + inserted.length, 0);
  const change = changes[0];
  if (changes.length !== 1 || change === undefined || size > TOO_LARGE_TO_DIFF) return undefined;
  const [offset, deleted, inserted] = change;
  if (deleted === 0 || inserted === '') return undefined;
  const found = minimalDiff(deletedText, inserted);
  const cost = found.reduce((sum, [, gone, come]) => sum + gone + come.length, 0);
  return cost < size ? found.map(([at, gone, come]) => [at + offset, gone, come] as const) : undefined;
}

/** What a single change deletes, as it was written down. */
function deletedBy(text: RedactedText, changes: readonly TextChange[]): string {
  const change = changes[0];
  if (changes.length !== 1 || change === undefined || change[1] > TOO_LARGE_TO_DIFF) return '';
  return text.slice(change[0], change[0] + change[1]);
}
