import type { Step, Trajectory } from '../../core/trajectory/atif.ts';
import type { PathRule } from '../../core/trajectory/pathInside.ts';
import { ToolSession } from '../../core/trajectory/tools/toolSession.ts';
import type { StepVerdict } from '../../core/trajectory/verdict.ts';
import { callNeed } from './callNeeds.ts';
import { recordedFolder, recordedText, stepGround } from './ground.ts';

/** Tells every step and what it would take to replay it. Nothing is laid out: every verdict is `skipped`. */
export function viewTrajectory(trajectory: Trajectory, rules: readonly PathRule[]): StepVerdict[] {
  const cwd = recordedFolder(trajectory);
  const tools = new ToolSession({ look: () => ({ kind: 'absent' }) }, { rules, ...(cwd === null ? {} : { cwd }) });
  return trajectory.steps.map((step) => view(step, tools));
}

function view(step: Step, tools: ToolSession): StepVerdict {
  const needs = (step.tool_calls ?? []).map((call) => callNeed(call, tools.perform(call, recordedText(step, call))));
  const ground = stepGround(step);
  const state = ground === null ? [] : ['its recorded tree can be laid out (state)'];
  const told = [...state, ...new Set(needs.map(({ text }) => text))];
  const cause = needs.find((need) => need.cause !== undefined)?.cause;
  return {
    index: step.step_id,
    verdict: 'skipped',
    reason: told.length === 0 ? 'it has no tool calls' : told.join('; '),
    treeBefore: ground?.treeBefore ?? null,
    treeAfter: ground?.treeAfter ?? null,
    ...(cause === undefined ? {} : { cause }),
  };
}
