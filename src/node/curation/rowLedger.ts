import { type Split, splitOf } from '../../core/curation/splits.ts';
import type { RowFacts } from './rowCurator.ts';

/** What is known of all rows of a build, in a few numbers each. */
export class RowLedger {
  readonly #groups = new Names();
  readonly #places = new Names();
  readonly #joined = new Map<number, number>();
  readonly #group: number[] = [];
  readonly #place: number[] = [];
  readonly #text: number[] = [];
  readonly #answer: number[] = [];
  readonly #document: number[] = [];
  readonly #trained: number[] = [];

  get size(): number {
    return this.#group.length;
  }

  /** @param keys what its split must not part it from; the first one names it */
  add(facts: RowFacts, keys: readonly string[]): void {
    const [first = '', ...others] = keys;
    const place = this.#places.number(first);
    for (const other of others) this.#join(place, this.#places.number(other));
    this.#place.push(place);
    this.#group.push(this.#groups.number(facts.group));
    this.#text.push(hashOf(facts.text));
    this.#answer.push(hashOf(facts.answer));
    this.#document.push(hashOf(facts.document));
    this.#trained.push(facts.trainedCharacters);
  }

  group(row: number): number {
    return this.#group[row] ?? 0;
  }

  /** 53 bits of hash: of the text of a row, of what is trained in it, and of what it was cut from. */
  text(row: number): number {
    return this.#text[row] ?? 0;
  }
  answer(row: number): number {
    return this.#answer[row] ?? 0;
  }
  document(row: number): number {
    return this.#document[row] ?? 0;
  }

  trainedCharacters(row: number): number {
    return this.#trained[row] ?? 0;
  }

  /** For equalRuns. */
  textValues(): Uint32Array {
    return Uint32Array.from(this.#text, (hash) => hash % 4294967296);
  }

  /** The place of each row's split. What keys tie together goes where the first of their names belongs. */
  splits(splits: readonly Split[]): Uint8Array {
    const names = new Map<number, string>();
    for (let place = 0; place < this.#places.size; place++) {
      const root = this.#root(place);
      const name = this.#places.name(place);
      const known = names.get(root);
      if (known === undefined || name < known) names.set(root, name);
    }
    const byRoot = new Map([...names].map(([root, name]) => [root, splitOf(name, splits)]));
    return Uint8Array.from(this.#place, (place) => byRoot.get(this.#root(place)) ?? 0);
  }

  #root(place: number): number {
    let at = place;
    for (let up = this.#joined.get(at); up !== undefined; up = this.#joined.get(at)) at = up;
    return at;
  }

  #join(one: number, other: number): void {
    const [a, b] = [this.#root(one), this.#root(other)];
    if (a !== b) this.#joined.set(a, b);
  }
}

/** Gives each name a number. */
class Names {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  get size(): number {
    return this.#names.length;
  }

  number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#names.length;
      this.#numbers.set(name, number);
      this.#names.push(name);
    }
    return number;
  }

  name(number: number): string {
    return this.#names[number] ?? '';
  }
}

/** Hex digits as a number where they are a hash, and a hash of any other name. */
function hashOf(name: string): number {
  if (/^[0-9a-f]{32}$/.test(name)) return Number.parseInt(name.slice(0, 13), 16);
  let [one, other] = [0x811c9dc5, 0x5bd1e995];
  for (let at = 0; at < name.length; at++) {
    one = Math.imul(one ^ name.charCodeAt(at), 0x01000193);
    other = Math.imul(other ^ name.charCodeAt(at), 0x85ebca6b) ^ (other >>> 15);
  }
  return (one & 0x1fffff) * 4294967296 + (other >>> 0);
}
