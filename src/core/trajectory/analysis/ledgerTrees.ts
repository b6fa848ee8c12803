import type { Step } from '../atif.ts';
import { fieldsOf, textOf } from '../importing/fields.ts';

/** Trees by the number of a step, as a replay has found them. */
export type ReplayedTrees = ReadonlyMap<number, { readonly before: string | null; readonly after: string | null }>;

interface Trees {
  readonly before: string;
  readonly after: string;
}

/**
 * Trees before and after each step: what a replay found, else what the ledger in `extra.tracewright` says. A step without
 * one stays on the tree before it. Null: nobody recorded trees.
 */
export function ledgerTrees(steps: readonly Step[], replayed?: ReplayedTrees): readonly Trees[] | null {
  const told = steps.map((step) => {
    const found = replayed?.get(step.step_id);
    const ground = fieldsOf(fieldsOf(step.extra).tracewright);
    const after = found?.after ?? textOf(ground.treeAfter);
    return after === undefined ? null : { before: found?.before ?? textOf(ground.treeBefore) ?? null, after };
  });
  const first = told.find((trees) => trees !== null);
  // Some trees of a few steps say less about the whole than the edits do.
  if (first === undefined || told.filter((trees) => trees !== null).length * 2 < steps.filter(acts).length) return null;
  let now = first.before ?? first.after;
  return told.map((trees) => {
    const before = trees?.before ?? now;
    now = trees?.after ?? before;
    return { before, after: now };
  });
}

function acts({ tool_calls: calls }: Step): boolean {
  return (calls ?? []).length > 0;
}
