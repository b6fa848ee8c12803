import { readFileSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { isSecretFile } from '../../core/session/redaction/secretFiles.ts';
import { fileStatus } from './fileStatus.ts';

/** Lines in gitignore's syntax: what they hide is not recorded, whether there is git or not. */
export const IGNORE_FILE = '.tracewrightignore';

/** So long a file of rules is believed to be as it was. Milliseconds. */
const FRESH_MS = 300;

interface Rules {
  readonly stamp: string;
  readonly rules: Ignore | null;
  readonly until: number;
}

/** Which files of a folder are never recorded, whatever git says of them: secret-like ones, and what `.tracewrightignore` hides. */
export class PrivateFiles {
  readonly #root: string;
  readonly #rules = new Map<string, Rules>();
  readonly #secrets: boolean;

  /** @param secrets false: only rules hide files, not their names */
  constructor(root: string, secrets = true) {
    this.#root = root;
    this.#secrets = secrets;
  }

  /** @param name relative to the folder, with forward slashes */
  hides(name: string): boolean {
    if (this.#secrets && isSecretFile(name, this.#textOf(name))) return true;
    let hidden = false;
    for (const folder of foldersOf(name)) {
      const rules = this.#rulesIn(folder);
      if (rules === null) continue;
      const below = folder === '' ? name : name.slice(folder.length + 1);
      const { ignored, unignored } = rules.test(below);
      hidden = ignored || (hidden && !unignored);
    }
    return hidden;
  }

  /** Reads the rules anew. */
  forget(): void {
    this.#rules.clear();
  }

  #textOf(name: string): string | undefined {
    if (path.posix.basename(name) !== '.npmrc') return undefined;
    try {
      return readFileSync(path.join(this.#root, name), 'utf8');
    } catch {
      return undefined;
    }
  }

  #rulesIn(folder: string): Ignore | null {
    const known = this.#rules.get(folder);
    const now = performance.now();
    if (known !== undefined && now < known.until) return known.rules;
    const file = path.join(this.#root, folder, IGNORE_FILE);
    const stats = fileStatus(file);
    const stamp = stats?.isFile() === true ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : '';
    const rules = known?.stamp === stamp ? known.rules : stamp === '' ? null : rulesOf(file);
    this.#rules.set(folder, { stamp, rules, until: now + FRESH_MS });
    return rules;
  }
}

function rulesOf(file: string): Ignore | null {
  try {
    return ignore().add(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
  } catch {
    return null;
  }
}

/** The folders above a file, the outermost first; the empty name is the root. */
function foldersOf(name: string): string[] {
  const folders = [''];
  for (let slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1))
    folders.push(name.slice(0, slash));
  return folders;
}
