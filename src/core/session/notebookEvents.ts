import * as z from 'zod/mini';
import { base, contentSchema, evidence, located } from './eventFields.ts';

const cell = z.object({
  /** Number of the cell's text document; its text and edits are ordinary document events. -1: the editor has none. */
  doc: z.number(),
  type: z.enum(['code', 'markup']),
  language: z.string(),
});

/** Notebooks: the cells' texts are documents, the structure and what cells put out stand here. */
export const notebookEventSchemas = {
  'notebook-open': z.object({
    ...base,
    kind: z.literal('notebook-open'),
    /** Number of the notebook inside this session. */
    notebook: z.number(),
    ...located,
    uri: z.optional(z.string()),
    type: z.string(),
    cells: z.array(cell),
  }),
  /** Cells went and came: at `start` `removed` cells were taken out and `added` put in, one change after another. */
  'notebook-cells': z.object({
    ...base,
    kind: z.literal('notebook-cells'),
    notebook: z.number(),
    changes: z.array(z.object({ start: z.number(), removed: z.number(), added: z.array(cell) })),
    evidence,
  }),
  /**
   * A cell was run, or what it puts out changed. `outputs`: all that it puts out now, one entry a piece; what is no text,
   * and what is too long, by type and size in bytes (of a text that was cut: its full size).
   */
  'notebook-output': z.object({
    ...base,
    kind: z.literal('notebook-output'),
    notebook: z.number(),
    /** Number of the cell's document. */
    doc: z.number(),
    order: z.optional(z.number()),
    success: z.optional(z.boolean()),
    outputs: z.optional(
      z.array(z.object({ mime: z.string(), text: z.optional(z.string()), bytes: z.optional(z.number()) })),
    ),
  }),
  /** The notebook was saved: the bytes of its file. */
  'notebook-save': z.object({
    ...base,
    kind: z.literal('notebook-save'),
    notebook: z.number(),
    ...located,
    content: contentSchema,
  }),
  'notebook-close': z.object({ ...base, kind: z.literal('notebook-close'), notebook: z.number() }),
} as const;
