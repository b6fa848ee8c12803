import type { Tokenizer } from '../ports.ts';
import type { Sample } from '../sample/sample.ts';

/** A row in a framework's own form. Rows of one `part` have the same members, and go into one file. */
export interface CompiledRow {
  readonly part: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Why a target cannot say what a row trains. */
export interface Refusal {
  /** A word for counting. */
  readonly reason: RefusalReason;
}

const refusals = {
  'weight-not-expressible': 'a loss weight is neither 0 nor 1, and the target knows no other',
  'own-template': 'the target writes its own chat template around a text, and this row is no conversation',
  'part-of-message': 'only a part of a message is trained, and the target trains whole messages',
  'consecutive-calls': 'of calls that follow each other the target reads only the first one’s flag',
  'interleaved-mask': 'untrained text follows trained text, and the target knows only a prompt and a completion',
  'untrained-turn': 'a turn of the model is not trained, and the target has no mask',
  'reasoning-not-expressible': 'the target has no place for reasoning',
  'text-with-call': 'the target cannot write a text and a call in one turn',
  'parallel-results': 'the target cannot write several calls or results in one turn',
  'no-alternation': 'the target takes only turns that alternate between the model and others',
  'results-unpaired': 'results cannot be told apart by call',
  'token-straddles-mask': 'a token reaches over an edge of the mask',
  'no-common-prompt': 'what was rejected does not begin with the same prompt',
} as const;
export type RefusalReason = keyof typeof refusals;

/** The sentence of a reason. */
export const refusalSentence = (reason: RefusalReason): string => refusals[reason];

export interface CompileContext {
  /** For targets that write tokens. */
  readonly tokenizer?: Tokenizer;
}

/** A training framework's form of a dataset. */
export interface CompileTarget {
  readonly id: string;
  readonly title: string;
  readonly needsTokenizer: boolean;
  /** Which settings the framework needs for the mask to be what the rows say, by part. */
  readonly settings: Readonly<Record<string, string>>;
  /** The row, or why not: a mask is never weakened. */
  compile(sample: Sample, context: CompileContext): readonly CompiledRow[] | Refusal;
}

/** Whether every weight is 0 or 1. */
export function isBinary({ spans }: Pick<Sample, 'spans'>): boolean {
  return spans.every(({ weight }) => weight === 0 || weight === 1);
}

export const refused = (reason: RefusalReason): Refusal => ({ reason });

export const isRefusal = (made: readonly CompiledRow[] | Refusal): made is Refusal => 'reason' in made;
