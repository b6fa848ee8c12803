import type { FimFormat } from './fimLayout.ts';

/** How a family writes conversations with tools. `chatml-hermes` is Qwen's ChatML with Hermes tool calls. */
export interface ChatFormat {
  readonly dialect: 'chatml-hermes';
  /** What the template puts where a conversation has no system message. */
  readonly defaultSystem?: string;
  /** `always`: every assistant turn has a `<think>` block, an empty one included. */
  readonly think: 'always' | 'when-present';
}

/** Where a part of a family's format was read. */
export interface Evidence {
  /** Whether that is the owner's own code or document. */
  readonly verified: boolean;
  readonly source: string;
  /** Where it is not: what speaks against trusting it blindly. */
  readonly why?: string;
}

/** A part of a format that can be right or wrong by itself. */
export type FamilyField = 'psm' | 'spm' | 'context' | 'end' | 'bos' | 'chat';

/**
 * What is known of a model family's training text, as data.
 *
 * `end` follows the middle and is trained; null where nobody documents one, and then only prompts can be made.
 * `stops` is what generation is cut at. `bos` is what the family's tokenizer puts in front by itself: it is not part
 * of the rendered text. `special` are the strings that a tokenizer turns into control tokens: none of them may stand
 * in somebody's code (see forgery.ts). `evidence` has one entry for each part that there is.
 */
export interface FamilyFormat {
  readonly id: string;
  readonly end: string | null;
  readonly stops: readonly string[];
  readonly bos?: string;
  readonly special: readonly string[];
  readonly fim?: FimFormat;
  readonly chat?: ChatFormat;
  readonly evidence: Readonly<Partial<Record<FamilyField, Evidence>>>;
}

/** Read in the owner's own code or document. */
export const owners = (source: string): Evidence => ({ verified: true, source });

/** Read elsewhere, or not at all. */
export const unverified = (source: string, why: string): Evidence => ({ verified: false, source, why });
