import * as z from 'zod/mini';
import type { ImportWarning } from '../importing/trajectoryBuilder.ts';
import type { AnalysisMarks } from './analysisMarks.ts';
import type { StepDetail } from './stepDetail.ts';
import type { StepUse } from './stepFields.ts';
import type { TrajectoryRow } from './trajectoryRow.ts';

/**
 * What the trajectory page tells the editor. The editor parses every message with this schema before it acts.
 * The page sends `ready` once, when it can receive; the editor answers with `start`, `rows` in batches, and `done`.
 */
export const trajectoryPageMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  /** Asks for one step; the answer is `detail`, or `error` with the same `key`. */
  z.object({ kind: z.literal('detail'), key: z.string() }),
  /** Asks for the steps whose texts hold every word; the answer is `found` with the same `query`. */
  z.object({ kind: z.literal('search'), query: z.string() }),
  /** Show the file that a step came from. `line` counts from 1, `file` is one beside the main one. */
  z.object({ kind: z.literal('raw'), line: z.optional(z.number()), file: z.optional(z.string()) }),
]);
export type TrajectoryPageMessage = z.infer<typeof trajectoryPageMessageSchema>;

/** What the worker that reads a trajectory tells of it, in this order: `rows` in batches, `done`, or `error`. */
export type TrajectoryReading =
  | { readonly kind: 'rows'; readonly rows: readonly TrajectoryRow[] }
  | { readonly kind: 'done'; readonly summary: TrajectorySummary };

/** What is known when all has been read. */
export interface TrajectorySummary {
  readonly format: string;
  readonly formatVersion: string | null;
  readonly agent: string;
  readonly agentVersion: string;
  readonly model: string;
  readonly use: StepUse;
  readonly unknownRecords: number;
  /** At most a thousand; `warningCount` is all of them. */
  readonly warnings: readonly ImportWarning[];
  readonly warningCount: number;
  /** The subagents, from thread 1 on. */
  readonly threads: readonly {
    readonly id: string;
    readonly agent: string;
    readonly model?: string;
    readonly steps: number;
  }[];
  /** Keys of steps that the agent's user went back behind. */
  readonly abandoned: readonly string[];
  readonly loops: AnalysisMarks['loops'];
  /** Errors with their recovery. */
  readonly episodes: AnalysisMarks['episodes'];
  /** Steps' origins are lines of the file; otherwise numbers of records in a document or archive. */
  readonly linesAreLines: boolean;
}

/** What the editor tells the trajectory page. */
export type TrajectoryHostMessage =
  | {
      readonly kind: 'start';
      readonly file: string;
      /** Translations of the page's strings, as for the timeline. */
      readonly strings?: Readonly<Record<string, string>>;
    }
  | TrajectoryReading
  | { readonly kind: 'detail'; readonly detail: StepDetail }
  | { readonly kind: 'found'; readonly query: string; readonly keys: readonly string[] }
  /** Show a step, as if the person had chosen it. */
  | { readonly kind: 'select'; readonly key: string }
  /** One clear sentence. With `key`: the answer to that step's `detail`. */
  | { readonly kind: 'error'; readonly message: string; readonly key?: string };
