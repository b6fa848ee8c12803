import * as z from 'zod/mini';
import { base, located, rangeSchema } from './eventFields.ts';

/** Reasoning in somebody's own words, and the questions that asked for it. */
export const noteEventSchemas = {
  /** Attached to code and to what was done. A later note with the same id takes the place of the earlier one. */
  note: z.object({
    ...base,
    kind: z.literal('note'),
    note: z.string(),
    type: z.enum([
      'goal',
      'plan',
      'hypothesis',
      'decision',
      'evidence',
      'rejected',
      'step',
      'verification',
      'why',
      'counterfactual',
    ]),
    text: z.string(),
    anchors: z.array(
      z.object({
        doc: z.optional(z.number()),
        ...located,
        start: z.number(),
        end: z.number(),
        /** The text between `start` and `end` at that moment. */
        quote: z.string(),
      }),
    ),
    /** The events that the note is about: first and last `seq`. */
    about: z.optional(z.tuple([z.number(), z.number()])),
    /** For a decision: what was the question, and what else was weighed, with why not. */
    question: z.optional(z.string()),
    alternatives: z.optional(z.array(z.object({ option: z.string(), reason: z.optional(z.string()) }))),
    /** The note that this one answers, in a thread on the same code. */
    replyTo: z.optional(z.string()),
    /** The question of ours that it answers. */
    answers: z.optional(z.string()),
    /**
     * For a counterfactual, on an edit of an agent or a completion: nothing should have been edited here, or the
     * person would have put `expected` where `anchors[0]` is.
     */
    mark: z.optional(z.enum(['no-edit-expected', 'would-have-done'])),
    expected: z.optional(z.string()),
    /** Where it was written. */
    via: z.optional(z.enum(['key', 'thread', 'question', 'command', 'agent'])),
  }),
  /** A note was taken back by its author. The record of it stays unless it is forgotten. */
  'note-removed': z.object({ ...base, kind: z.literal('note-removed'), note: z.string() }),
  /** The recorder asked for a reason at a seam of the work. What became of it comes as another record with its id. */
  question: z.object({
    ...base,
    kind: z.literal('question'),
    question: z.string(),
    seam: z.enum(['operation', 'tests', 'revert', 'reading', 'agent']),
    text: z.string(),
    about: z.optional(z.tuple([z.number(), z.number()])),
    state: z.enum(['asked', 'answered', 'postponed', 'dismissed']),
    anchor: z.optional(z.object({ doc: z.optional(z.number()), ...located, range: rangeSchema })),
  }),
} as const;
