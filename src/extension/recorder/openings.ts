import type { Arrival } from './requestLog.ts';

/** Openings further apart than this are not of one search. Milliseconds. */
const TOGETHER_MS = 60_000;
/** Nobody searches for longer texts by hand. UTF-16 code units. */
const LONGEST_QUERY = 200;

/**
 * Finds a text search that no interface tells of: one place after another is opened, each with the same text selected.
 */
export class Openings {
  #last: { readonly place: Arrival; readonly t: number } | undefined;

  /**
   * The cursor came here without a hand moving it. Returns the places of the search so far that are not told yet, once
   * there are two of them; `[]` otherwise.
   */
  opened(place: Arrival, selected: string, t: number): readonly Arrival[] {
    const last = this.#last;
    if (selected.trim() === '' || selected.length > LONGEST_QUERY || selected.includes('\n')) {
      this.#last = undefined;
      return [];
    }
    const here = { ...place, word: selected };
    this.#last = { place: here, t };
    const isNext = last !== undefined && last.place.word === selected && t - last.t <= TOGETHER_MS;
    return isNext && !isSamePlace(last.place, here) ? [last.place, here] : [];
  }

  forget(): void {
    this.#last = undefined;
  }
}

function isSamePlace(a: Arrival, b: Arrival): boolean {
  return a.doc === b.doc && a.range[0] === b.range[0] && a.range[1] === b.range[1];
}
