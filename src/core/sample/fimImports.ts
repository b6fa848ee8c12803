/** `from './x'`, `require('./x')`, `import './x'`; Python's `from .x import`; `#include "x.h"`. */
const script = /(?:\bfrom\s*|\brequire\s*\(\s*|\bimport\s*\(?\s*)(["'])(\.{1,2}\/[^"'\n]+)\1/g;
const python = /^[ \t]*from[ \t]+(\.+)([\w.]*)[ \t]+import\b/gm;
const include = /^[ \t]*#[ \t]*include[ \t]+"([^"\n]+)"/gm;

/**
 * Where the files may be that a text imports by relative names, most likely places first for each import. Only by how
 * imports look, which is enough to rank files by: a place without a file is none. Paths are relative to the
 * repository's root; what leads out of it is left out.
 */
export function importedPaths(path: string, text: string, most: number): string[][] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const extension = /\.[^./]+$/.exec(path)?.[0] ?? '';
  const found = new Map<string, string[]>();
  const add = (base: string, endings: readonly string[]) => {
    const target = within(folder + base);
    if (target !== null && found.size < most)
      found.set(
        target,
        endings.map((ending) => target + ending),
      );
  };
  switch (extension) {
    case '.py':
      for (const [, dots = '', name = ''] of text.matchAll(python)) {
        const up = '../'.repeat(dots.length - 1);
        if (name === '') add(`${up}__init__.py`, ['']);
        else add(up + name.replaceAll('.', '/'), ['.py', '/__init__.py']);
      }
      break;
    case '.c':
    case '.h':
    case '.cc':
    case '.cpp':
    case '.cxx':
    case '.hpp':
      for (const [, name = ''] of text.matchAll(include)) add(name, ['']);
      break;
    default:
      for (const [, , name = ''] of text.matchAll(script)) {
        const own = /\.[a-z]+$/i.exec(name)?.[0];
        if (own === undefined) add(name, [extension, `/index${extension}`]);
        else if (own === '.js' && extension !== '.js') add(name.slice(0, -3), [extension, '.js']);
        else add(name, ['', extension]);
      }
  }
  return [...found.values()];
}

/** A path without `.` and `..`; null when it leads out of the root. */
function within(path: string): string | null {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.length === 0 ? null : parts.join('/');
}
