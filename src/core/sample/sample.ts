import * as z from 'zod/mini';

export const SAMPLE_VERSION = 1;

/** Which recorded fact a span's text came from. */
const provenanceSchema = z.object({
  /** Session id, trajectory id, or the path of a plain source file. */
  source: z.string(),
  /** First and last event of a session, or first and last step of a trajectory (from 1). */
  seqs: z.optional(z.tuple([z.number(), z.number()])),
  path: z.optional(z.string()),
  /** Character range in that path's text at `tree`, UTF-16 code units. */
  range: z.optional(z.tuple([z.number(), z.number()])),
  /** The repository state at which the text was read. */
  tree: z.optional(z.string()),
});
export type Provenance = z.infer<typeof provenanceSchema>;

const spanKinds = [
  'sentinel',
  'context',
  'prefix',
  'suffix',
  'middle',
  'stop',
  'system',
  'user',
  'reasoning',
  'call',
  'observation',
  'error',
  'final',
  'markup',
] as const;
export type SpanKind = (typeof spanKinds)[number];

const spanSchema = z.object({
  /** UTF-16 code units into `text`; spans lie in order, without gaps or overlap, and cover all of it. */
  start: z.number(),
  end: z.number(),
  kind: z.enum(spanKinds),
  /** Loss weight: 0 is context, 1 is trained, between and above are weights. */
  weight: z.number(),
  from: z.optional(provenanceSchema),
});
export type Span = z.infer<typeof spanSchema>;

/** How far the facts of a row were proved: recorded as they happened, read out of git's history, or replayed. */
export const proofLevels = ['recorded', 'mined', 'replayed'] as const;

/** Where a row's facts are from, for filters and splits. Absent members are not known. */
const originSchema = z.object({
  /** A name of the repository; never a folder of a machine. */
  repository: z.optional(z.string()),
  commit: z.optional(z.string()),
  session: z.optional(z.string()),
  actor: z.optional(z.enum(['human', 'agent', 'tool', 'vcs', 'unknown'])),
  /** Why the actor is believed to be that. */
  evidence: z.optional(z.string()),
  /** SPDX expression of the licence at that state of the repository. */
  licence: z.optional(z.string()),
});
export type Origin = z.infer<typeof originSchema>;

/** One training row. */
export const sampleSchema = z.object({
  version: z.number(),
  id: z.string(),
  kind: z.enum(['fim', 'next-edit', 'tool-use', 'tool-infill', 'remaining-sites', 'reasoning']),
  family: z.string(),
  language: z.string(),
  text: z.string(),
  spans: z.array(spanSchema),
  /** What proves the row: the state it was read at and how to make it again. */
  proof: z.object({
    source: z.string(),
    /** Tree id of the repository at the moment of the sample. */
    tree: z.optional(z.string()),
    path: z.optional(z.string()),
    /** sha256 of the whole file's text with the middle in place (fim), or of the trajectory (tool-use). */
    sha256: z.string(),
    level: z.optional(z.enum(proofLevels)),
  }),
  origin: z.optional(originSchema),
  /** Of a preference pair: what was not chosen, in the place of `text`. */
  rejected: z.optional(z.object({ text: z.string(), spans: z.array(spanSchema) })),
  labels: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type Sample = z.infer<typeof sampleSchema>;
