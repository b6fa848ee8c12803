import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import { mustBeTrusted } from './trust.ts';

/** What a worker answers: a result, or the one sentence that says why there is none. */
export type WorkerAnswer<R> =
  | { readonly ok: true; readonly result: R }
  | { readonly ok: false; readonly sentence: string };

/** A worker that was asked something; `dispose` ends it, and the promise then rejects. */
export interface Asked<R> {
  readonly answer: Promise<R>;
  dispose(): void;
}

/**
 * Starts `dist/workers/<name>.cjs` with `question` as its `workerData`, and gives its one answer. Long work is done
 * there, because everything in this thread delays typing. Throws `untrusted`: workers run git on what is in the folder.
 * @param listen told what the worker says on the way (messages with a `progress`); `send` gives it a message back
 */
export function askWorker<R, P = never>(
  extensionUri: vscode.Uri,
  name: string,
  question: unknown,
  listen?: (progress: P, send: (message: unknown) => void) => void,
): Asked<R> {
  mustBeTrusted(vscode.l10n.t('Reading a recording runs git in this folder, which is not trusted'));
  const worker = new Worker(path.join(extensionUri.fsPath, 'dist', 'workers', `${name}.cjs`), { workerData: question });
  const answer = new Promise<R>((resolve, reject) => {
    worker.on('message', (message: WorkerAnswer<R> | { readonly progress: P }) => {
      if ('progress' in message) {
        listen?.(message.progress, (reply) => worker.postMessage(reply));
        return;
      }
      if (message.ok) resolve(message.result);
      else reject(new Error(message.sentence));
      void worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(ended(name)));
  });
  return { answer, dispose: () => void worker.terminate() };
}

function ended(name: string): TracewrightError {
  return new TracewrightError('worker-ended', vscode.l10n.t('The worker "{0}" ended without an answer', name), {
    kind: 'environment',
    remedy: vscode.l10n.t('try again; the log says more'),
  });
}
