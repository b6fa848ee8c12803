import type { Actor } from '../operation.ts';

/** Who did something, and why that is believed. */
export interface Verdict {
  readonly actor: Actor;
  readonly why: string;
}
