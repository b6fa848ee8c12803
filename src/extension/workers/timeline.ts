/**
 * Makes a session's timeline, or the file diffs of one of its operations, away from the thread in which people type.
 * `workerData`: the session's folder and, for diffs, the operation's id.
 */
import { workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { buildTimeline } from '../../core/session/buildTimeline.ts';
import { operationDiffs } from '../../core/session/operationDiffs.ts';
import { inferOperations } from '../../core/session/operations.ts';
import type { FileDiff, Timeline } from '../../core/session/timeline.ts';
import { nodeDigest } from '../../node/store/digest.ts';
import { openSession } from '../../node/store/openSession.ts';
import { answerWith } from '../host/workerAnswer.ts';

const question = z.object({ folder: z.string(), operation: z.optional(z.string()) });

void answerWith(async (): Promise<Timeline | readonly FileDiff[]> => {
  const { folder, operation } = question.parse(workerData);
  const { meta, events, base, blobs } = await openSession(folder);
  if (operation === undefined) return buildTimeline(meta, events, base, blobs, nodeDigest);
  const wanted = inferOperations(events, base, blobs, nodeDigest).find(({ id }) => id === operation);
  return wanted === undefined ? [] : operationDiffs(wanted, events, base, blobs, nodeDigest);
});
