import { parentPort } from 'node:worker_threads';
import { TracewrightError } from '../../core/errors.ts';
import type { ThreadAnswer, ThreadQuestion } from './workerPool.ts';

/** Makes this thread answer a pool's questions, one after the other. */
export function answering<Question, Result>(answer: (question: Question) => Promise<Result>): void {
  let turn: Promise<void> = Promise.resolve();
  parentPort?.on('message', ({ id, question }: ThreadQuestion) => {
    turn = turn.then(async () => {
      parentPort?.postMessage(await answerTo(id, () => answer(question as Question)));
    });
  });
}

async function answerTo(id: number, work: () => Promise<unknown>): Promise<ThreadAnswer> {
  try {
    return { id, result: await work() };
  } catch (error) {
    return { id, sentence: error instanceof TracewrightError ? error.sentence : String(error) };
  }
}
