import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { TracewrightError } from '../core/errors.ts';
import type { AnalysisOptions } from '../core/trajectory/analysis/analyzeTrajectory.ts';
import { fileTrouble } from '../node/formats/fileTrouble.ts';

const replayed = z.object({
  steps: z.array(
    z.object({
      index: z.number(),
      verdict: z.string(),
      treeBefore: z.nullable(z.string()),
      treeAfter: z.nullable(z.string()),
    }),
  ),
});
const checked = z.object({
  atStart: z.optional(z.array(z.string())),
  steps: z.array(
    z.object({ step: z.number(), ok: z.nullable(z.boolean()), failures: z.optional(z.array(z.string())) }),
  ),
});

/** The trees in what `replay --json` wrote. Throws `bad-replay` where the file is none. */
export async function replayedTrees(file: string): Promise<NonNullable<AnalysisOptions['trees']>> {
  const { steps } = await parsed(
    file,
    replayed,
    'bad-replay',
    'is no report of a replay',
    'write it with replay --json',
  );
  return new Map(steps.map(({ index, treeBefore, treeAfter }) => [index, { before: treeBefore, after: treeAfter }]));
}

/**
 * What checks said after each step: `{"atStart": [ids], "steps": [{"step": 1, "ok": true, "failures": [ids]}]}`.
 * Throws `bad-checks` where the file is none.
 */
export async function checksOfSteps(file: string): Promise<Pick<AnalysisOptions, 'checks' | 'failedAtStart'>> {
  const form = '{"steps": [{"step": 1, "ok": true}]}';
  const { atStart = [], steps } = await parsed(
    file,
    checked,
    'bad-checks',
    'holds no checks of steps',
    `its form is ${form}`,
  );
  return {
    failedAtStart: atStart,
    checks: steps.map(({ step, ok, failures = [] }) => ({ step, ok, failures })),
  };
}

async function parsed<Schema extends z.ZodMiniType>(
  file: string,
  schema: Schema,
  code: string,
  what: string,
  remedy: string,
): Promise<z.infer<Schema>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw fileTrouble(cause, file) ?? cause;
  });
  const read = schema.safeParse(jsonOf(text));
  if (read.success) return read.data;
  throw new TracewrightError(code, what, { place: { file }, remedy });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
