/** Forgets a part of a session, away from the thread in which people type. `workerData`: the session's folder and what. */
import { workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { type ForgetAnswer, forgetSession } from '../../node/store/forgetSession.ts';
import { answerWith } from '../host/workerAnswer.ts';

const question = z.object({
  folder: z.string(),
  request: z.union([z.object({ last: z.number() }), z.object({ path: z.string() }), z.object({ note: z.string() })]),
});

void answerWith(async (): Promise<ForgetAnswer> => {
  const { folder, request } = question.parse(workerData);
  return forgetSession(folder, request);
});
