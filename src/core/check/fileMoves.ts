import type { ChangeView } from './changeView.ts';
import { likeness, tokensOf } from './likeness.ts';

/** Files that stand under another path in head: old path to new. */
export type FileMoves = ReadonlyMap<string, string>;

const SAME_FILE = 0.5;
const LONGEST = 200_000;

/** Pairs files that went with files that came: equal texts first, then the most alike, the same name a little before others. */
export function fileMoves(change: ChangeView): Promise<FileMoves> {
  return change.once(fileMoves, async () => {
    const { base, head, changed } = change;
    const gone = changed.filter((path) => !head.files.has(path));
    const came = changed.filter((path) => !base.files.has(path));
    const moves = new Map<string, string>();
    if (gone.length === 0 || came.length === 0) return moves;
    const taken = new Set<string>();
    const contents = new Map<string, string>();
    for (const path of came) {
      const text = await head.text(path);
      if (text?.trim()) contents.set(text, path);
    }
    for (const path of gone) {
      const same = contents.get((await base.text(path)) ?? '');
      if (same === undefined || taken.has(same)) continue;
      moves.set(path, same);
      taken.add(same);
    }
    const left = gone.filter((path) => !moves.has(path));
    const free = came.filter((path) => !taken.has(path));
    const words = async (view: ChangeView['base'], path: string): Promise<string[]> =>
      tokensOf(((await view.text(path)) ?? '').slice(0, LONGEST));
    const now = await Promise.all(free.map(async (path) => ({ path, words: await words(head, path) })));
    const scored: { from: string; to: string; value: number }[] = [];
    for (const from of left) {
      const old = await words(base, from);
      for (const to of now) {
        if (endingOf(from) !== endingOf(to.path) || !comparable(old.length, to.words.length)) continue;
        const value = likeness(old, to.words);
        if (value >= SAME_FILE)
          scored.push({ from, to: to.path, value: value + (nameOf(from) === nameOf(to.path) ? 1 : 0) });
      }
    }
    for (const { from, to } of scored.sort((a, b) => b.value - a.value)) {
      if (moves.has(from) || taken.has(to)) continue;
      moves.set(from, to);
      taken.add(to);
    }
    return moves;
  });
}

/** Lengths at which two bags of words can be alike at all. */
function comparable(a: number, b: number): boolean {
  return Math.min(a, b) * 3 >= Math.max(a, b);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function endingOf(path: string): string {
  return /\.[^./]+$/.exec(path)?.[0] ?? '';
}
