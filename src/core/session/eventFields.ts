import * as z from 'zod/mini';

/**
 * What every record has: its number in the session, and milliseconds since the start on a monotonic clock. `clock` is in
 * imported sessions alone: the source's own time, in ms since 1970, where it is not the start and `t`.
 */
export const base = { seq: z.number(), t: z.number(), clock: z.optional(z.number()) };

/** A file of the workspace: relative to its root, with forward slashes; `root` is left out for the first one. */
export const located = { path: z.string(), root: z.optional(z.number()) };

/**
 * A content, in the cheapest way that loses nothing: text in the record, bytes in the record (base64),
 * or the id of a blob in the shadow git directory.
 */
export const contentSchema = z.union([
  z.object({ text: z.string() }),
  z.object({ base64: z.string() }),
  z.object({ blob: z.string() }),
]);

/** Offset, deleted code units, inserted text. */
export const changeSchema = z.readonly(z.tuple([z.number(), z.number(), z.string()]));

/** Start and end, the end excluded, in UTF-16 code units of the document's text at that moment. */
export const rangeSchema = z.tuple([z.number(), z.number()]);

/** What was seen that tells who or what caused an event. Judged late, never while recording. */
export const evidence = z.optional(z.record(z.string(), z.unknown()));
