import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { Trajectory } from '../../core/trajectory/atif.ts';
import type { PathRule } from '../../core/trajectory/pathInside.ts';
import { recordedFolder } from './ground.ts';
import { isAbsolute, type MentionedPaths } from './mentionedPaths.ts';

/** Folders of a machine that are nobody's repository. */
const machineFolders = /^\/(tmp|usr|etc|var|bin|sbin|lib|lib64|proc|dev|sys|opt|private\/tmp)(\/|$)/;

/**
 * Where the recording's root folder lay: the folder under which most of the files that it names are files here. Where
 * none is, the folder that it says it worked in, or the one that its absolute paths have in common. Empty: not told.
 * @param exists whether a path, relative to the root here, is there
 */
export function inferMap(
  trajectory: Trajectory,
  { absolute }: MentionedPaths,
  exists: (path: string) => boolean,
): readonly PathRule[] {
  const cwd = recordedFolder(trajectory);
  const hits = new Map<string, number>();
  for (const parts of absolute.map(partsOf)) {
    for (let at = 1; at < parts.length; at++) {
      const rest = parts.slice(at).join('/');
      if (parts.slice(at).includes('..') || !exists(rest)) continue;
      const folder = parts.slice(0, at).join('/');
      hits.set(folder, (hits.get(folder) ?? 0) + 1);
    }
  }
  const said = cwd === null ? null : partsOf(cwd).join('/');
  const rank = (folder: string): number => (hits.get(folder) ?? 0) + (folder === said ? 0.5 : 0);
  const best = [...hits.keys()].sort((a, b) => rank(b) - rank(a) || a.length - b.length)[0];
  const from = best ?? said ?? commonFolder(absolute);
  if (from === null || from === '') return [];
  const spelled = [...absolute, ...(cwd === null ? [] : [cwd])].flatMap((file) => spelledFolder(file, from));
  return [...new Set(spelled.length > 0 ? spelled : [from])].map((folder) => ({ from: folder, to: '' }));
}

/** The folder as a path begins with it, in the path's own separators; empty where it does not. */
function spelledFolder(file: string, folder: string): string[] {
  const ends = [...file.matchAll(/[\\/]+|$/g)].map(({ index }) => file.slice(0, index));
  return ends.filter((start) => start !== '' && partsOf(start).join('/') === folder).slice(0, 1);
}

/** What somebody gave with `--map`, with TO relative to the repository. Throws `bad-path-rule`. */
export function insideRule(rule: PathRule, repo: string): PathRule {
  const to = path.isAbsolute(rule.to) ? path.relative(path.resolve(repo), rule.to) : rule.to;
  const clean = to === '.' ? '' : to.split(path.sep).join('/');
  if (rule.from === '' || clean.split('/').includes('..') || path.isAbsolute(clean)) {
    throw new TracewrightError('bad-path-rule', `the path rule ${rule.from}=${rule.to} leads out of the repository`, {
      kind: 'usage',
      remedy: 'give FROM=TO with a TO inside of the repository, for example /workspace=.',
    });
  }
  return { from: rule.from, to: clean };
}

function commonFolder(absolute: readonly string[]): string | null {
  const folders = absolute
    .filter((file) => isAbsolute(file) && !machineFolders.test(file))
    .map((file) => partsOf(file).slice(0, -1));
  const [first, ...others] = folders;
  if (first === undefined) return null;
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && other[same] === first[same]) same++;
    length = same;
  }
  return length < 2 ? null : first.slice(0, length).join('/');
}

function partsOf(file: string): string[] {
  const parts = file.split(/[\\/]+/).filter((part, index) => (part !== '' && part !== '.') || index === 0);
  return parts;
}
