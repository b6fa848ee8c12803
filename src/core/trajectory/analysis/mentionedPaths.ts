import type { CallKind } from './callKind.ts';

const NAMES =
  /^(?:path|file_?path|filePath|target_file|filename|file|file_name|notebook_path|relative_path|new_path|newPath|destination|source|uri|paths|files|dir|directory|folder)$/;
const PATCHED =
  /^(?:\*\*\* (?:Update|Add|Delete) File: |\*\*\* Move to: |\+\+\+ (?:b\/)?|--- (?:a\/)?)(\S[^\n\t]{0,1000})/gm;
/** A word of a command line with a folder or an ending: `src/a.py`, `a.py`, `../x`. Options and addresses are none. */
const WORD = /(?:^|[\s'"=(<>])((?:\.{0,2}\/|~\/)?[\w@.+-]{1,255}(?:\/[\w@.+-]{1,255}){0,40}\/?)(?=$|[\s'":;,)|&<>])/g;
const ENDING = /\.[A-Za-z][A-Za-z0-9]{0,7}$/;
const LONGEST_LINE = 4_000;
const MOST = 50;

/** The paths that a call is about, each once, as recorded. */
export function pathsIn(given: Readonly<Record<string, unknown>>, command: string | null, kind: CallKind): string[] {
  const found = new Set<string>();
  for (const [name, value] of Object.entries(given)) {
    if (NAMES.test(name)) addNamed(value, found);
    else if (typeof value === 'string' && kind === 'edit' && /^(?:\*\*\* |--- )/m.test(value)) {
      for (const [, path = ''] of value.matchAll(PATCHED)) if (path !== '/dev/null') found.add(path.trim());
    }
  }
  for (const list of [given.edits, given.replacements]) addNamed(list, found);
  if (command !== null) {
    for (const [, word = ''] of command.slice(0, LONGEST_LINE).matchAll(WORD)) {
      if (word.startsWith('-') || /^[\d.]+$/.test(word)) continue;
      if (word.includes('/') || ENDING.test(word)) found.add(word);
      if (found.size >= MOST) break;
    }
  }
  return [...found].slice(0, MOST);
}

function addNamed(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') found.add(value);
  else if (Array.isArray(value)) {
    for (const item of value.slice(0, MOST)) {
      if (typeof item === 'string') found.add(item);
      else if (typeof item === 'object' && item !== null) {
        for (const [name, inner] of Object.entries(item)) {
          if (typeof inner === 'string' && NAMES.test(name)) found.add(inner);
        }
      }
    }
  }
}

/** Ids of tests in a command line. */
export function testsIn(command: string): string[] {
  const line = command.slice(0, LONGEST_LINE);
  const ids = [...line.matchAll(/[\w./-]{1,300}::[\w:.[\]-]{1,300}/g)].map(([id]) => id);
  const named = [
    ...line.matchAll(
      /(?:^|\s)(?:-k|-t|-g|--grep|--filter|-run|--test-name-pattern|--testNamePattern)[ =](?:"([^"]{1,300})"|'([^']{1,300})'|([^\s"']{1,300}))/g,
    ),
  ].map(([, a, b, c]) => a ?? b ?? c ?? '');
  return [...new Set([...ids, ...named])];
}

/** Whether two recorded paths name the same file or one lies in the other, under whatever root each was written. */
export function pathsOverlap(a: string, b: string): boolean {
  const [left, right] = [plain(a), plain(b)];
  if (left === '' || right === '') return false;
  const [long, short] = left.length >= right.length ? [left, right] : [right, left];
  return long === short || long.endsWith(`/${short}`) || long.startsWith(`${short}/`);
}

function plain(path: string): string {
  return path
    .replace(/^file:\/\//, '')
    .replaceAll('\\', '/')
    .replaceAll(/\/(?:\.\/)+/g, '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '');
}
