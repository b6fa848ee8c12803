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
  cursor: z.optional(z.boolean()),
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
  /** Whether the document was the one with the focus. */
  readonly active?: boolean;
  /** Whether the edit touched a cursor. */
  readonly cursor?: boolean;
}

/**
 * The evidence of an edit, as far as there is some: `detailedReason` is a proposed API, absent in most recordings.
 * A recorder that writes evidence leaves `active` out when it is true.
 */
export function editWords({ evidence }: SessionEventOf<'edit'>): EditWords {
  if (evidence === undefined) return {};
  const parsed = evidenceSchema.safeParse(evidence);
  if (!parsed.success) return {};
  const { detailedReason, active = true, cursor } = parsed.data;
  const { source = detailedReason?.metadata?.source } = detailedReason ?? {};
  const { kind, name, modelId, requestId } = detailedReason?.metadata ?? {};
  return {
    active,
    ...(source === undefined ? {} : { source }),
    ...(kind === undefined ? {} : { kind }),
    ...(name === undefined ? {} : { name }),
    ...(modelId === undefined ? {} : { model: modelId }),
    ...(requestId === undefined ? {} : { request: requestId }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
