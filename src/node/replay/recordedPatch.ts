import type { Trajectory } from '../../core/trajectory/atif.ts';

/** Fields in which agents' logs hold the change that they handed in. */
const fields = ['submission', 'model_patch', 'git_patch', 'patch', 'diff'];

/** The change that the agent handed in at its end, as a patch that git can apply; null: none was recorded. */
export function recordedPatch(trajectory: Trajectory): string | null {
  const found = search(trajectory.extra ?? {}, 4);
  return found === null ? null : `${found.replace(/^\n+/, '').replace(/\n*$/, '')}\n`;
}

function search(value: unknown, depth: number): string | null {
  if (typeof value !== 'object' || value === null || depth === 0) return null;
  const entries = Object.entries(value);
  for (const field of fields) {
    const text = entries.find(([name]) => name === field)?.[1];
    if (typeof text === 'string' && /^\s*(diff --git |--- )/.test(text)) return text;
  }
  for (const [, below] of entries) {
    const text = search(below, depth - 1);
    if (text !== null) return text;
  }
  return null;
}
