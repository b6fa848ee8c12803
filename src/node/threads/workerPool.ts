import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { TracewrightError } from '../../core/errors.ts';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

/** What a thread is sent, and what it sends back. */
export interface ThreadQuestion {
  readonly id: number;
  readonly question: unknown;
}
export type ThreadAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly sentence: string };

/**
 * A few threads that run the same program of src/node/workers and answer questions. Which thread is asked is the
 * caller's choice, so that one can know what it was asked before.
 */
export class WorkerPool<Question, Result> {
  readonly #threads: readonly Thread[];
  #asked = 0;

  /** @param data what each thread gets as its `workerData` */
  constructor(program: string, threads: number, data: unknown) {
    const file = programFile(program);
    this.#threads = Array.from({ length: threads }, () => start(file, data));
  }

  get size(): number {
    return this.#threads.length;
  }

  /** Asks one thread, by its number. Rejects with what its program threw, or when it ended. */
  ask(thread: number, question: Question): Promise<Result> {
    const { worker, waiting } = this.#threads[thread % this.#threads.length] as Thread;
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve: (result) => resolve(result as Result), reject });
      worker.postMessage({ id, question } satisfies ThreadQuestion);
    });
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }
}

function start(file: string, data: unknown): Thread {
  const thread: Thread = { worker: new Worker(file, { workerData: data }), waiting: new Map() };
  const fail = (error: Error) => {
    for (const { reject } of thread.waiting.values()) reject(error);
    thread.waiting.clear();
  };
  thread.worker.on('message', (answer: ThreadAnswer) => {
    const waiting = thread.waiting.get(answer.id);
    thread.waiting.delete(answer.id);
    if ('result' in answer) waiting?.resolve(answer.result);
    else waiting?.reject(new Error(answer.sentence));
  });
  thread.worker.on('error', fail);
  thread.worker.on('exit', () => fail(new Error('a worker thread ended before its work was done')));
  return thread;
}

/** The program's file: built beside the bundle that this code is in, or the source itself. */
function programFile(program: string): string {
  const here = import.meta.dirname;
  const places = [
    path.join(here, 'workers', `${program}.cjs`),
    path.join(here, '..', 'workers', `${program}.cjs`),
    path.join(here, '..', 'workers', `${program}.ts`),
  ];
  const found = places.find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new TracewrightError('no-worker', `the program of the worker "${program}" is missing`, {
    kind: 'environment',
    remedy: 'install the product again, or build it',
  });
}
