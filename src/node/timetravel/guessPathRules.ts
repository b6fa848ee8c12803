import type { PathRule } from '../../core/trajectory/pathInside.ts';

/**
 * Where the absolute paths of a recording lie in a repository, guessed: the folder whose removal makes the most of them
 * files that are there. None where no path is absolute, or none of them is found.
 * @param paths as recorded
 * @param exists whether a path, relative to the repository's root, is there at the start
 */
export async function guessPathRules(
  paths: readonly string[],
  exists: (path: string) => Promise<boolean>,
): Promise<PathRule[]> {
  const absolute = [...new Set(paths)].filter((path) => /^([A-Za-z]:)?[\\/]/.test(path)).slice(0, MOST);
  const votes = new Map<string, number>();
  for (const path of absolute) {
    const parts = path.split(/[\\/]+/);
    for (let cut = 1; cut < parts.length; cut++) {
      const inside = parts.slice(cut).join('/');
      if (!(await exists(inside))) continue;
      const folder = path.slice(0, path.length - inside.length).replace(/[\\/]+$/, '');
      if (folder !== '') votes.set(folder, (votes.get(folder) ?? 0) + 1);
      break;
    }
  }
  const [best] = [...votes].sort(([a, many], [b, few]) => few - many || a.length - b.length);
  return best === undefined ? [] : [{ from: best[0], to: '' }];
}

/** So many paths say enough. */
const MOST = 200;
