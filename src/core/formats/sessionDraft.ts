import type { TextChange } from '../edit/change.ts';
import { ChunkedText } from '../edit/chunkedText.ts';
import { TracewrightError } from '../errors.ts';
import { languageOfPath } from '../sample/languageOfPath.ts';
import type { NewEvent } from '../session/event.ts';
import { pathInside } from '../trajectory/pathInside.ts';

/** Where an imported session goes. */
export interface DraftSink {
  /** The next event; `time` is the source's wall clock in milliseconds since 1970, null where it does not tell. */
  event(event: NewEvent, time: number | null): void;
  /** A file was there at the start, with this text. Only the first word on a path counts. */
  base(path: string, text: string): void;
}

export interface ImportWarning {
  /** Line of the file, from 1, or the record's number in a document; null: the file as a whole. */
  readonly line: number | null;
  readonly code: string;
  readonly message: string;
}

/** What an importer counts. `checks`: contents that the source states again and that folding had right. */
export interface ImportCounts {
  events: number;
  edits: number;
  checks: number;
  /** Contents that folding had otherwise: the source's word was taken. */
  resyncs: number;
  /** Records of a kind that the importer does not know, or that do not fit: kept as `foreign` events. */
  unknownRecords: number;
}

interface DraftDocument {
  readonly doc: number;
  readonly path: string;
  v: number;
  text: ChunkedText;
}

const MOST_WARNINGS = 1000;

/**
 * A session in the making from somebody else's recording: keeps the texts, so that every content which the recording
 * states can be held against them, and hands events on. Nothing that a recording says is dropped: what has no kind here
 * becomes a `foreign` event.
 */
export class SessionDraft {
  readonly counts: ImportCounts = { events: 0, edits: 0, checks: 0, resyncs: 0, unknownRecords: 0 };
  readonly warnings: ImportWarning[] = [];
  readonly #sink: DraftSink;
  readonly #documents = new Map<number, DraftDocument>();
  #line: number | null = null;

  constructor(sink: DraftSink) {
    this.#sink = sink;
  }

  /** The record that is worked on now: warnings name it. */
  at(line: number | null): void {
    this.#line = line;
  }

  text(doc: number): string | undefined {
    return this.#documents.get(doc)?.text.toString();
  }

  version(doc: number): number {
    return this.#documents.get(doc)?.v ?? 0;
  }

  add(event: NewEvent, time: number | null): void {
    this.counts.events++;
    this.#sink.event(event, time);
  }

  base(path: string, text: string): void {
    this.#sink.base(path, text);
  }

  /** A document comes into sight with its text. A path that is no file of the workspace becomes a document without one. */
  open(doc: number, recordedPath: string, text: string, v: number, time: number | null): void {
    const { path, uri } = placeOfDocument(recordedPath);
    this.#documents.set(doc, { doc, path, v, text: new ChunkedText(text) });
    if (uri === undefined) this.#sink.base(path, text);
    this.add(
      {
        kind: 'document-open',
        doc,
        path,
        ...(uri === undefined ? {} : { uri }),
        v,
        content: { text },
        eol: text.includes('\r\n') ? '\r\n' : '\n',
        encoding: 'utf8',
        language: languageOfPath(path) ?? 'plaintext',
      },
      time,
    );
  }

  /**
   * The recording states the text of a document that is known: right, or a `resync`. `record` is kept either way,
   * without the text.
   */
  check(doc: number, text: string, v: number, time: number | null, record: () => NewEvent): void {
    const document = this.#documents.get(doc);
    if (document === undefined) return;
    if (document.text.toString() === text) {
      this.counts.checks++;
      document.v = v;
      this.add(record(), time);
      return;
    }
    this.counts.resyncs++;
    this.warn('text-differs', `folding gives another text for ${document.path} than the recording states`);
    this.resync(doc, text, v, 'the recording states another text', time);
  }

  resync(doc: number, text: string, v: number, why: string, time: number | null): void {
    const document = this.#documents.get(doc);
    if (document === undefined) return;
    document.text = new ChunkedText(text);
    document.v = v;
    this.add({ kind: 'resync', doc, v, content: { text }, why }, time);
  }

  /** Applies changes, one after another, and adds the edit; false, and nothing changed, when they do not fit. */
  edit(event: Extract<NewEvent, { readonly kind: 'edit' }>, time: number | null): boolean {
    const document = this.#documents.get(event.doc);
    if (document === undefined) return false;
    if (!applyAll(document.text, event.changes)) return false;
    document.v = event.v;
    this.counts.edits++;
    this.add(event, time);
    return true;
  }

  /** A record without a kind of its own here. */
  foreign(type: string, doc: number | undefined, data: Record<string, unknown>, time: number | null): void {
    this.add({ kind: 'foreign', type, ...(doc === undefined ? {} : { doc }), data }, time);
  }

  /** The same for a record that the importer does not understand: it is counted. */
  unknown(type: string, data: Record<string, unknown>, time: number | null, code?: string, why?: string): void {
    this.counts.unknownRecords++;
    if (code !== undefined) this.warn(code, why ?? 'this record was kept as it is');
    this.foreign(type, undefined, data, time);
  }

  warn(code: string, message: string): void {
    if (this.warnings.length < MOST_WARNINGS) this.warnings.push({ line: this.#line, code, message });
  }
}

/** Where a recorded path lies: in the workspace, or nowhere there (`uri`). Notebooks' texts are not their files' bytes. */
export function placeOfDocument(recorded: string): { readonly path: string; readonly uri?: string } {
  const slashed = recorded.replaceAll('\\', '/');
  const inside = pathInside(recorded);
  const notebook = /\.ipynb(#|$)/.test(slashed);
  if (inside.ok && !notebook && !inside.path.split('/').includes('.tracewright')) return { path: inside.path };
  return { path: slashed, uri: notebook ? `vscode-notebook:${slashed}` : `recorded:${slashed}` };
}

/** All or nothing. */
function applyAll(text: ChunkedText, changes: readonly TextChange[]): boolean {
  const undo: TextChange[] = [];
  try {
    for (const [offset, deleted, inserted] of changes) {
      undo.unshift([offset, inserted.length, text.replace(offset, deleted, inserted)]);
    }
    return true;
  } catch (error) {
    if (!(error instanceof TracewrightError)) throw error;
    for (const [offset, deleted, inserted] of undo) text.replace(offset, deleted, inserted);
    return false;
  }
}
