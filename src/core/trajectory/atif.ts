import * as z from 'zod/mini';

/**
 * The Agent Trajectory Interchange Format (ATIF), version 1.7, of the Harbor project's RFC.
 * Here are the shapes; validate.ts holds the rules that a shape cannot say.
 * Objects accept more fields than these: strictness is the validator's choice.
 */
export const ATIF_VERSION = 'ATIF-v1.7';

const extra = z.optional(z.record(z.string(), z.unknown()));

const contentPart = z.looseObject({ type: z.string(), text: z.optional(z.string()) });
const content = z.union([z.string(), z.array(contentPart)]);

export const toolCallSchema = z.looseObject({
  tool_call_id: z.string(),
  function_name: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  extra,
});
export type ToolCall = z.infer<typeof toolCallSchema>;

export const observationResultSchema = z.looseObject({
  source_call_id: z.optional(z.nullable(z.string())),
  content: z.optional(z.nullable(content)),
  extra,
});
export type ObservationResult = z.infer<typeof observationResultSchema>;

export const stepSchema = z.looseObject({
  step_id: z.number(),
  timestamp: z.optional(z.nullable(z.string())),
  source: z.enum(['system', 'user', 'agent']),
  message: content,
  model_name: z.optional(z.nullable(z.string())),
  reasoning_content: z.optional(z.nullable(z.string())),
  tool_calls: z.optional(z.nullable(z.array(toolCallSchema))),
  observation: z.optional(z.nullable(z.looseObject({ results: z.array(observationResultSchema) }))),
  metrics: z.optional(z.nullable(z.looseObject({}))),
  llm_call_count: z.optional(z.nullable(z.number())),
  is_copied_context: z.optional(z.nullable(z.boolean())),
  extra,
});
export type Step = z.infer<typeof stepSchema>;

export const trajectorySchema = z.looseObject({
  schema_version: z.string(),
  session_id: z.optional(z.nullable(z.string())),
  trajectory_id: z.optional(z.nullable(z.string())),
  agent: z.looseObject({
    name: z.string(),
    version: z.string(),
    model_name: z.optional(z.nullable(z.string())),
    tool_definitions: z.optional(z.nullable(z.array(z.record(z.string(), z.unknown())))),
    extra,
  }),
  steps: z.array(stepSchema),
  notes: z.optional(z.nullable(z.string())),
  final_metrics: z.optional(z.nullable(z.looseObject({}))),
  extra,
});
export type Trajectory = z.infer<typeof trajectorySchema>;

const text = z.exactOptional(z.string());
const number = z.exactOptional(z.number());
const texts = z.exactOptional(z.readonly(z.array(z.string())));

/** `extra.tracewright` of a trajectory: the ground that ATIF itself cannot describe. */
export const trajectoryGroundSchema = z.object({
  /** Commit in the user's repository that the work started from; null: none. */
  baseCommit: z.nullable(z.string()),
  /** Tree of the files at the start. Its objects may stand in the repository or in a shadow git directory. */
  baseTree: z.string(),
  finalTree: z.string(),
  /** The session that it was made from. */
  session: text,
});
export type TrajectoryGround = Readonly<z.infer<typeof trajectoryGroundSchema>>;

const keptRecords = z.readonly(z.array(z.object({ line: z.number(), file: text, record: z.unknown() })));

/** `extra.tracewright` of a trajectory that was imported: where it came from and what its format has no place for. */
export const importGroundSchema = z.object({
  source: z.object({ format: z.string(), formatVersion: z.nullable(z.string()), file: z.string() }),
  /** Folder that the agent worked in, on the machine where it ran. */
  cwd: z.string(),
  commit: z.string(),
  branch: z.string(),
  repository: z.string(),
  /** Records that the importer does not know, as they were; at most a thousand. */
  unknown: keptRecords,
  unknownRecords: z.number(),
  /** Records that are known but no steps; at most a thousand of them, and how many there were. */
  aside: keptRecords,
  asideRecords: z.number(),
  /** Numbers of the steps that the agent's user went back behind: no part of the way to the end. */
  abandonedSteps: z.readonly(z.array(z.number())),
});
export type ImportGround = Readonly<z.infer<typeof importGroundSchema>>;

/** `extra.tracewright.origin` of an imported step: its first record, from 1, and the source's own id of it. */
export const stepOriginSchema = z.object({ line: z.number(), file: text, id: text });
export type StepOrigin = Readonly<z.infer<typeof stepOriginSchema>>;

/**
 * What analysis says of a step; samples are masked by these. docs/analysis.md defines each.
 * error: a call failed. recovery: it overcame an earlier error. dead-end: it came to nothing. reverted: its changes were
 * taken back. revert: it took changes back. loop:*: it is part of a loop of this kind. no-progress, redundant-read:
 * nothing came of it that was not known. verification: it checked. submission, premature-submission: it handed in.
 */
export const stepLabelSchema = z.enum([
  'error',
  'recovery',
  'dead-end',
  'reverted',
  'revert',
  'loop:echo',
  'loop:thrash',
  'loop:chant',
  'loop:stall',
  'loop:no-progress',
  'no-progress',
  'redundant-read',
  'verification',
  'submission',
  'premature-submission',
]);
export type StepLabel = z.infer<typeof stepLabelSchema>;

/** `extra.tracewright` of a step: the ledger. */
export const stepGroundSchema = z.object({
  treeBefore: z.string(),
  treeAfter: z.string(),
  actor: z.enum(['human', 'agent', 'tool', 'vcs', 'unknown']),
  /** Events of the session. */
  seqs: z.exactOptional(z.readonly(z.tuple([z.number(), z.number()]))),
  operation: text,
  /** What the operation amounts to, for people. Inferred, so it is no message. */
  title: text,
  /** Changed files that the step's calls do not tell: not UTF-8 text, links, modes. The trees hold them. */
  unexpressed: texts,
});
export type StepGround = Readonly<z.infer<typeof stepGroundSchema>>;

const touchedFile = z.object({ path: z.string(), before: z.nullable(z.string()), after: z.nullable(z.string()) });

/** `extra.tracewright` of a tool call or its result: what checks need and ATIF has no field for. */
export const callGroundSchema = z.object({
  cwd: text,
  exitCode: z.exactOptional(z.nullable(z.number())),
  isError: z.exactOptional(z.boolean()),
  durationMs: number,
  /** The arguments as the model wrote them, byte for byte, where the source has them as a string. */
  argumentsText: text,
  /** The source cut the observation, or the recorder did. */
  truncated: z.exactOptional(z.boolean()),
  /** git blob ids of the touched files before and after; null: not there. */
  files: z.exactOptional(z.readonly(z.array(touchedFile))),
});
export type CallGround = Readonly<z.infer<typeof callGroundSchema>>;
