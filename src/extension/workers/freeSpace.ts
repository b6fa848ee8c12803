/** Removes what deleted sessions left in the shadow git directory. `workerData`: the folder of the recordings. */
import { workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { freeSpace } from '../../node/store/freeSpace.ts';
import { answerWith } from '../host/workerAnswer.ts';

void answerWith((): Promise<boolean> => freeSpace(z.object({ folder: z.string() }).parse(workerData).folder));
