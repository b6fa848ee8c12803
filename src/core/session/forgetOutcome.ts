import type { SessionEvent, UnknownEvent } from './event.ts';

/** A record without its hash. */
export type LogRecord = SessionEvent | UnknownEvent;

/** A log without what is to be forgotten. */
export interface ForgetOutcome {
  /** What stays, each with the number that it had; the numbers in the records are the new ones. */
  readonly kept: readonly { readonly from: number; readonly record: LogRecord }[];
  /** How many events were taken out. */
  readonly removed: number;
  /** Whether anything differs from the log as it was. */
  readonly changed: boolean;
}
