import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import type { Manifest } from '../../core/sample/manifest.ts';
import {
  type DatasetHostMessage,
  type DatasetPageMessage,
  type DatasetReading,
  type DatasetRowDetail,
  datasetPageMessageSchema,
} from '../../core/sample/viewing/datasetMessages.ts';
import type { RowOrigin } from '../../core/sample/viewing/rowOrigin.ts';
import { sentenceOf } from '../host/problems.ts';
import type { CurationStore } from './curationStore.ts';

/** What a page shows rows of. */
export interface RowSource {
  read(listener: (reading: DatasetReading) => void): Promise<void>;
  row(key: number): Promise<DatasetRowDetail>;
  origin(key: number, span: number | undefined): Promise<RowOrigin | null>;
  search(query: string): Promise<readonly number[]>;
}

interface PageParts {
  readonly log: Log;
  readonly webview: vscode.Webview;
  readonly title: string;
  readonly source: RowSource;
  /** Gives the manifest; null where a preview is shown. Throws the sentence that says why there is none. */
  readonly manifest: () => Promise<Manifest | null>;
  /** Undefined: nothing can be decided. */
  readonly curation: CurationStore | undefined;
  readonly openOrigin: (origin: RowOrigin | null) => Promise<void>;
  readonly openRaw: () => Promise<void>;
  /** All rows were read and linted. */
  readonly opened: (rows: number) => void;
  /** Something was decided: other pages of the dataset show it too. */
  readonly decided: () => void;
}

/** One page of one dataset: answers what it asks. */
export class DatasetPage {
  readonly #parts: PageParts;
  readonly #listening: vscode.Disposable;
  #closed = false;

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.#listening = parts.webview.onDidReceiveMessage((message: unknown) => this.receive(message));
  }

  dispose(): void {
    this.#closed = true;
    this.#listening.dispose();
  }

  /** Acts on what the page sent. */
  async receive(message: unknown): Promise<void> {
    const parsed = datasetPageMessageSchema.safeParse(message);
    if (!parsed.success) {
      this.#parts.log.warn('The dataset page sent something that is not a message');
      return;
    }
    try {
      await this.#act(parsed.data);
    } catch (error) {
      if (this.#closed) return;
      this.#parts.log.error(`The dataset ${this.#parts.title}: ${sentenceOf(error)}`, error);
      const key = parsed.data.kind === 'row' ? { key: parsed.data.key } : {};
      this.#send({ kind: 'error', message: sentenceOf(error), ...key });
    }
  }

  /** Tells the page what has been decided. */
  showCuration(): void {
    const { curation } = this.#parts;
    if (curation !== undefined) this.#send({ kind: 'curation', ...curation.state() });
  }

  async #act(message: DatasetPageMessage): Promise<void> {
    const { source, openOrigin, openRaw } = this.#parts;
    switch (message.kind) {
      case 'ready':
        return this.#read();
      case 'row':
        return this.#send({ kind: 'row', detail: await source.row(message.key) });
      case 'search':
        return this.#send({ kind: 'found', query: message.query, keys: await source.search(message.query) });
      case 'origin':
        return openOrigin(await source.origin(message.key, message.span));
      case 'raw':
        return openRaw();
      default:
        return this.#decide(message);
    }
  }

  #decide(message: Extract<DatasetPageMessage, { kind: 'reject' | 'keep' | 'label' | 'undo' | 'redo' }>): void {
    const { curation, decided } = this.#parts;
    if (curation === undefined) return;
    if (message.kind === 'undo') curation.undo();
    else if (message.kind === 'redo') curation.redo();
    else curation.decide({ ...message, at: new Date().toISOString() });
    decided();
  }

  async #read(): Promise<void> {
    const { source, title, manifest, opened } = this.#parts;
    const strings = vscode.l10n.bundle;
    const told = await manifest();
    this.#send({ kind: 'start', title, manifest: told, ...(strings === undefined ? {} : { strings }) });
    let rows = 0;
    const reading = source.read((reading) => {
      if (reading.kind === 'rows') rows += reading.rows.length;
      this.#send(reading);
    });
    try {
      this.showCuration();
    } catch (error) {
      this.#send({ kind: 'error', message: sentenceOf(error) });
    }
    await reading;
    opened(rows);
  }

  #send(message: DatasetHostMessage): void {
    if (!this.#closed) void this.#parts.webview.postMessage(message);
  }
}
