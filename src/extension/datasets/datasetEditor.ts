import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { RowOrigin } from '../../core/sample/viewing/rowOrigin.ts';
import { showPage } from '../host/showPage.ts';
import { CurationStore } from './curationStore.ts';
import { DatasetPage } from './datasetPage.ts';
import { DatasetWorker } from './datasetWorker.ts';

/** The editor of datasets in the workspace's own folder, and the one that is taken where a manifest is one of ours. */
export const DATASET_EDITOR = 'tracewright.dataset';
export const OFFERED_DATASET_EDITOR = 'tracewright.datasetOffered';

/** What the editor tells of an open dataset; tests wait for it. */
export interface DatasetOpened {
  /** The dataset's folder. */
  readonly folder: string;
  readonly rows: number;
}

interface OpenDataset {
  readonly curation: CurationStore;
  readonly pages: Set<DatasetPage>;
}

/** A read-only editor for datasets, on their manifest: rows are read in a worker, decisions go to `curation.json`. */
export class DatasetEditor implements vscode.CustomReadonlyEditorProvider {
  readonly #log: Log;
  readonly #extensionUri: vscode.Uri;
  readonly #openOrigin: (origin: RowOrigin | null) => Promise<void>;
  readonly #opened = new vscode.EventEmitter<DatasetOpened>();
  readonly #datasets = new Map<string, OpenDataset>();
  readonly onDidOpen = this.#opened.event;

  constructor(log: Log, extensionUri: vscode.Uri, openOrigin: (origin: RowOrigin | null) => Promise<void>) {
    this.#log = log;
    this.#extensionUri = extensionUri;
    this.#openOrigin = openOrigin;
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose() {} };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, { webview, onDidDispose }: vscode.WebviewPanel): void {
    const folder = path.dirname(uri.fsPath);
    const title = path.basename(folder);
    const worker = new DatasetWorker(this.#extensionUri, folder);
    const dataset = this.#datasets.get(folder) ?? { curation: new CurationStore(folder), pages: new Set() };
    this.#datasets.set(folder, dataset);
    const page = new DatasetPage({
      log: this.#log,
      webview,
      title,
      source: worker,
      manifest: async () => {
        if (uri.scheme === 'file') return worker.manifest();
        throw new TracewrightError(
          'not-a-file',
          vscode.l10n.t('Only files on this computer can be opened as a dataset'),
          {
            kind: 'usage',
            remedy: vscode.l10n.t('open a folder on this computer first'),
          },
        );
      },
      curation: dataset.curation,
      openOrigin: this.#openOrigin,
      openRaw: async () => {
        await vscode.commands.executeCommand('vscode.openWith', uri, 'default', vscode.ViewColumn.Beside);
      },
      opened: (rows) => this.#opened.fire({ folder, rows }),
      decided: () => {
        for (const other of dataset.pages) other.showCuration();
      },
    });
    dataset.pages.add(page);
    onDidDispose(() => {
      page.dispose();
      worker.dispose();
      dataset.pages.delete(page);
      if (dataset.pages.size === 0) this.#datasets.delete(folder);
    });
    showPage(webview, this.#extensionUri, 'dataset', title);
  }

  /** Does what the page of an open dataset would ask for; for tests. */
  async receive(folder: string, message: unknown): Promise<void> {
    const [page] = this.#datasets.get(folder)?.pages ?? [];
    await page?.receive(message);
  }

  dispose(): void {
    this.#opened.dispose();
  }
}
