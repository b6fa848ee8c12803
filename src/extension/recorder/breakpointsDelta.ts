import type { SessionEventOf } from '../../core/session/event.ts';

export type Breakpoint = SessionEventOf<'breakpoints'>['added'][number];
export type BreakpointsDelta = Pick<SessionEventOf<'breakpoints'>, 'added' | 'removed' | 'changed'>;

/** What came, went and changed between two sets; undefined when that is nothing. */
export function breakpointsDelta(
  before: readonly Breakpoint[],
  now: readonly Breakpoint[],
): BreakpointsDelta | undefined {
  const known = new Map(before.map((breakpoint) => [breakpoint.id, JSON.stringify(breakpoint)]));
  const there = new Set(now.map(({ id }) => id));
  const added = now.filter(({ id }) => !known.has(id));
  const removed = before.filter(({ id }) => !there.has(id)).map(({ id }) => id);
  const changed = now.filter((one) => known.has(one.id) && known.get(one.id) !== JSON.stringify(one));
  return added.length + removed.length + changed.length === 0 ? undefined : { added, removed, changed };
}
