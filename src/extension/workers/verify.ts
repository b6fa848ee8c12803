/** Verifies one session, away from the thread in which people type. `workerData`: the session's folder. */
import { workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { verifySessionFolder } from '../../node/store/verifySession.ts';
import type { VerificationReport } from '../host/verification.ts';
import { answerWith } from '../host/workerAnswer.ts';

const question = z.object({ folder: z.string() });

void answerWith(async (): Promise<VerificationReport> => {
  const { folder } = question.parse(workerData);
  const { errors, warnings: _warnings, ...rest } = await verifySessionFolder(folder);
  return { ...rest, problems: errors.map(({ sentence }) => sentence) };
});
