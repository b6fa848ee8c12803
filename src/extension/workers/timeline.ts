/**
 * Answers questions about one session, its timeline or the file diffs of one of its operations, away from the thread
 * in which people type. `workerData`: the session's folder. Lives until it is ended, and reads only what is new.
 */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { SessionAnswers } from '../host/sessionAnswers.ts';
import { answerOf } from '../host/workerAnswer.ts';

const question = z.object({ id: z.number(), operation: z.optional(z.string()) });

const { folder } = z.object({ folder: z.string() }).parse(workerData);
const answers = new SessionAnswers(folder);

parentPort?.on('message', async (message: unknown) => {
  const { id, operation } = question.parse(message);
  const answer = await answerOf(
    async () => await (operation === undefined ? answers.timeline() : answers.diffs(operation)),
  );
  parentPort?.postMessage({ id, ...answer });
});
