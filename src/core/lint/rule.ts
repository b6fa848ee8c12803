/** An error makes a row unfit for training or breaks a trainer; a warning is worth a look. */
export type Severity = 'error' | 'warning';

/** What a rule is, for people: the table of docs/samples/lint.md is made of these. */
export interface RuleNote {
  readonly name: string;
  /** What must hold. */
  readonly means: string;
  readonly severity: Severity;
  /** A row that breaks it, in a few words. */
  readonly example: string;
}

/** A rule that was broken. */
export interface Fault {
  readonly rule: RuleNote;
  readonly message: string;
}
