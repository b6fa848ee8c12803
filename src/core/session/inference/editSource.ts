import * as z from 'zod/mini';
import type { SessionEventOf } from '../event.ts';

const text = z.optional(z.string());
const evidenceSchema = z.object({
  detailedReason: z.optional(
    z.object({
      source: text,
      metadata: z.optional(z.object({ source: text, kind: text, name: text, modelId: text, requestId: text })),
    }),
  ),
  active: z.optional(z.boolean()),
  focused: z.optional(z.boolean()),
  cursor: z.optional(z.boolean()),
  paste: z.optional(z.number()),
  atOnce: z.optional(z.number()),
  refactorPreview: z.optional(z.boolean()),
  chatEditing: z.optional(z.number()),
});

/** What the editor and the recorder said of an edit at the moment when it came. */
export interface EditWords {
  /** VS Code's word for the source (cursor, rename, Chat.applyEdits, reloadFromDisk, unknown and others). */
  readonly source?: string;
  /** For `cursor`: type, paste, cut and others. */
  readonly kind?: string;
  /** Which command, for `unknown`: formatEditsCommand, pushEditOperation and others. */
  readonly name?: string;
  /** For an agent's edit: its model and request. */
  readonly model?: string;
  readonly request?: string;
  /** Whether the document was the one with the focus, in a window that had it. */
  readonly active?: boolean;
  /** Whether the edit touched a cursor. */
  readonly cursor?: boolean;
  /** Milliseconds since somebody asked to paste into this document. */
  readonly paste?: number;
  /** So many code units came at one cursor in one piece. */
  readonly atOnce?: number;
  /** A preview of a refactoring was open. */
  readonly preview?: boolean;
  /** In so many tabs an agent's edits were being looked through. */
  readonly reviews?: number;
}

/**
 * The evidence of an edit, as far as there is some: `detailedReason` is a proposed API, absent in most recordings.
 * `recorded`: the log comes from our recorder in an editor, which writes down only what is not usual: what has no
 * evidence was done at a cursor in the window and editor with the focus.
 */
export function editWords({ evidence }: SessionEventOf<'edit'>, recorded: boolean): EditWords {
  const parsed = evidenceSchema.safeParse(evidence ?? {});
  if (!parsed.success) return {};
  const { detailedReason, focused, paste, atOnce, refactorPreview, chatEditing } = parsed.data;
  const { source = detailedReason?.metadata?.source } = detailedReason ?? {};
  const { kind, name, modelId, requestId } = detailedReason?.metadata ?? {};
  const said = focused === false ? false : (parsed.data.active ?? (recorded ? true : undefined));
  const cursor = parsed.data.cursor ?? (recorded && said === true ? true : undefined);
  return {
    ...(said === undefined ? {} : { active: said }),
    ...(source === undefined ? {} : { source }),
    ...(kind === undefined ? {} : { kind }),
    ...(name === undefined ? {} : { name }),
    ...(modelId === undefined ? {} : { model: modelId }),
    ...(requestId === undefined ? {} : { request: requestId }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(paste === undefined ? {} : { paste }),
    ...(atOnce === undefined ? {} : { atOnce }),
    ...(refactorPreview === undefined ? {} : { preview: refactorPreview }),
    ...(chatEditing === undefined ? {} : { reviews: chatEditing }),
  };
}
