import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CheckReport } from '../../core/check/change.ts';
import type { Step, Trajectory } from '../../core/trajectory/atif.ts';
import type { ReplayReport, StepVerdict } from '../../core/trajectory/verdict.ts';
import { checkRepository } from '../../node/check/checkRepository.ts';
import { isSessionFolder } from '../../node/formats/sessionFolder.ts';
import { callGround } from '../../node/replay/ground.ts';
import { namedTrajectory } from '../../node/replay/namedTrajectory.ts';
import { replay } from '../../node/replay/replayTrajectory.ts';
import type { ReplayAnswer, ReplayProgress, ReplayQuestion, StepPlace } from './replayAnswer.ts';

/**
 * Replays what is asked for; with kind `check` also checks the change between its first and its last state.
 * Throws what reading and replaying throw.
 */
export async function answerReplay(
  question: ReplayQuestion,
  listen: (progress: ReplayProgress) => void,
): Promise<ReplayAnswer> {
  const { kind, source, repo, base, version } = question;
  const { trajectory, stores } = await namedTrajectory(source, version);
  const objects = await mkdtemp(path.join(os.tmpdir(), 'tracewright-states-'));
  try {
    const report = await replay(trajectory, {
      repo,
      stores,
      mode: kind === 'check' ? modeOf(trajectory) : kind,
      ...(base === null ? {} : { base }),
      ...(kind === 'check' ? { keepObjects: objects } : {}),
      onStep: (verdict, total) => listen({ verdict, total }),
    });
    const places = await placesOf(question, trajectory, report.steps);
    return { report, places, check: kind === 'check' ? await checkStates(trajectory, report, objects) : null };
  } finally {
    await rm(objects, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Recorded states where there are any, since they hold what no tool call tells. */
function modeOf(trajectory: Trajectory): 'state' | 'edits' {
  const grounded = trajectory.steps.some(({ extra }) => {
    const ground = extra?.tracewright;
    return typeof ground === 'object' && ground !== null && 'treeAfter' in ground;
  });
  return grounded ? 'state' : 'edits';
}

async function checkStates(
  trajectory: Trajectory,
  { steps, finalTree }: ReplayReport,
  objects: string,
): Promise<CheckReport | null> {
  const base = steps.find(({ treeBefore }) => treeBefore !== null)?.treeBefore;
  if (base === undefined || base === null || finalTree.actual === null) return null;
  return checkRepository({ repository: objects, base, head: finalTree.actual, trajectory });
}

/** A file is read for its steps' lines only when a step needs one and its origin is not told. */
async function placesOf(
  { source, repo }: ReplayQuestion,
  trajectory: Trajectory,
  verdicts: readonly StepVerdict[],
): Promise<Record<number, StepPlace>> {
  const wanted = new Set(verdicts.filter(({ verdict }) => isWorthShowing(verdict)).map(({ index }) => index));
  const steps = trajectory.steps.filter(({ step_id: id }) => wanted.has(id));
  if (isSessionFolder(source)) {
    return Object.fromEntries(
      steps.flatMap((step) => {
        const [file] = touchedBy(step);
        return file === undefined ? [] : [[step.step_id, { file: path.join(repo, file), line: 1 }]];
      }),
    );
  }
  const text = steps.length > 0 ? await readFile(source, 'utf8').catch(() => '') : '';
  return Object.fromEntries(steps.map((step) => [step.step_id, originOf(step, source) ?? written(step, source, text)]));
}

function isWorthShowing(verdict: StepVerdict['verdict']): boolean {
  return verdict === 'diverged' || verdict === 'tree-equal-output-differs' || verdict === 'not-replayable';
}

function touchedBy(step: Step): string[] {
  return (step.tool_calls ?? []).flatMap((call) => callGround(call)?.files?.map((file) => file.path) ?? []);
}

function originOf({ extra }: Step, source: string): StepPlace | null {
  const ground = extra?.tracewright;
  const origin = typeof ground === 'object' && ground !== null && 'origin' in ground ? ground.origin : null;
  if (typeof origin !== 'object' || origin === null || !('line' in origin) || typeof origin.line !== 'number')
    return null;
  const file = 'file' in origin && typeof origin.file === 'string' ? origin.file : source;
  return { file: path.resolve(path.dirname(source), file), line: origin.line };
}

/** Where ATIF writes the step's number. */
function written({ step_id: id }: Step, file: string, text: string): StepPlace {
  const at = new RegExp(`"step_id"\\s*:\\s*${id}\\b`).exec(text)?.index ?? 0;
  return { file, line: text.slice(0, at).split('\n').length };
}
