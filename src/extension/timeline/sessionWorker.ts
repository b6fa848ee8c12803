import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { FileDiff, Timeline } from '../../core/session/timeline.ts';
import { mustBeTrusted } from '../host/trust.ts';
import type { WorkerAnswer } from '../host/worker.ts';

type Answer = WorkerAnswer<unknown> & { readonly id: number };

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A worker that was asked nothing for so long is ended, and its memory given back. Milliseconds. */
const IDLE_MS = 60_000;

/**
 * The worker that knows one session. It is started by the first question, and again by one after its end. Questions
 * reject with `untrusted` in a folder that is not trusted: the worker runs git on what is in the folder.
 */
export class SessionWorker {
  readonly #program: string;
  readonly #folder: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #asked = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(extensionUri: vscode.Uri, folder: string) {
    this.#program = vscode.Uri.joinPath(extensionUri, 'dist', 'workers', 'timeline.cjs').fsPath;
    this.#folder = folder;
  }

  timeline(): Promise<Timeline> {
    return this.#ask({}) as Promise<Timeline>;
  }

  /** The files that an operation changed. */
  diffs(operation: string): Promise<readonly FileDiff[]> {
    return this.#ask({ operation }) as Promise<readonly FileDiff[]>;
  }

  dispose(): void {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#ended(worker, ended());
    void worker.terminate();
  }

  async #ask(question: { readonly operation?: string }): Promise<unknown> {
    mustBeTrusted(vscode.l10n.t('Reading a recording runs git in this folder, which is not trusted'));
    clearTimeout(this.#idle);
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
    worker.on('message', (answer: Answer) => this.#answered(answer));
    worker.on('error', (error) => this.#ended(worker, error));
    worker.on('exit', () => this.#ended(worker, ended()));
    return worker;
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.result);
    else waiting?.reject(new Error(answer.sentence));
    if (this.#waiting.size === 0) this.#idle = setTimeout(() => this.dispose(), IDLE_MS);
  }

  #ended(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function ended(): TracewrightError {
  return new TracewrightError('worker-ended', vscode.l10n.t('Reading the session ended without an answer'), {
    kind: 'environment',
    remedy: vscode.l10n.t('try again; the log says more'),
  });
}
