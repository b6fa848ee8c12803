import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TextChange } from '../../src/core/edit/change.ts';
import { ChunkedText } from '../../src/core/edit/chunkedText.ts';
import { Redactor } from '../../src/core/session/redaction/redactor.ts';
import { CursorLog } from '../../src/extension/recorder/cursorLog.ts';
import { DocumentLog } from '../../src/extension/recorder/documentLog.ts';
import type { EditorDocument } from '../../src/extension/recorder/editorDocument.ts';
import { ViewDwell } from '../../src/extension/recorder/viewDwell.ts';
import { objectId } from '../../src/node/git/looseObject.ts';
import { DiskLog } from '../../src/node/recording/diskLog.ts';
import { Journal } from '../../src/node/recording/journal.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';
import { SessionWriter } from '../../src/node/store/sessionWriter.ts';

interface OnDesk {
  readonly path: string;
  readonly text: ChunkedText;
  version: number;
  dirty: boolean;
}

/** An editor without a window, and the recorder's own classes from its documents to a log on a real disk. */
export class Desk {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-'));
  readonly #writer: SessionWriter;
  readonly #journal: Journal;
  readonly #documents: DocumentLog;
  readonly #disk: DiskLog;
  readonly #cursors: CursorLog;
  readonly #view: ViewDwell;
  readonly #open = new Map<string, OnDesk>();

  constructor() {
    const head = { id: 'bench', goal: '', startedAt: new Date(0).toISOString(), roots: [], tool: { version: '0' } };
    this.#writer = SessionWriter.create(this.#folder, head);
    this.#journal = new Journal({
      redactor: new Redactor({ enabled: true }),
      blobs: { blobId: (bytes) => objectId('blob', bytes), writeBlob: (bytes) => objectId('blob', bytes) },
      askForText: () => {
        throw new Error('an edit did not fit');
      },
      onFailure: (error) => {
        throw error;
      },
      onWrite: (event) => {
        if (event.kind === 'edit') this.#cursors.edited(event.doc, event.changes);
      },
    });
    this.#documents = new DocumentLog(this.#journal);
    this.#disk = new DiskLog(this.#journal, nodeDigest);
    this.#cursors = new CursorLog(({ doc, cursors, cause }) => {
      const ranges = cursors.map(([start, end]): [number, number] => [start, end]);
      this.#journal.append({ kind: 'selection', doc, ranges, ...(cause === undefined ? {} : { cause }) });
    });
    this.#view = new ViewDwell(({ doc, lines }, dwell) => {
      const ranges = lines.map(([first, last]): [number, number] => [first, last]);
      this.#journal.append({ kind: 'view', doc, ranges, dwell });
    });
    this.#disk.load(0, []);
    this.#journal.open(this.#writer, []);
  }

  get events(): number {
    return this.#journal.events;
  }

  /** Opens a file that holds `text`; the answer is its address. */
  open(name: string, text: string): string {
    const uri = `file:///${name}`;
    const document = { path: name, text: new ChunkedText(text), version: 1, dirty: false };
    this.#open.set(uri, document);
    this.#documents.open(this.#plain(uri, document));
    return uri;
  }

  lengthOf(uri: string): number {
    return this.#of(uri).text.length;
  }

  type(uri: string, at: number, text: string): void {
    this.edit(uri, [[at % (this.lengthOf(uri) + 1), 0, text]]);
  }

  /** Changes, one after another; the cursor goes along. */
  edit(uri: string, changes: readonly TextChange[], reason?: 'undo' | 'redo'): void {
    const document = this.#of(uri);
    for (const [offset, deleted, inserted] of changes) document.text.replace(offset, deleted, inserted);
    document.version++;
    document.dirty = true;
    this.#documents.change({
      uri,
      version: document.version,
      changes,
      reason,
      evidence: { cursor: true },
      dirty: true,
      eol: '\n',
      encoding: 'utf8',
    });
    const at = (changes[0]?.[0] ?? 0) + (changes[0]?.[2].length ?? 0);
    this.#selected(uri, [[at, at]]);
  }

  select(uri: string, cursors: readonly (readonly [number, number])[]): void {
    this.#selected(uri, cursors);
    this.#cursors.flush();
  }

  look(uri: string, first: number): void {
    const doc = this.#documents.docOf(uri);
    if (doc === undefined) return;
    const lines = [first, first + 40] as const;
    this.#view.shows({ doc, lines: [lines] });
    this.#journal.append({ kind: 'view', doc, ranges: [[...lines]], dwell: 1500 });
  }

  save(uri: string): void {
    const document = this.#of(uri);
    document.dirty = false;
    const plain = this.#plain(uri, document);
    this.#documents.save(plain);
    const root = 0;
    if (plain.disk !== null) this.#disk.saved({ root, path: document.path }, this.#journal.blobId(plain.disk));
  }

  close(uri: string): void {
    this.#open.delete(uri);
    this.#documents.close(uri);
  }

  /** Another program writes a file. */
  outside(name: string, text: string): void {
    const file = { mode: '100644', bytes: Buffer.from(text) } as const;
    this.#disk.found({ root: 0, path: name }, { kind: 'file', file }, 'watcher');
  }

  command(line: string, output: string): void {
    const command = this.events;
    this.#journal.append({ kind: 'command-start', command, terminal: 'bash', line, cwd: '/w', confidence: 'high' });
    this.#journal.append({ kind: 'command-output', command, text: output });
    this.#journal.append({ kind: 'command-end', command, exitCode: 0 });
  }

  dispose(): void {
    this.#cursors.flush();
    this.#view.forget();
    this.#writer.close(new Date(0).toISOString());
    rmSync(this.#folder, { recursive: true });
  }

  #selected(uri: string, cursors: readonly (readonly [number, number])[]): void {
    const doc = this.#documents.docOf(uri);
    if (doc !== undefined) this.#cursors.selected({ doc, cursors, cause: 'keyboard' });
  }

  #of(uri: string): OnDesk {
    const document = this.#open.get(uri);
    if (document === undefined) throw new Error(`${uri} is not open`);
    return document;
  }

  #plain(uri: string, { path: name, text, version, dirty }: OnDesk): EditorDocument {
    const whole = text.toString();
    return {
      uri,
      path: name,
      root: 0,
      inWorkspace: true,
      version,
      text: whole,
      eol: '\n',
      encoding: 'utf8',
      language: 'typescript',
      dirty,
      disk: dirty ? null : Buffer.from(whole),
    };
  }
}
