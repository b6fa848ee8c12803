import * as z from 'zod/mini';
import type { FileDiff, Timeline } from './timeline.ts';

/**
 * What the timeline page tells the editor. The editor parses every message with this schema before it acts.
 * The page sends `ready` once, when it can receive; the editor answers with `timeline`.
 */
export const timelinePageMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  /** Asks for the file diffs of an operation; the answer is `diff` or `error` with the same `operation`. */
  z.object({ kind: z.literal('diff'), operation: z.string() }),
  /** Open the editor's own diff of one file, before and after an operation. `path` is the diff's `path`. */
  z.object({ kind: z.literal('open'), operation: z.string(), path: z.string() }),
  /** Show a file as it is now. `line` counts from 1. */
  z.object({ kind: z.literal('reveal'), path: z.string(), line: z.optional(z.number()) }),
]);
export type TimelinePageMessage = z.infer<typeof timelinePageMessageSchema>;

/** What the editor tells the timeline page. */
export type TimelineHostMessage =
  | {
      readonly kind: 'timeline';
      readonly timeline: Timeline;
      /** True while the session is being recorded: more will come, and the page follows the end. */
      readonly live: boolean;
      /** True while that recording pauses. */
      readonly paused?: boolean;
      /**
       * Translations of the page's strings, by their key in src/webview/strings.ts or by their English text. Missing
       * ones stay English.
       */
      readonly strings?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'diff'; readonly operation: string; readonly diffs: readonly FileDiff[] }
  /** Select an operation and show it, as if the person had. */
  | { readonly kind: 'select'; readonly operation: string }
  /** One clear sentence. With `operation`: the answer to that operation's `diff`. */
  | { readonly kind: 'error'; readonly message: string; readonly operation?: string };
