import type { Step } from '../../trajectory/atif.ts';
import { fieldsOf, listOf, textOf } from '../../trajectory/importing/fields.ts';

/** Steps from a thought to its check. */
export interface Episode {
  /** Positions among the steps, the last one too. */
  readonly first: number;
  readonly last: number;
  /** Types of the notes in it, in their order. */
  readonly notes: readonly string[];
}

/** The types of the notes that a step's reasoning was made of. */
export function noteTypes(step: Step): string[] {
  return listOf(fieldsOf(fieldsOf(step.extra).tracewright).notes).flatMap((note) => textOf(fieldsOf(note).type) ?? []);
}

const begins = new Set(['goal', 'plan']);

/**
 * Where somebody thought, acted and checked: from a step with a note to the one that tells how it was verified, or as far
 * as notes go before the next goal or plan. What is between two noted steps belongs to the work.
 */
export function episodesOf(steps: readonly Step[]): Episode[] {
  const episodes: Episode[] = [];
  let open: { first: number; last: number; notes: string[] } | null = null;
  const close = () => {
    if (open !== null) episodes.push(open);
    open = null;
  };
  for (const [at, step] of steps.entries()) {
    const types = noteTypes(step);
    if (types.length === 0) continue;
    if (types.some((type) => begins.has(type))) close();
    open ??= { first: at, last: at, notes: [] };
    open.last = at;
    open.notes.push(...types);
    if (types.includes('verification')) close();
  }
  close();
  return episodes;
}
