import type { HoleRange } from './fimRange.ts';
import { drawInteger, type Random } from './random.ts';

/** A text's named syntax nodes in document order, parents before children. Offsets are UTF-16 code units. */
export interface SyntaxOutline {
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
  /** One past the last descendant. */
  readonly after: ArrayLike<number>;
  /** 1: nothing in the node failed to parse. */
  readonly sound: ArrayLike<number>;
  /** Nodes of types that make a good middle by themselves, as indexes. */
  readonly eligible: readonly number[];
}

/** Middles are longer than this. UTF-8 bytes (AST-FIM, section 3). */
const SHORTEST = 5;

/** Draws the two kinds of middles of AST-FIM (arXiv 2506.00204, section 3) out of one text. */
export class SyntaxHoles {
  readonly #outline: SyntaxOutline;
  readonly #bytesBefore: (offset: number) => number;
  readonly #area: HoleRange;
  readonly #nodes: readonly number[];
  readonly #total: number;

  /** @param area where middles shall lie; absent: anywhere */
  constructor(text: string, outline: SyntaxOutline, area: HoleRange = [0, text.length]) {
    this.#outline = outline;
    this.#bytesBefore = bytesBefore(text);
    this.#area = area;
    this.#nodes = outline.eligible.filter((node) => this.#isInArea(node) && this.#fits(node, node));
    this.#total = this.#nodes.reduce((sum, node) => sum + this.#bytes(node, node), 0);
  }

  /** A single node, drawn in proportion to its bytes; null where there is none. */
  node(random: Random): HoleRange | null {
    let left = random() * this.#total;
    for (const node of this.#nodes) {
      left -= this.#bytes(node, node);
      if (left < 0) return this.#range(node, node);
    }
    return null;
  }

  /** Two uniform cut points, widened or narrowed to a run of siblings (see {@link alignedRun}); null when it is unfit. */
  aligned(random: Random): HoleRange | null {
    const [from, to] = this.#area;
    const a = from + drawInteger(random, to - from + 1);
    const b = from + drawInteger(random, to - from + 1);
    return this.snap(Math.min(a, b), Math.max(a, b));
  }

  /** The run of siblings that is most like `[start, end)`; null when it is too short or did not parse. */
  snap(start: number, end: number): HoleRange | null {
    const run = alignedRun(this.#outline, start, end);
    return run !== null && this.#fits(...run) ? this.#range(...run) : null;
  }

  #isInArea(node: number): boolean {
    const [start, end] = this.#range(node, node);
    return start >= this.#area[0] && end <= this.#area[1];
  }

  #range(first: number, last: number): HoleRange {
    return [this.#outline.start[first] ?? 0, this.#outline.end[last] ?? 0];
  }

  #bytes(first: number, last: number): number {
    const [start, end] = this.#range(first, last);
    return this.#bytesBefore(end) - this.#bytesBefore(start);
  }

  #fits(first: number, last: number): boolean {
    for (let node = first; node <= last; node = this.#outline.after[node] ?? last + 1) {
      if (this.#outline.sound[node] !== 1) return false;
    }
    return this.#bytes(first, last) > SHORTEST;
  }
}

/**
 * First and last of the siblings whose run is most like `[start, end)`: of all runs of neighbouring named children of
 * the smallest node that spans it, the one with the largest intersection over union. A node without named children
 * stands for itself. Only the children at the two edges need to be tried, and the ones next to them: one that lies inside
 * is better taken along, and beyond the nearest one outside nothing is gained.
 */
export function alignedRun(outline: SyntaxOutline, start: number, end: number): [first: number, last: number] | null {
  if (end <= start || outline.start.length === 0) return null;
  const parent = smallestAround(outline, start, end);
  const children: number[] = [];
  const limit = outline.after[parent] ?? 0;
  for (let child = parent + 1; child < limit; child = outline.after[child] ?? limit) children.push(child);
  if (children.length === 0) return [parent, parent];
  const at = (list: ArrayLike<number>, index: number) => list[children[index] ?? 0] ?? 0;
  let first = 0;
  while (first < children.length - 1 && at(outline.end, first) <= start) first++;
  let last = children.length - 1;
  while (last > 0 && at(outline.start, last) >= end) last--;
  let best: [number, number] | null = null;
  let most = -1;
  for (const i of [first - 1, first, first + 1]) {
    for (const j of [last - 1, last, last + 1]) {
      if (i > j || j >= children.length || i < 0) continue;
      const [from, to] = [at(outline.start, i), at(outline.end, j)];
      const shared = Math.max(0, Math.min(end, to) - Math.max(start, from));
      const likeness = shared / (end - start + (to - from) - shared);
      if (likeness > most) {
        most = likeness;
        best = [children[i] ?? 0, children[j] ?? 0];
      }
    }
  }
  return most > 0 ? best : null;
}

function smallestAround(outline: SyntaxOutline, start: number, end: number): number {
  let found = 0;
  let limit = outline.after[0] ?? 0;
  for (let node = 1; node < limit; ) {
    const after = outline.after[node] ?? limit;
    const around = (outline.start[node] ?? 0) <= start && (outline.end[node] ?? 0) >= end;
    if (around) {
      found = node;
      limit = after;
      node++;
    } else node = after;
  }
  return found;
}

/** How many UTF-8 bytes stand before an offset. */
function bytesBefore(text: string): (offset: number) => number {
  let ascii = true;
  for (let at = 0; at < text.length && ascii; at++) ascii = text.charCodeAt(at) < 0x80;
  if (ascii) return (offset) => offset;
  const before = new Uint32Array(text.length + 1);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a surrogate pair stands for two of its four bytes.
    const bytes = unit < 0x80 ? 1 : unit < 0x800 ? 2 : unit >= 0xd800 && unit <= 0xdfff ? 2 : 3;
    before[at + 1] = (before[at] ?? 0) + bytes;
  }
  return (offset) => before[offset] ?? 0;
}
