/** Benchmark items that no row may hold. */
export interface Benchmark {
  /** What of a benchmark a row holds, in words; null: nothing. */
  hit(
    texts: readonly string[],
    origin: { readonly repository?: string; readonly commits: readonly string[] },
  ): string | null;
}
