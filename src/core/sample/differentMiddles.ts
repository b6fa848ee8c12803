import { textOf } from './fimParts.ts';
import type { Sample } from './sample.ts';

/**
 * Of one operation's samples those whose middle no earlier one has. A rename puts the same name in at every place:
 * trained on each of them, a model learns that name by heart, and what the code around it asks for is lost.
 */
export class DifferentMiddles {
  readonly #seen = new Map<string, Set<string>>();

  /** Whether a sample's middle is new in its operation. `operation`: any name that no other operation has. */
  isNew(sample: Sample, operation: string): boolean {
    const seen = this.#seen.get(operation) ?? new Set();
    this.#seen.set(operation, seen);
    const middle = textOf(sample, 'middle').trim();
    if (seen.has(middle)) return false;
    seen.add(middle);
    return true;
  }
}
