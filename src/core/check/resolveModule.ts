import type { Snapshot } from './change.ts';

/** `paths` and `baseUrl` of one tsconfig.json, with `folder` where it stands (empty for the root). */
export interface Aliases {
  readonly folder: string;
  readonly baseUrl: string | null;
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

const ENDINGS = ['', '.ts', '.tsx', '.d.ts', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts', '.jsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts', '.d.mts'],
  '.cjs': ['.cts', '.d.cts'],
};
const SCRIPTS = new Set(['typescript', 'tsx', 'javascript']);

/** Reads the simple part of every tsconfig.json and jsconfig.json; `extends` is not followed. */
export async function readAliases(snapshot: Snapshot): Promise<Aliases[]> {
  const files = snapshot.paths.filter((path) => /(^|\/)(ts|js)config(\.base)?\.json$/.test(path));
  const read = files.map(async (path): Promise<Aliases[]> => {
    const options = optionsOf((await snapshot.read(path)) ?? '');
    if (options === null) return [];
    const paths = Object.entries(options.paths ?? {}).filter((entry): entry is [string, string[]] =>
      Array.isArray(entry[1]),
    );
    const baseUrl = typeof options.baseUrl === 'string' ? options.baseUrl : null;
    return [{ folder: folderOf(path), baseUrl, paths: Object.fromEntries(paths) }];
  });
  return (await Promise.all(read)).flat();
}

function optionsOf(text: string): { paths?: object; baseUrl?: unknown } | null {
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (part[0] === '"' ? part : ''));
  try {
    return (JSON.parse(plain.replace(/,(\s*[}\]])/g, '$1')) as { compilerOptions?: object }).compilerOptions ?? null;
  } catch {
    return null;
  }
}

/** Resolves module specifiers of JavaScript, TypeScript and Python to files of one snapshot. */
export class ModuleResolver {
  readonly #files: ReadonlySet<string>;
  readonly #folders: ReadonlySet<string>;
  readonly #aliases: readonly Aliases[];

  constructor(files: ReadonlySet<string>, aliases: readonly Aliases[]) {
    this.#files = files;
    this.#folders = new Set([...files].flatMap(foldersOf));
    this.#aliases = aliases;
  }

  /**
   * @returns the file's path; null when the specifier must lead into the repository and does not; undefined when it
   *   may be a package or is in a language whose imports are not resolved
   */
  resolve(from: string, specifier: string, language: string): string | null | undefined {
    if (SCRIPTS.has(language)) return this.#script(from, specifier.replace(/[?#].*$/, ''), language !== 'javascript');
    if (language === 'python') return this.#python(from, specifier);
    return undefined;
  }

  #script(from: string, specifier: string, typed: boolean): string | null | undefined {
    if (/^\.\.?(\/|$)/.test(specifier)) {
      const target = join(folderOf(from), specifier);
      if (target === null) return undefined;
      const found = this.#scriptFile(target, typed);
      return found ?? (this.#untold(target) ? undefined : null);
    }
    for (const { folder, baseUrl, paths } of this.#aliases) {
      if (folder !== '' && !from.startsWith(`${folder}/`)) continue;
      const base = join(folder, baseUrl ?? '.') ?? folder;
      for (const [pattern, targets] of Object.entries(paths)) {
        const [head = '', tail] = pattern.split('*');
        if (tail === undefined ? specifier !== pattern : !(specifier.startsWith(head) && specifier.endsWith(tail)))
          continue;
        const middle = tail === undefined ? '' : specifier.slice(head.length, specifier.length - tail.length);
        const candidates = targets.map((target) => join(base, target.replace('*', middle)));
        const found = candidates.map((path) => path && this.#scriptFile(path, typed)).find(Boolean);
        if (found) return found;
        if (pattern !== '*' && candidates.every((path) => path !== null && !this.#untold(path))) return null;
      }
      const found = baseUrl === null ? null : this.#scriptFile(join(base, specifier) ?? '', typed);
      if (found) return found;
    }
    return undefined;
  }

  /** TypeScript takes a source or a declaration file before the JavaScript file that a specifier names. */
  #scriptFile(target: string, typed: boolean): string | null {
    const ending = /\.[mc]?jsx?$/.exec(target)?.[0];
    const stem = ending === undefined ? target : target.slice(0, -ending.length);
    const exact = ENDINGS.map((each) => target + each);
    const sources = (SOURCES[ending ?? ''] ?? []).map((each) => stem + each);
    const candidates = [
      ...(typed ? [...sources, ...exact] : [...exact, ...sources]),
      ...ENDINGS.slice(1).map((each) => (target === '' ? `index${each}` : `${target}/index${each}`)),
    ];
    return candidates.find((path) => this.#files.has(path)) ?? null;
  }

  /** Whether something not in the snapshot may stand there: build output, assets, a folder with its own package.json. */
  #untold(target: string): boolean {
    if (
      /(^|\/)(dist|build|out|lib|esm|cjs|generated|node_modules|\.[^/]+)(\/|$)/.test(target) &&
      !this.#folders.has(folderOf(target))
    ) {
      return true;
    }
    if (this.#files.has(target === '' ? 'package.json' : `${target}/package.json`)) return true;
    return /\.(css|scss|less|svg|png|jpe?g|gif|wasm|node|vue|svelte|graphql|html|txt|md)$/.test(target);
  }

  #python(from: string, specifier: string): string | null | undefined {
    const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
    const tail = specifier.slice(dots).replaceAll('.', '/');
    if (dots > 0) {
      let folder = folderOf(from);
      for (let up = 1; up < dots; up++) folder = folderOf(folder);
      return this.#pythonFile(folder === '' || tail === '' ? folder + tail : `${folder}/${tail}`);
    }
    const roots = ['', 'src', ...foldersOf(from)];
    for (const root of roots) {
      const found = this.#pythonFile(root === '' ? tail : `${root}/${tail}`);
      if (found !== null) return found;
    }
    const [first = ''] = specifier.split('.');
    const inside = ['', 'src/'].some((root) => this.#files.has(`${root}${first}/__init__.py`));
    return inside && specifier.includes('.') ? null : undefined;
  }

  #pythonFile(target: string): string | null {
    const candidates = [`${target}.py`, `${target}/__init__.py`, `${target}.pyi`, target === '' ? '__init__.py' : ''];
    return candidates.find((path) => this.#files.has(path)) ?? (this.#folders.has(target) ? target : null);
  }
}

/** The folder of a path, without a slash at its end; empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) folders.push(folder);
  return folders;
}

/** Joins and flattens; null when the path leaves the repository. */
function join(folder: string, relative: string): string | null {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}
