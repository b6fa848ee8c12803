import * as z from 'zod/mini';

/** The schemes of a file at a step, and of a trajectory's steps as a text. */
export const STATE_SCHEME = 'tracewright-state';
export const STEPS_SCHEME = 'tracewright-steps';

/** The files before or after a step. */
export const stateRefSchema = z.object({
  /** 0: the trajectory itself. */
  thread: z.number(),
  /** The step's number, as the trajectory has it. */
  step: z.number(),
  side: z.enum(['before', 'after']),
});
export type StateRef = Readonly<z.infer<typeof stateRefSchema>>;

/** Where a file at a step is: the trajectory by its id, the state, and the path inside ('' is the root). */
export interface StateAddress extends StateRef {
  readonly id: string;
  readonly path: string;
}

/** The path of an address: `/step-4.after/src/a.ts`, `/agent-2.step-4.before/…` for a subagent. */
export function statePath({ thread, step, side, path }: StateRef & { readonly path: string }): string {
  const agent = thread === 0 ? '' : `agent-${thread}.`;
  return `/${agent}step-${step}.${side}${path === '' ? '' : `/${path}`}`;
}

/** Reads such a path; undefined for any other, and for one that could lead out of the state. */
export function parseStatePath(text: string): (StateRef & { readonly path: string }) | undefined {
  const match = /^\/(?:agent-(\d{1,6})\.)?step-(\d{1,9})\.(before|after)(?:\/(.*))?$/s.exec(text);
  if (match === null) return undefined;
  const [, thread = '0', step = '', side, path = ''] = match;
  const clean = path.replace(/\/+$/, '');
  if (clean !== '' && clean.split('/').some((part) => part === '' || part === '.' || part === '..')) return undefined;
  return { thread: Number(thread), step: Number(step), side: side === 'before' ? 'before' : 'after', path: clean };
}

/** The whole address as text, as an adapter names it. */
export function stateUri({ id, ...rest }: StateAddress): string {
  return `${STATE_SCHEME}://${id}${statePath(rest).split('/').map(encodeURIComponent).join('/')}`;
}

/** The address of the document of steps. */
export function stepsUri(id: string, name: string): string {
  return `${STEPS_SCHEME}://${id}/${encodeURIComponent(name)}.steps`;
}
