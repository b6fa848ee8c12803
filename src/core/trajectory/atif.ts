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

const toolCall = z.looseObject({
  tool_call_id: z.string(),
  function_name: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  extra,
});
export type ToolCall = z.infer<typeof toolCall>;

const observationResult = z.looseObject({
  source_call_id: z.optional(z.nullable(z.string())),
  content: z.optional(z.nullable(content)),
  extra,
});
export type ObservationResult = z.infer<typeof observationResult>;

const step = z.looseObject({
  step_id: z.number(),
  timestamp: z.optional(z.nullable(z.string())),
  source: z.enum(['system', 'user', 'agent']),
  message: content,
  model_name: z.optional(z.nullable(z.string())),
  reasoning_content: z.optional(z.nullable(z.string())),
  tool_calls: z.optional(z.nullable(z.array(toolCall))),
  observation: z.optional(z.nullable(z.looseObject({ results: z.array(observationResult) }))),
  metrics: z.optional(z.nullable(z.looseObject({}))),
  llm_call_count: z.optional(z.nullable(z.number())),
  is_copied_context: z.optional(z.nullable(z.boolean())),
  extra,
});
export type Step = z.infer<typeof step>;

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
  steps: z.array(step),
  notes: z.optional(z.nullable(z.string())),
  final_metrics: z.optional(z.nullable(z.looseObject({}))),
  extra,
});
export type Trajectory = z.infer<typeof trajectorySchema>;

/** `extra.tracewright` of a trajectory: the ground that ATIF itself cannot describe. */
export interface TrajectoryGround {
  /** Commit in the user's repository that the work started from; null: none. */
  readonly baseCommit: string | null;
  /** Tree of the files at the start. Its objects may stand in the repository or in a shadow git directory. */
  readonly baseTree: string;
  readonly finalTree: string;
  /** The session that it was made from. */
  readonly session?: string;
}

/** `extra.tracewright` of a trajectory that was imported: where it came from and what its format has no place for. */
export interface ImportGround {
  readonly source: { readonly format: string; readonly formatVersion: string | null; readonly file: string };
  /** Folder that the agent worked in, on the machine where it ran. */
  readonly cwd: string;
  readonly commit: string;
  readonly branch: string;
  readonly repository: string;
  /** Records that the importer does not know, as they were; at most a thousand. */
  readonly unknown: readonly { readonly line: number; readonly file?: string; readonly record: unknown }[];
  readonly unknownRecords: number;
  /** Records that are known but no steps; at most a thousand of them, and how many there were. */
  readonly aside: readonly { readonly line: number; readonly file?: string; readonly record: unknown }[];
  readonly asideRecords: number;
  /** Numbers of the steps that the agent's user went back behind: no part of the way to the end. */
  readonly abandonedSteps: readonly number[];
}

/** `extra.tracewright.origin` of an imported step: its first record, from 1, and the source's own id of it. */
export interface StepOrigin {
  readonly line: number;
  readonly file?: string;
  readonly id?: string;
}

/** `extra.tracewright` of a step: the ledger, and where the step came from. */
export interface StepGround {
  readonly treeBefore: string;
  readonly treeAfter: string;
  readonly actor: 'human' | 'agent' | 'tool' | 'vcs' | 'unknown';
  /** Events of the session. */
  readonly seqs?: readonly [number, number];
  readonly operation?: string;
  /** What the operation amounts to, for people. Inferred, so it is no message. */
  readonly title?: string;
  /** Changed files that the step's calls do not tell: not UTF-8 text, links, modes. The trees hold them. */
  readonly unexpressed?: readonly string[];
}

/** `extra.tracewright` of a tool call or its result: what checks need and ATIF has no field for. */
export interface CallGround {
  readonly cwd?: string;
  readonly exitCode?: number | null;
  readonly isError?: boolean;
  readonly durationMs?: number;
  /** The arguments as the model wrote them, byte for byte, where the source has them as a string. */
  readonly argumentsText?: string;
  /** The source cut the observation, or the recorder did. */
  readonly truncated?: boolean;
  /** git blob ids of the touched files before and after; null: not there. */
  readonly files?: readonly { readonly path: string; readonly before: string | null; readonly after: string | null }[];
}
