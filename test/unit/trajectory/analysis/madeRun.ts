import type { Step, Trajectory } from '../../../../src/core/trajectory/atif.ts';

/** A turn of a made-up run: a call with what came back, or words. */
export type Turn =
  | {
      readonly call: string;
      readonly given?: Record<string, unknown>;
      readonly seen?: string;
      readonly failed?: boolean;
      readonly tree?: string;
      readonly say?: string;
      readonly ms?: number;
      readonly tokens?: number;
    }
  | { readonly say: string }
  | { readonly user: string };

export const bash = (
  command: string,
  seen: string,
  more: { failed?: boolean; tree?: string; ms?: number; tokens?: number } = {},
): Turn => ({
  call: 'bash',
  given: { command },
  seen,
  ...more,
});
export const replace = (path: string, before: string, after: string): Turn => ({
  call: 'str_replace',
  given: { path, old_str: before, new_str: after },
  seen: `The file ${path} has been edited.`,
});
export const read = (path: string, seen: string): Turn => ({ call: 'read_file', given: { path }, seen });

/** A trajectory of these turns; step numbers are 1, 2, …, a second apart. */
export function madeRun(turns: readonly Turn[]): Trajectory {
  let tree: string | undefined;
  return {
    schema_version: 'ATIF-v1.7',
    agent: { name: 'made', version: '1' },
    steps: turns.map((turn, index): Step => {
      const common = { step_id: index + 1, timestamp: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString() };
      if ('user' in turn) return { ...common, source: 'user', message: turn.user };
      if (!('call' in turn)) return { ...common, source: 'agent', message: turn.say };
      const before = tree;
      tree = turn.tree ?? tree;
      const id = `c${index}`;
      const ground = {
        ...(turn.failed === undefined ? {} : { isError: turn.failed }),
        ...(turn.ms === undefined ? {} : { durationMs: turn.ms }),
      };
      return {
        ...common,
        source: 'agent',
        message: turn.say ?? '',
        tool_calls: [{ tool_call_id: id, function_name: turn.call, arguments: turn.given ?? {} }],
        observation: {
          results: [{ source_call_id: id, content: turn.seen ?? '', extra: { tracewright: ground } }],
        },
        ...(turn.tokens === undefined ? {} : { metrics: { completion_tokens: turn.tokens } }),
        ...(tree === undefined ? {} : { extra: { tracewright: { treeBefore: before ?? 'start', treeAfter: tree } } }),
      };
    }),
  };
}
