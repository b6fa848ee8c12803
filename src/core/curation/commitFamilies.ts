/** What is told of one file of one commit. */
export interface FamilyFact {
  readonly commit: string;
  readonly parent: string | null;
  readonly path: string;
  /** First line of the message. */
  readonly subject: string;
}

/**
 * Commits that belong together: a commit and its parent where they touch a file in common, and commits that name the
 * same pull request (`(#12)` at the end of the subject, `Merge pull request #12`). A family is named by its oldest
 * commit, so that newer commits do not rename it. Facts come in the order of the log, newest first.
 */
export class CommitFamilies {
  readonly #paths = new Map<string, Set<string>>();
  readonly #parents = new Map<string, string>();
  readonly #requests = new Map<string, string>();
  readonly #up = new Map<string, string>();
  readonly #order = new Map<string, number>();

  add({ commit, parent, path, subject }: FamilyFact): void {
    const paths = this.#paths.get(commit);
    if (paths !== undefined) {
      paths.add(path);
      return;
    }
    this.#paths.set(commit, new Set([path]));
    this.#order.set(commit, this.#order.size);
    if (parent !== null) this.#parents.set(commit, parent);
    const request = requestOf(subject);
    if (request === null) return;
    const known = this.#requests.get(request);
    if (known === undefined) this.#requests.set(request, commit);
    else this.#join(commit, known);
  }

  /** Ties commits to their parents, when all have been added. Paths are forgotten. */
  close(): void {
    for (const [commit, parent] of this.#parents) {
      const [own, theirs] = [this.#paths.get(commit), this.#paths.get(parent)];
      if (own === undefined || theirs === undefined) continue;
      for (const path of own) {
        if (!theirs.has(path)) continue;
        this.#join(commit, parent);
        break;
      }
    }
    this.#paths.clear();
  }

  /** The name of a commit's family: the commit itself when nothing is known. */
  of(commit: string): string {
    let name = commit;
    for (let up = this.#up.get(name); up !== undefined; up = this.#up.get(name)) name = up;
    // Shortens the way for the next ones.
    for (let at = commit; at !== name; ) {
      const up = this.#up.get(at) ?? name;
      this.#up.set(at, name);
      at = up;
    }
    return name;
  }

  parentOf(commit: string): string | null {
    return this.#parents.get(commit) ?? null;
  }

  #join(one: string, other: string): void {
    const [a, b] = [this.of(one), this.of(other)];
    if (a === b) return;
    const [newer, older] = (this.#order.get(a) ?? 0) < (this.#order.get(b) ?? 0) ? [a, b] : [b, a];
    this.#up.set(newer, older);
  }
}

function requestOf(subject: string): string | null {
  return /\(#(\d+)\)\s*$/.exec(subject)?.[1] ?? /^Merge pull request #(\d+)\b/.exec(subject)?.[1] ?? null;
}
