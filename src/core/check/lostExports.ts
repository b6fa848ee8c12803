import type { CodeView } from './codeView.ts';

/** Words that an import broken by the change must hold: stems of modules that went, and exported names that went. */
export async function lostModulesAndNames(
  before: CodeView,
  after: CodeView,
  changed: readonly string[],
): Promise<Set<string>> {
  const words = new Set<string>();
  for (const path of changed) {
    if (!before.files.has(path) || before.syntax.languageOf(path)?.grammar === undefined) continue;
    const was = await before.exports(path);
    const is = await after.exports(path);
    const starsLost = was?.all.some((source) => !is?.all.includes(source));
    if (!after.files.has(path) || starsLost) words.add(stemOf(path));
    for (const name of [...(was?.names.keys() ?? []), ...(was?.from.keys() ?? [])]) {
      if (name === 'default' ? is && !is.names.has(name) && !is.from.has(name) : false) words.add(stemOf(path));
      else if (!is?.names.has(name) && !is?.from.has(name) && name !== 'default') words.add(name);
    }
  }
  return words;
}

/** What an import of the file says: its name without endings; of an index file, its folder's. */
export function stemOf(path: string): string {
  const parts = path.split('/');
  const name = (parts.pop() ?? '').replace(/\.(d\.)?[^.]+$/, '');
  return name === 'index' || name === '__init__' ? (parts.pop() ?? name) : name;
}
