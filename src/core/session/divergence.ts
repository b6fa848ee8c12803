/** Where what the log says and what folding it gives part ways. `path` is empty where no single file is meant. */
export interface Divergence {
  readonly seq: number;
  readonly kind: string;
  readonly path: string;
  readonly why: string;
}
