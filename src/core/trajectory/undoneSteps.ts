import type { CallGround, Step, Trajectory } from './atif.ts';

interface FileChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * Ids of the steps of a recorded session that came to nothing: those whose changes later undo steps took back in every
 * file, and these undo steps themselves. Told by the files' recorded blob ids: an undo that leaves a file as it was
 * before an earlier step takes back that step and all since. What was done again stays.
 */
export function undoneSteps(trajectory: Trajectory): ReadonlySet<number> {
  const standing = new Map<string, (FileChange & { readonly step: number })[]>();
  const touched = new Set<number>();
  for (const step of trajectory.steps) {
    for (const change of fileChanges(step)) {
      touched.add(step.step_id);
      const history = standing.get(change.path) ?? [];
      standing.set(change.path, history);
      const back = isUndo(step) ? history.findLastIndex(({ before }) => before === change.after) : -1;
      if (back < 0) history.push({ ...change, step: step.step_id });
      else history.splice(back);
    }
  }
  for (const history of standing.values()) for (const { step } of history) touched.delete(step);
  return touched;
}

function isUndo(step: Step): boolean {
  return step.extra?.kind === 'undo' || step.extra?.kind === 'revert';
}

/** Each file of a step once, from its first state to its last. */
function fileChanges(step: Step): FileChange[] {
  const changes = new Map<string, FileChange>();
  for (const { extra } of step.tool_calls ?? []) {
    const ground: CallGround = typeof extra?.tracewright === 'object' ? (extra.tracewright ?? {}) : {};
    for (const { path, before, after } of ground.files ?? []) {
      const first = changes.get(path);
      changes.set(path, { path, before: first === undefined ? before : first.before, after });
    }
  }
  return [...changes.values()];
}
