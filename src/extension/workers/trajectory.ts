/**
 * Reads one trajectory and answers about its steps, away from the thread in which people type. `workerData`: the file.
 * Without an id it tells what comes of a reading (TrajectoryReading); with one it answers that question.
 */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { importAsAtif, looksLikeTrajectory, TrajectoryAnswers } from '../host/trajectoryAnswers.ts';
import { answerOf } from '../host/workerAnswer.ts';

const question = z.intersection(
  z.object({ id: z.number() }),
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('read') }),
    z.object({ kind: z.literal('detail'), key: z.string() }),
    z.object({ kind: z.literal('search'), query: z.string() }),
    z.object({ kind: z.literal('recognise') }),
    z.object({ kind: z.literal('import'), out: z.string() }),
  ]),
);

const { file } = z.object({ file: z.string() }).parse(workerData);
const answers = new TrajectoryAnswers(file);

parentPort?.on('message', async (message: unknown) => {
  const asked = question.parse(message);
  parentPort?.postMessage({ id: asked.id, ...(await answerOf(async () => answerTo(asked))) });
});

async function answerTo(asked: z.infer<typeof question>): Promise<unknown> {
  switch (asked.kind) {
    case 'read':
      return answers.read((reading) => parentPort?.postMessage({ reading }));
    case 'detail':
      return answers.detail(asked.key);
    case 'search':
      return answers.search(asked.query);
    case 'recognise':
      return looksLikeTrajectory(file);
    case 'import':
      return importAsAtif(file, asked.out);
  }
}
