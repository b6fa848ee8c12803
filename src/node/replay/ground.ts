import * as z from 'zod/mini';
import type { Step, ToolCall, Trajectory } from '../../core/trajectory/atif.ts';

const tree = z.string().check(z.regex(/^[0-9a-f]{40,64}$/));

const trajectoryGroundSchema = z.looseObject({
  baseCommit: z.optional(z.nullable(z.string())),
  baseTree: z.optional(tree),
  finalTree: z.optional(tree),
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

/** Whether the recorded result of a call tells of a failure: by a mark, or by how agents' tools word it. */
export function recordedFailure(step: Step, call: ToolCall): boolean {
  if (callGround(call)?.isError === true) return true;
  const results = step.observation?.results ?? [];
  return results
    .filter(({ source_call_id: id }) => id === call.tool_call_id)
    .some(({ content, extra }) => {
      if (extra?.is_error === true || extra?.isError === true) return true;
      const text = typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('\n');
      return /^\s*(<tool_use_error>|error\b|no replacement was performed|failed to |invalid `|file not found|string to replace not found)/i.test(
        text,
      );
    });
}
