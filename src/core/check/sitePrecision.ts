import { lineCounter } from '../syntax/parseErrorList.ts';
import type { Site } from './change.ts';
import type { ChangeView } from './changeView.ts';
import { filesWithWord } from './filesWithWord.ts';
import { lineMap, type MappedLine } from './lineMap.ts';
import { lineText } from './lineText.ts';
import { goneMembers } from './staleMembers.ts';
import { namedNodes } from './symbolSites.ts';

interface Rename {
  readonly name: string;
  readonly to: string;
  readonly path: string;
}

/**
 * Of the lines on which the change replaced a renamed symbol's old name by its new one, the share that did use the
 * symbol, 0 to 1: a blind search and replace takes other things of the same name along. Null when nothing was renamed.
 * @param sites the lines that used the symbol; its own declaration counts as one
 */
export async function sitePrecision(change: ChangeView, sites: readonly Site[]): Promise<number | null> {
  const real = new Set(sites.map(({ path, line, symbol }) => [path, line, symbol].join('\0')));
  const members = await goneMembers(change);
  const renames: Rename[] = [
    ...(await change.removed()).flatMap(({ name, renamedTo, path }) =>
      renamedTo === null ? [] : [{ name, to: renamedTo, path }],
    ),
    ...members.flatMap(({ old, now }) => (now === null ? [] : [{ name: old.name, to: now.name, path: old.path }])),
  ];
  let right = 0;
  let all = 0;
  for (const rename of renames) {
    for (const path of await replacedIn(change, rename)) {
      all += path.lines.length;
      right += path.lines.filter(
        (line) => path.path === rename.path || real.has([path.path, line, rename.name].join('\0')),
      ).length;
    }
  }
  return all === 0 ? null : right / all;
}

async function replacedIn(change: ChangeView, { name, to }: Rename): Promise<{ path: string; lines: number[] }[]> {
  const found: { path: string; lines: number[] }[] = [];
  const changed = new Set(change.changed);
  for (const path of await filesWithWord(change.base, name)) {
    const after = await change.head.text(path);
    const tree = changed.has(path) ? await change.base.tree(path) : undefined;
    if (tree === undefined || after === null) continue;
    const lineOf = lineCounter(tree.text);
    const map: (line: number) => MappedLine = change.once(`map of ${path}`, () => lineMap(tree.text, after));
    const lines = new Set(namedNodes(tree, name).map(({ start }) => lineOf(start)));
    const replaced = [...lines].filter((line) => {
      const now = map(line);
      return now.changed && now.line !== null && lineText(after, now.line).includes(to);
    });
    found.push({ path, lines: replaced });
  }
  return found;
}
