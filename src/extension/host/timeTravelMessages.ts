import * as z from 'zod/mini';
import { type StateRef, stateRefSchema } from './stateAddress.ts';

/** What a trajectory is debugged with. Paths are absolute. */
export const travelOptionsSchema = z.object({
  /** Its id in addresses. */
  id: z.string(),
  /** A session's folder, or a file of any known format. */
  trajectory: z.string(),
  repo: z.string(),
  base: z.optional(z.string()),
  mode: z.optional(z.enum(['state', 'edits'])),
  map: z.optional(z.array(z.object({ from: z.string(), to: z.string() }))),
  /** What the document of its steps is called. */
  name: z.string(),
});
export type TravelOptions = Readonly<z.infer<typeof travelOptionsSchema>>;

export const travelWorkerDataSchema = z.object({
  options: travelOptionsSchema,
  version: z.string(),
  cache: z.optional(z.string()),
  strings: z.optional(z.record(z.string(), z.string())),
});

/** What the worker is asked. */
export const travelQuestionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('about') }),
  z.object({ kind: z.literal('document') }),
  z.object({ kind: z.literal('entry'), state: stateRefSchema, path: z.string() }),
  z.object({ kind: z.literal('folder'), state: stateRefSchema, path: z.string() }),
  z.object({ kind: z.literal('bytes'), state: stateRefSchema, path: z.string() }),
  z.object({ kind: z.literal('changes'), before: stateRefSchema, after: stateRefSchema }),
  z.object({ kind: z.literal('keep'), state: stateRefSchema, folder: z.string() }),
]);
export type TravelQuestion = Readonly<z.infer<typeof travelQuestionSchema>>;

/** What is sent to the worker. `dap` is a message of the debug adapter protocol, of one debug session. */
export const travelRequestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('dap'),
    session: z.string(),
    message: z.looseObject({ type: z.string(), seq: z.number() }),
  }),
  z.object({ kind: z.literal('end'), session: z.string() }),
  z.object({ kind: z.literal('ask'), id: z.number(), question: travelQuestionSchema }),
]);
export type TravelRequest = Readonly<z.infer<typeof travelRequestSchema>>;

/** What the worker sends. */
export type TravelReply =
  | { readonly kind: 'dap'; readonly session: string; readonly message: unknown }
  | { readonly kind: 'moved'; readonly session: string; readonly state: Standpoint }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: true; readonly result: unknown }
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly ok: false;
      readonly sentence: string;
      readonly code: string;
    };

/** Where a debug session stands. */
export interface Standpoint extends StateRef {
  /** Index of the place. */
  readonly place: number;
}

/** One step in lists. */
export interface AboutStep {
  readonly step: number;
  readonly title: string;
  readonly source: 'system' | 'user' | 'agent';
  /** How many files it changed. */
  readonly changed: number;
  /** Place to jump to. */
  readonly place: number;
}

export interface AboutTrajectory {
  readonly threads: readonly { readonly name: string; readonly steps: readonly AboutStep[] }[];
  readonly mode: 'state' | 'edits';
  readonly repo: string;
}

/** What stands at a path of a state. */
export interface StateEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'submodule';
  readonly oid: string;
}

/** A path that differs between two states. */
export interface StateChange {
  readonly path: string;
  readonly status: 'added' | 'deleted' | 'modified';
}
