/** Replays one trajectory or session, and checks what it left, away from the thread in which people type. */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import type { ReplayProgress } from '../host/replayAnswer.ts';
import { answerReplay } from '../host/replayAnswers.ts';
import { answerWith } from '../host/workerAnswer.ts';

const question = z.object({
  kind: z.enum(['view', 'state', 'edits', 'exec', 'check']),
  source: z.string(),
  repo: z.string(),
  base: z.nullable(z.string()),
  version: z.string(),
});

void answerWith(() =>
  answerReplay(question.parse(workerData), (progress: ReplayProgress) => parentPort?.postMessage({ progress })),
);
