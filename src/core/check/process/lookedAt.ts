import * as z from 'zod/mini';
import type { CallFact } from './callFact.ts';

const range = z.object({ path: z.string(), from: z.number(), to: z.number() });

/**
 * `extra.tracewright.looked` of a step: what a person looked at, asked for and ran before the step (or after the last
 * one), where no tool call stands for it. Paths are relative to the repository's root.
 */
export const lookedSchema = z.array(
  z.object({
    /** After the step's calls, not before them. */
    after: z.optional(z.boolean()),
    reads: z.optional(z.array(range)),
    searches: z.optional(z.array(z.string())),
    /** The editor was asked to rename a symbol. */
    rename: z.optional(z.boolean()),
    command: z.optional(z.string()),
    /** What was shown, as `path:line:text`. */
    shown: z.optional(z.string()),
    ok: z.optional(z.nullable(z.boolean())),
  }),
);
export type LookedAt = z.infer<typeof lookedSchema>[number];

/** What was looked at, in the shape of calls. */
export function lookedFact(step: number, one: LookedAt): CallFact {
  return {
    step,
    reads: one.reads ?? [],
    searches: one.searches ?? [],
    edits: [],
    rename: one.rename ?? false,
    command: one.command ?? null,
    shown: one.shown ?? null,
    ok: one.ok ?? null,
  };
}
