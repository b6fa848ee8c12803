import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Manifest } from '../../core/sample/manifest.ts';
import type { Sample } from '../../core/sample/sample.ts';
import type { DatasetReading, DatasetRowDetail } from '../../core/sample/viewing/datasetMessages.ts';
import type { RowOrigin } from '../../core/sample/viewing/rowOrigin.ts';
import type { PreviewRequest, SampleChoices, SessionBuild } from '../host/datasetMaking.ts';
import type { WorkerAnswer } from '../host/worker.ts';

/** Where a build stands. */
export interface BuildStep {
  readonly message: string;
  readonly done?: number;
  readonly total?: number;
}

type Message =
  | (WorkerAnswer<unknown> & { readonly id: number })
  | { readonly reading: DatasetReading }
  | { readonly progress: BuildStep };

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The worker that reads one dataset, or makes samples. It is started by the first question. */
export class DatasetWorker {
  readonly #program: string;
  readonly #folder: string | null;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #onReading: ((reading: DatasetReading) => void) | undefined;
  #onProgress: ((progress: BuildStep) => void) | undefined;
  #asked = 0;

  /** `folder`: the dataset's; null where none is read. */
  constructor(extensionUri: vscode.Uri, folder: string | null) {
    this.#program = path.join(extensionUri.fsPath, 'dist', 'workers', 'dataset.cjs');
    this.#folder = folder;
  }

  manifest(): Promise<Manifest> {
    return this.#ask({ kind: 'manifest' }) as Promise<Manifest>;
  }

  /** Reads the dataset and tells what comes of it. Rejects with the sentence that says why it cannot be read. */
  async read(listener: (reading: DatasetReading) => void): Promise<void> {
    this.#onReading = listener;
    await this.#ask({ kind: 'read' });
  }

  row(key: number): Promise<DatasetRowDetail> {
    return this.#ask({ kind: 'row', key }) as Promise<DatasetRowDetail>;
  }

  origin(key: number, span: number | undefined): Promise<RowOrigin | null> {
    return this.#ask({ kind: 'origin', key, ...(span === undefined ? {} : { span }) }) as Promise<RowOrigin | null>;
  }

  search(query: string): Promise<readonly number[]> {
    return this.#ask({ kind: 'search', query }) as Promise<readonly number[]>;
  }

  choices(): Promise<SampleChoices> {
    return this.#ask({ kind: 'choices' }) as Promise<SampleChoices>;
  }

  preview(request: PreviewRequest): Promise<Sample> {
    return this.#ask({ kind: 'preview', ...request }) as Promise<Sample>;
  }

  /** Makes a dataset of a session; gives the number of rows. */
  build(request: SessionBuild, listener: (progress: BuildStep) => void): Promise<number> {
    this.#onProgress = listener;
    return this.#ask({ kind: 'build', ...request }) as Promise<number>;
  }

  /** Lets a build end at its next step; it then rejects. */
  async cancel(): Promise<void> {
    await this.#ask({ kind: 'cancel' });
  }

  dispose(): void {
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#ended(worker, ended());
    void worker.terminate();
  }

  #ask(question: Readonly<Record<string, unknown>>): Promise<unknown> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, ...question });
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#program, { workerData: { folder: this.#folder } });
    worker.on('message', (message: Message) => {
      if ('reading' in message) this.#onReading?.(message.reading);
      else if ('progress' in message) this.#onProgress?.(message.progress);
      else this.#answered(message);
    });
    worker.on('error', (error) => this.#ended(worker, error));
    worker.on('exit', () => this.#ended(worker, ended()));
    return worker;
  }

  #answered(answer: WorkerAnswer<unknown> & { readonly id: number }): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.result);
    else waiting?.reject(new Error(answer.sentence));
  }

  #ended(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function ended(): TracewrightError {
  return new TracewrightError('worker-ended', vscode.l10n.t('Work on the dataset ended without an answer'), {
    kind: 'environment',
    remedy: vscode.l10n.t('try again; the log says more'),
  });
}
