/** Something that a validator has to say: where (a dotted path), which rule, and why. */
export interface Finding {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}
