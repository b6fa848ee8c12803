import type { ChatWarning } from '../chat/chatWarning.ts';
import type { Redactor } from '../session/redaction/redactor.ts';
import type { Fields } from '../trajectory/importing/fields.ts';
import type { Benchmark } from './benchmark.ts';
import type { ChatRow } from './chatRow.ts';
import type { RuleNote } from './rule.ts';

/** What rules for other people's rows may ask. */
export interface ForeignContext {
  readonly redactor: Redactor;
  readonly benchmark?: Benchmark;
  /** What is wrong with a conversation as the user's chat template writes it. */
  readonly rendered?: (messages: unknown, tools: unknown) => readonly ChatWarning[];
}

/** A rule over conversations of every format. */
export interface ChatRule extends RuleNote {
  readonly check: (chat: ChatRow, context: ForeignContext) => string | null;
}

/** A rule over rows of one format. */
export interface FormatRule extends RuleNote {
  readonly check: (row: Fields) => string | null;
}

/** A format of rows, told by what is in them. */
export interface RowFormat {
  readonly id: string;
  readonly title: string;
  /** 0 to 1: how sure a row is of it. */
  recognise(row: Fields): number;
  /** Rows that are conversations. */
  chat?(row: Fields): ChatRow;
  readonly rules: readonly FormatRule[];
  /** Rules for conversations that the format cannot break, or need not keep. */
  readonly without?: readonly string[];
}

/** The first of several troubles, and how many more there are; null: none. */
export function told(troubles: readonly string[]): string | null {
  const [first, ...rest] = troubles;
  return first === undefined ? null : rest.length === 0 ? first : `${first} (and ${rest.length} more)`;
}
