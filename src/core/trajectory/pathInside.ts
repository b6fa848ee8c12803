/** Where absolute paths of a recording lie here: `from` is a folder there, `to` one inside the repository ('' is its root). */
export interface PathRule {
  readonly from: string;
  readonly to: string;
}

export type PathAnswer =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly code: 'absolute-path' | 'path-escapes' | 'bad-path'; readonly why: string };

/**
 * A recorded path as a path inside the repository, with forward slashes. Refused: absolute paths that no rule maps,
 * paths that leave the root, git's own folder. Nothing on disk is looked at; links are the file system's guard's affair.
 */
export function pathInside(recorded: string, rules: readonly PathRule[] = []): PathAnswer {
  if (recorded === '' || recorded.includes('\0')) return refused('bad-path', recorded, 'is no path');
  const mapped = mapAbsolute(recorded, rules);
  if (/^([A-Za-z]:|[\\/])/.test(mapped)) {
    return refused('absolute-path', recorded, 'is absolute and no path rule (--map FROM=TO) covers it');
  }
  const parts: string[] = [];
  for (const part of mapped.split(/[\\/]+/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return refused('path-escapes', recorded, 'leaves the repository');
  }
  if (parts.length === 0) return refused('bad-path', recorded, 'names the root, not a file');
  if (parts.some((part) => /^\.git[ .]*$/i.test(part) || /^git~\d+$/i.test(part))) {
    return refused('path-escapes', recorded, "lies in git's own folder");
  }
  return { ok: true, path: parts.join('/') };
}

/** The same for a folder: the root is ''. */
export function folderInside(recorded: string, rules: readonly PathRule[] = []): PathAnswer {
  const answer = pathInside(`${recorded === '' ? '.' : recorded}/_`, rules);
  return answer.ok ? { ok: true, path: answer.path.slice(0, -2) } : answer;
}

function mapAbsolute(recorded: string, rules: readonly PathRule[]): string {
  const path = recorded.replace(/^file:\/\//, '');
  const longestFirst = [...rules].sort((a, b) => b.from.length - a.from.length);
  for (const { from, to } of longestFirst) {
    const folder = from.replace(/[\\/]+$/, '');
    if (path !== folder && !path.startsWith(`${folder}/`) && !path.startsWith(`${folder}\\`)) continue;
    return `${to.replace(/[\\/]+$/, '') || '.'}/${path.slice(folder.length).replace(/^[\\/]+/, '')}`;
  }
  return path;
}

function refused(code: 'absolute-path' | 'path-escapes' | 'bad-path', path: string, why: string): PathAnswer {
  return { ok: false, code, why: `"${path}" ${why}` };
}
