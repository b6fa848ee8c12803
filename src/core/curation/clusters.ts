/** Numbers that belong together, by union-find with path halving. The smallest number of a cluster names it. */
export class Clusters {
  readonly #parents: Uint32Array;

  constructor(size: number) {
    this.#parents = Uint32Array.from({ length: size }, (_, at) => at);
  }

  /** The name of the cluster that a number is in. */
  of(member: number): number {
    const parents = this.#parents;
    let at = member;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at] as number] as number;
      at = parents[at] as number;
    }
    return at;
  }

  join(one: number, other: number): void {
    const a = this.of(one);
    const b = this.of(other);
    if (a !== b) this.#parents[Math.max(a, b)] = Math.min(a, b);
  }
}
