import { grouped } from '../../core/grouped.ts';
import type { MinedEdit } from '../../core/mining/minedEdit.ts';
import type { ContextFile } from '../../core/render/renderFim.ts';
import { importedPaths } from '../../core/sample/fimImports.ts';

const MOST_IMPORTS = 3;

/** A file that may stand in front: its path, and the names under which git may know its text, the likeliest first. */
export interface ContextPlace {
  readonly places: readonly { readonly path: string; readonly object: string }[];
}

/** Edits that lie close together in a history: one commit's, and the commits that led to it. */
export class CommitFamily {
  readonly #byCommit: ReadonlyMap<string, readonly MinedEdit[]>;

  constructor(edits: readonly MinedEdit[]) {
    this.#byCommit = grouped(edits, ({ commit }) => commit);
  }

  /**
   * Other files as they stood at the edit's parent commit, never later, the most relevant last: what the parent commit
   * changed, what the edit's own commit changes, what the file imports. Nothing for a first commit.
   */
  contextOf(edit: MinedEdit, text: string, most: number): ContextPlace[] {
    const { parent, path, from = path } = edit;
    if (parent === null || most === 0) return [];
    const earlier = (this.#byCommit.get(parent) ?? []).flatMap((other) => place(other.path, other.after));
    const together = (this.#byCommit.get(edit.commit) ?? []).flatMap((other) =>
      place(other.from ?? other.path, other.before),
    );
    const imported = importedPaths(path, text, MOST_IMPORTS).map((paths) => ({
      places: paths.map((one) => ({ path: one, object: `${parent}:${one}` })),
    }));
    const ranked = new Map<string, ContextPlace>();
    for (const one of [...nearest(earlier, path), ...nearest(together, path), ...imported.reverse()]) {
      const name = one.places[0]?.path ?? '';
      if (name === path || name === from) continue;
      ranked.delete(name);
      ranked.set(name, one);
    }
    return [...ranked.values()].slice(-most);
  }
}

/** The files that git had, as they were at `edit`'s parent commit. */
export function contextFiles(
  places: readonly ContextPlace[],
  texts: ReadonlyMap<string, string | null>,
  source: string,
): ContextFile[] {
  return places.flatMap(({ places: candidates }): ContextFile[] => {
    for (const { path, object } of candidates) {
      const text = texts.get(object);
      if (text != null) return [{ path, text, from: { source, path, range: [0, text.length] } }];
    }
    return [];
  });
}

function place(path: string, object: string | null): ContextPlace[] {
  return object === null ? [] : [{ places: [{ path, object }] }];
}

/** Those that share more folders with a path come later. */
function nearest(list: readonly ContextPlace[], path: string): ContextPlace[] {
  const shared = ({ places }: ContextPlace) => {
    const own = places[0]?.path.split('/') ?? [];
    const parts = path.split('/');
    let count = 0;
    while (count < own.length - 1 && own[count] === parts[count]) count++;
    return count;
  };
  return list
    .map((one) => ({ one, near: shared(one) }))
    .sort((a, b) => a.near - b.near)
    .map(({ one }) => one);
}
