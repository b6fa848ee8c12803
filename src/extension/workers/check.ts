/** Checks the change in a working tree, away from the thread in which people type. */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { answerCheck } from '../host/checkAnswers.ts';
import { answerWith } from '../host/workerAnswer.ts';

const question = z.object({ repository: z.string(), base: z.string() });

void answerWith(() =>
  answerCheck(question.parse(workerData), {
    send: (progress) => parentPort?.postMessage({ progress }),
    listen: (listener) => {
      parentPort?.on('message', listener);
    },
  }),
);
