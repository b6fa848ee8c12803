import { parentPort } from 'node:worker_threads';
import { TracewrightError } from '../../core/errors.ts';
import type { WorkerAnswer } from './worker.ts';

/** Runs a worker's one job and sends its answer, or the sentence that says why there is none. */
export async function answerWith<R>(job: () => Promise<R>): Promise<void> {
  parentPort?.postMessage(await answerOf(job));
}

/** What a job gave, or the sentence that says why it gave nothing. */
export async function answerOf<R>(job: () => Promise<R>): Promise<WorkerAnswer<R>> {
  try {
    return { ok: true, result: await job() };
  } catch (error) {
    const sentence = error instanceof TracewrightError ? error.sentence : String(error);
    return { ok: false, sentence };
  }
}
