import type { Move, Places } from './places.ts';

/** What a run came to: the next place that a breakpoint names, or an end of the trajectory. */
export interface Arrival {
  readonly at: number;
  /** Breakpoints that name the place; none at an end. */
  readonly hit: readonly number[];
}

/** Stands at a place of a trajectory and moves, forward and back. A move back takes the last move forward back. */
export class Traveller {
  readonly #places: Places;
  #at = 0;
  #trail: { readonly from: number; readonly to: number }[] = [];

  constructor(places: Places) {
    this.#places = places;
  }

  get at(): number {
    return this.#at;
  }

  /** Moves one step; gives whether that led anywhere. */
  move(move: Move): boolean {
    const from = this.#at;
    if (move === 'back') {
      const last = this.#trail.pop();
      if (last?.to === from) this.#at = last.from;
      else {
        this.#trail = [];
        this.#at = this.#places.move(from, 'back');
      }
      return this.#at !== from;
    }
    this.#at = this.#places.move(from, move);
    if (this.#at !== from) this.#trail.push({ from, to: this.#at });
    return this.#at !== from;
  }

  /** Stands at a place at once. Throws a RangeError for an index that names none. */
  jump(index: number): void {
    this.#places.at(index);
    this.#trail = [];
    this.#at = index;
  }

  /**
   * Goes on, or back, to the nearest place that a breakpoint names, else to that end.
   * @param breakpoints the places that each of them stops at, ascending
   */
  run(direction: 'forward' | 'back', breakpoints: readonly (readonly number[])[]): Arrival {
    const ahead = breakpoints.flatMap((places) => {
      const found =
        direction === 'forward'
          ? places.find((place) => place > this.#at)
          : places.findLast((place) => place < this.#at);
      return found === undefined ? [] : [found];
    });
    const end = direction === 'forward' ? this.#places.last : 0;
    const at = ahead.length === 0 ? end : direction === 'forward' ? Math.min(...ahead) : Math.max(...ahead);
    const hit = breakpoints.flatMap((places, index) => (places.includes(at) ? [index] : []));
    this.jump(at);
    return { at, hit: ahead.length === 0 ? [] : hit };
  }
}
