/**
 * Reads one dataset and answers about its rows, or makes samples, away from the thread in which people type.
 * `workerData`: the dataset's folder, or null where samples are made. Each question has an id and gets one answer; what
 * comes of reading and building is told on the way.
 */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { sampleSchema } from '../../core/sample/sample.ts';
import { DatasetAnswers } from '../host/datasetAnswers.ts';
import { buildFromSession, previewSample, sampleChoices } from '../host/datasetMaking.ts';
import { answerOf } from '../host/workerAnswer.ts';

const question = z.intersection(
  z.object({ id: z.number() }),
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('manifest') }),
    z.object({ kind: z.literal('read') }),
    z.object({ kind: z.literal('row'), key: z.number() }),
    z.object({ kind: z.literal('origin'), key: z.number(), span: z.optional(z.number()) }),
    z.object({ kind: z.literal('search'), query: z.string() }),
    z.object({ kind: z.literal('choices') }),
    z.object({
      kind: z.literal('preview'),
      family: z.string(),
      path: z.string(),
      language: z.string(),
      text: z.string(),
      start: z.number(),
      end: z.number(),
    }),
    z.object({
      kind: z.literal('build'),
      session: z.string(),
      kinds: z.array(sampleSchema.shape.kind),
      family: z.string(),
      out: z.string(),
      version: z.string(),
    }),
    z.object({ kind: z.literal('cancel') }),
  ]),
);
type Question = z.infer<typeof question>;

const { folder } = z.object({ folder: z.nullable(z.string()) }).parse(workerData);
const answers = new DatasetAnswers(folder ?? '');
const cancelled = new AbortController();

parentPort?.on('message', async (message: unknown) => {
  const asked = question.parse(message);
  parentPort?.postMessage({ id: asked.id, ...(await answerOf(async () => answerTo(asked))) });
});

async function answerTo(asked: Question): Promise<unknown> {
  switch (asked.kind) {
    case 'manifest':
      return answers.manifest();
    case 'read':
      return answers.read((reading) => parentPort?.postMessage({ reading }));
    case 'row':
      return answers.detail(asked.key);
    case 'origin':
      return answers.origin(asked.key, asked.span);
    case 'search':
      return answers.search(asked.query);
    case 'choices':
      return sampleChoices();
    case 'preview':
      return previewSample(asked);
    case 'build':
      return buildFromSession(asked, { report: (progress) => parentPort?.postMessage({ progress }) }, cancelled.signal);
    case 'cancel':
      return cancelled.abort();
  }
}
