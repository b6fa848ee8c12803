import path from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import {
  type TrajectoryHostMessage,
  type TrajectoryPageMessage,
  trajectoryPageMessageSchema,
} from '../../core/trajectory/viewing/viewMessages.ts';
import { sentenceOf } from '../host/problems.ts';
import { showPage } from '../host/showPage.ts';
import { openAsText } from './rawFile.ts';
import { TrajectoryWorker } from './trajectoryWorker.ts';

/** The editor of trajectories for files that are hardly anything else, and the one that is only offered. */
export const TRAJECTORY_EDITOR = 'tracewright.trajectory';
export const OFFERED_EDITOR = 'tracewright.trajectoryOffered';

/** What the editor tells of an open trajectory; tests wait for it. */
export interface TrajectoryOpened {
  readonly file: string;
  readonly steps: number;
}

/** A read-only editor for trajectories: the file is read in a worker, and the page shows its steps as they come. */
export class TrajectoryEditor implements vscode.CustomReadonlyEditorProvider {
  readonly #log: Log;
  readonly #extensionUri: vscode.Uri;
  readonly #opened = new vscode.EventEmitter<TrajectoryOpened>();
  readonly onDidOpen = this.#opened.event;

  constructor(log: Log, extensionUri: vscode.Uri) {
    this.#log = log;
    this.#extensionUri = extensionUri;
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose() {} };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, { webview, onDidDispose }: vscode.WebviewPanel): void {
    const worker = new TrajectoryWorker(this.#extensionUri, uri.fsPath);
    const page = new TrajectoryPage({
      log: this.#log,
      uri,
      webview,
      worker,
      opened: (told) => this.#opened.fire(told),
    });
    const listening = webview.onDidReceiveMessage((message: unknown) => page.receive(message));
    onDidDispose(() => {
      page.close();
      listening.dispose();
      worker.dispose();
    });
    showPage(webview, this.#extensionUri, 'trajectory', path.basename(uri.path));
  }

  dispose(): void {
    this.#opened.dispose();
  }
}

interface PageParts {
  readonly log: Log;
  readonly uri: vscode.Uri;
  readonly webview: vscode.Webview;
  readonly worker: TrajectoryWorker;
  readonly opened: (told: TrajectoryOpened) => void;
}

/** One page of one trajectory: answers what it asks. */
class TrajectoryPage {
  readonly #parts: PageParts;
  #closed = false;

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  close(): void {
    this.#closed = true;
  }

  receive(message: unknown): void {
    const parsed = trajectoryPageMessageSchema.safeParse(message);
    if (!parsed.success) {
      this.#parts.log.warn('The trajectory page sent something that is not a message');
      return;
    }
    this.#act(parsed.data).catch((error) => {
      if (this.#closed) return;
      this.#parts.log.error(`The trajectory ${this.#parts.uri.fsPath}: ${sentenceOf(error)}`, error);
      const key = 'key' in parsed.data ? { key: parsed.data.key } : {};
      this.#send({ kind: 'error', message: sentenceOf(error), ...key });
    });
  }

  async #act(message: TrajectoryPageMessage): Promise<void> {
    const { uri, worker } = this.#parts;
    switch (message.kind) {
      case 'ready':
        return this.#read();
      case 'detail':
        return this.#send({ kind: 'detail', detail: await worker.detail(message.key) });
      case 'search':
        return this.#send({ kind: 'found', query: message.query, keys: await worker.search(message.query) });
      case 'raw':
        return openAsText(uri, message.line, message.file);
    }
  }

  async #read(): Promise<void> {
    const { uri, worker, opened } = this.#parts;
    const strings = vscode.l10n.bundle;
    this.#send({ kind: 'start', file: uri.path, ...(strings === undefined ? {} : { strings }) });
    if (uri.scheme !== 'file') {
      this.#send({
        kind: 'error',
        message: vscode.l10n.t('Only files on this computer can be opened as a trajectory.'),
      });
      return;
    }
    let steps = 0;
    await worker.read((reading) => {
      if (reading.kind === 'rows') steps += reading.rows.length;
      this.#send(reading);
    });
    opened({ file: uri.fsPath, steps });
  }

  #send(message: TrajectoryHostMessage): void {
    if (!this.#closed) void this.#parts.webview.postMessage(message);
  }
}
