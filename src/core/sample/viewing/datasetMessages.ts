import * as z from 'zod/mini';
import type { Manifest } from '../manifest.ts';
import type { Sample } from '../sample.ts';
import type { RowCuration } from './curation.ts';
import type { RowFacts } from './rowFacts.ts';
import type { RowOrigin } from './rowOrigin.ts';

const ids = z.array(z.string());

/**
 * What the dataset page tells the editor. The editor parses every message with this schema before it acts.
 * The page sends `ready` once, when it can receive; the editor answers with `start`, then with what it reads.
 */
export const datasetPageMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  /** Asks for one row; the answer is `row`, or `error` with the same `key`. */
  z.object({ kind: z.literal('row'), key: z.number() }),
  /** Asks for the rows whose texts hold every word; the answer is `found` with the same `query`. */
  z.object({ kind: z.literal('search'), query: z.string() }),
  z.object({ kind: z.literal('reject'), rows: ids, reason: z.optional(z.string()) }),
  z.object({ kind: z.literal('keep'), rows: ids }),
  /** `value` null: the row shall not have the label. */
  z.object({ kind: z.literal('label'), rows: ids, name: z.string(), value: z.nullable(z.string()) }),
  z.object({ kind: z.literal('undo') }),
  z.object({ kind: z.literal('redo') }),
  /** Show where a row, or one of its spans, came from. */
  z.object({ kind: z.literal('origin'), key: z.number(), span: z.optional(z.number()) }),
  /** Show the manifest as text. */
  z.object({ kind: z.literal('raw') }),
]);
export type DatasetPageMessage = z.infer<typeof datasetPageMessageSchema>;

/** A row as the lint sees it. */
export interface RowFinding {
  readonly rule: string;
  readonly message: string;
}

/** One row with all that is known of it. */
export interface DatasetRowDetail {
  readonly key: number;
  /** Null: the row is no sample, and `text` is what stands there. */
  readonly sample: Sample | null;
  readonly text?: string;
  readonly findings: readonly RowFinding[];
  /** What `origin` would open. */
  readonly origin: RowOrigin['kind'] | null;
}

/** What the worker that reads a dataset tells of it: `rows` in batches, `read`, `linted` in batches, `done`. */
export type DatasetReading =
  | { readonly kind: 'rows'; readonly rows: readonly RowFacts[] }
  | { readonly kind: 'read' }
  /** Rows with findings, and the rules that found something. */
  | { readonly kind: 'linted'; readonly rows: readonly (readonly [key: number, rules: readonly string[]])[] }
  | { readonly kind: 'done' };

/** What the editor tells the dataset page. */
export type DatasetHostMessage =
  | {
      readonly kind: 'start';
      readonly title: string;
      /** Null: a preview of what would be trained, of which nothing can be decided. */
      readonly manifest: Manifest | null;
      /** Translations of the page's strings, as for the timeline. */
      readonly strings?: Readonly<Record<string, string>>;
    }
  | DatasetReading
  | { readonly kind: 'row'; readonly detail: DatasetRowDetail }
  | { readonly kind: 'found'; readonly query: string; readonly keys: readonly number[] }
  /** What was decided, by the rows' ids. */
  | {
      readonly kind: 'curation';
      readonly rows: Readonly<Record<string, RowCuration>>;
      readonly undoable: boolean;
      readonly redoable: boolean;
    }
  /** One clear sentence. With `key`: the answer to that row's `row`. */
  | { readonly kind: 'error'; readonly message: string; readonly key?: number };
