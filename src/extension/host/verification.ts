/** What the verify worker says of one session: plain data, because it crosses a thread. */
export interface VerificationReport {
  readonly ok: boolean;
  readonly events: number;
  readonly documents: number;
  readonly checkpoints: { readonly checked: number; readonly matched: number };
  readonly recovered: boolean;
  readonly firstDivergence: {
    readonly seq: number;
    readonly kind: string;
    readonly path: string;
    readonly why: string;
  } | null;
  /** One sentence each. */
  readonly problems: readonly string[];
}
