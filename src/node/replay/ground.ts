import * as z from 'zod/mini';
import type { Step, ToolCall, Trajectory } from '../../core/trajectory/atif.ts';

const tree = z.string().check(z.regex(/^[0-9a-f]{40,64}$/));

const trajectoryGroundSchema = z.looseObject({
  baseCommit: z.optional(z.nullable(z.string())),
  baseTree: z.optional(tree),
  finalTree: z.optional(tree),
  /** Of an imported trajectory: the commit that its log names. */
  commit: z.optional(z.string()),
  cwd: z.optional(z.string()),
});
const stepGroundSchema = z.looseObject({
  treeBefore: tree,
  treeAfter: tree,
  unexpressed: z.optional(z.array(z.string())),
});
const callGroundSchema = z.looseObject({
  files: z.optional(
    z.array(z.object({ path: z.string(), before: z.nullable(z.string()), after: z.nullable(z.string()) })),
  ),
  isError: z.optional(z.boolean()),
  exitCode: z.optional(z.nullable(z.number())),
  cwd: z.optional(z.string()),
});

/** What the recorder wrote of the ground that the trajectory stands on; null where it did not, or not well. */
export function trajectoryGround(trajectory: Trajectory): z.infer<typeof trajectoryGroundSchema> | null {
  return trajectoryGroundSchema.safeParse(trajectory.extra?.tracewright).data ?? null;
}

export function stepGround(step: Step): z.infer<typeof stepGroundSchema> | null {
  return stepGroundSchema.safeParse(step.extra?.tracewright).data ?? null;
}

export function callGround(call: ToolCall): z.infer<typeof callGroundSchema> | null {
  return callGroundSchema.safeParse(call.extra?.tracewright).data ?? null;
}

/** The folder that the agent worked in, as recorded: the trajectory's, else that of its first call that has one. */
export function recordedFolder(trajectory: Trajectory): string | null {
  const said = trajectoryGround(trajectory)?.cwd;
  if (said !== undefined && said !== '') return said;
  for (const step of trajectory.steps) {
    for (const { extra } of [...(step.tool_calls ?? []), ...(step.observation?.results ?? [])]) {
      const cwd = callGroundSchema.safeParse(extra?.tracewright).data?.cwd;
      if (cwd !== undefined && cwd !== '') return cwd;
    }
  }
  return null;
}

/** The trajectory's base commit as its recorder or its log names it; null: none. */
export function recordedCommit(trajectory: Trajectory): string | null {
  const ground = trajectoryGround(trajectory);
  const commit = ground?.baseCommit ?? ground?.commit ?? '';
  return /^[0-9a-f]{7,64}$/.test(commit) ? commit : null;
}

/** The observation that was recorded for a call; undefined: none. */
export function recordedText(step: Step, call: ToolCall): string | undefined {
  const results = step.observation?.results ?? [];
  const own = results.filter(({ source_call_id: id }) => id === call.tool_call_id);
  const only = (step.tool_calls ?? []).length === 1 ? results.filter(({ source_call_id: id }) => !id) : [];
  const found = own.length > 0 ? own : only;
  if (found.length === 0) return undefined;
  return found.map(({ content }) => textOf(content)).join('\n');
}

/** Whether the recorded result of a call tells of a failure: by a mark, or by how agents' tools word it. */
export function recordedFailure(step: Step, call: ToolCall): boolean {
  if (callGround(call)?.isError === true) return true;
  const results = step.observation?.results ?? [];
  return results
    .filter(({ source_call_id: id }) => id === call.tool_call_id)
    .some(({ content, extra }) => {
      if (extra?.is_error === true || extra?.isError === true) return true;
      if (callGroundSchema.safeParse(extra?.tracewright).data?.isError === true) return true;
      return /^\s*(<tool_use_error>|error\b|no replacement was performed|failed to |invalid `|file not found|string to replace not found)/i.test(
        textOf(content),
      );
    });
}

function textOf(content: NonNullable<Step['observation']>['results'][number]['content']): string {
  return typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('\n');
}
