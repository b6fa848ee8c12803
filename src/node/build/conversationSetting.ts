import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { TracewrightError } from '../../core/errors.ts';
import type { ImagePolicy } from '../../core/render/conversation.ts';
import { dialectNamed } from '../../core/sample/dialects/dialects.ts';
import type { TrajectoryInput } from '../../core/sample/toolUse/trajectoryInput.ts';
import type { ToolUseSampleOptions } from '../../core/sample/toolUse.ts';
import { type Verdict, verdicts } from '../../core/trajectory/verdict.ts';
import type { MakerSetting } from './maker.ts';
import type { OpenedUnit } from './openedUnit.ts';

/** Options of the build that only kinds made of conversations know. */
export const conversationOptionNames: readonly string[] = ['recovery-weight', 'dialect', 'images', 'granularity'];

/** What every kind of sample that is made of conversations is told, by the options of the build. */
export function conversationSetting(setting: MakerSetting): ToolUseSampleOptions {
  const { family, errors, keepUndone, maxTokens, tokenizer, options } = setting;
  return {
    family,
    errors,
    keepUndone,
    maxTokens,
    tokenizer,
    segments: options.segments === 'true',
    recoveryWeight: weightOf(options['recovery-weight']),
    images: imagesOf(options.images),
  };
}

/** One setting for each dialect that is asked for (`dialect`, names with commas; `recorded` when nothing is said). */
export function spokenSettings(setting: MakerSetting): ToolUseSampleOptions[] {
  const names = (setting.options.dialect ?? 'recorded').split(',');
  const own = conversationSetting(setting);
  return names.map((name) => {
    const dialect = dialectNamed(name, setting.seed);
    return dialect === undefined ? own : { ...own, dialect };
  });
}

function weightOf(said: string | undefined): number {
  const weight = said === undefined ? 1 : Number(said);
  if (Number.isFinite(weight) && weight > 0) return weight;
  throw usage(`a recovery cannot weigh ${said}`, 'give a number above 0');
}

function imagesOf(said: string | undefined): ImagePolicy {
  if (said === undefined || said === 'refuse' || said === 'note') return said ?? 'refuse';
  throw usage(`--images ${said} is nothing that can be done with images`, 'use refuse or note');
}

const usage = (what: string, remedy: string) => new TracewrightError('usage', what, { kind: 'usage', remedy });

const reportSchema = z.object({
  steps: z.array(z.object({ index: z.number(), verdict: z.enum(verdicts) })),
});

/**
 * The unit's trajectory with what replaying it showed. `replay` names the report of `tracewright replay --json`, or a
 * folder with one for each source, called as the source is with `.replay.json` behind it. A report of another number of
 * steps is not taken, and counted.
 * @throws TracewrightError `bad-report` when the file is no such report
 */
export async function replayedInput(unit: OpenedUnit, setting: MakerSetting): Promise<TrajectoryInput> {
  const input = await unit.trajectory();
  const named = setting.options.replay;
  if (named === undefined) return input;
  const found = reportOf(named, path.basename(unit.source.path));
  if (found === null) {
    setting.drop('no-replay-report', 1, input.source);
    return input;
  }
  const known = new Set(input.trajectory.steps.map(({ step_id: id }) => id));
  if (found.size !== known.size || [...found.keys()].some((id) => !known.has(id))) {
    setting.drop('replay-of-another', 1, input.source);
    return input;
  }
  return { ...input, verdicts: found };
}

function reportOf(named: string, source: string): Map<number, Verdict> | null {
  const folder = statSync(named, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = folder ? path.join(named, `${source}.replay.json`) : named;
  if (statSync(file, { throwIfNoEntry: false }) === undefined && folder) return null;
  const bad = (remedy: string) =>
    new TracewrightError('bad-report', 'this is no report of a replay', { place: { file }, remedy });
  try {
    const report = reportSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (report.success) return new Map(report.data.steps.map(({ index, verdict }) => [index, verdict]));
  } catch {
    throw bad('give a file that `tracewright replay --json` wrote');
  }
  throw bad('give a file that `tracewright replay --json` wrote');
}
