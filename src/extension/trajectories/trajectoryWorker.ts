import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { StepDetail } from '../../core/trajectory/viewing/stepDetail.ts';
import type { TrajectoryReading } from '../../core/trajectory/viewing/viewMessages.ts';
import type { WorkerAnswer } from '../host/worker.ts';

type Message = (WorkerAnswer<unknown> & { readonly id: number }) | { readonly reading: TrajectoryReading };

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The worker that reads one trajectory and knows its steps. It is started by the first question. */
export class TrajectoryWorker {
  readonly #program: string;
  readonly #file: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #listener: ((reading: TrajectoryReading) => void) | undefined;
  #asked = 0;

  constructor(extensionUri: vscode.Uri, file: string) {
    this.#program = path.join(extensionUri.fsPath, 'dist', 'workers', 'trajectory.cjs');
    this.#file = file;
  }

  /** Reads the file and tells what comes of it. Rejects with the sentence that says why it cannot be read. */
  async read(listener: (reading: TrajectoryReading) => void): Promise<void> {
    this.#listener = listener;
    await this.#ask({ kind: 'read' });
  }

  detail(key: string): Promise<StepDetail> {
    return this.#ask({ kind: 'detail', key }) as Promise<StepDetail>;
  }

  /** Keys of the steps that hold every word. */
  search(query: string): Promise<readonly string[]> {
    return this.#ask({ kind: 'search', query }) as Promise<readonly string[]>;
  }

  /** Whether the file begins like a trajectory. */
  recognise(): Promise<boolean> {
    return this.#ask({ kind: 'recognise' }) as Promise<boolean>;
  }

  /** Writes the trajectory as ATIF to a file that is not there yet; gives the number of steps. */
  import(out: string): Promise<number> {
    return this.#ask({ kind: 'import', out }) as Promise<number>;
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
    const worker = new Worker(this.#program, { workerData: { file: this.#file } });
    worker.on('message', (message: Message) => {
      if ('reading' in message) this.#listener?.(message.reading);
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
  return new TracewrightError('worker-ended', vscode.l10n.t('Reading the trajectory ended without an answer'), {
    kind: 'environment',
    remedy: vscode.l10n.t('try again; the log says more'),
  });
}
