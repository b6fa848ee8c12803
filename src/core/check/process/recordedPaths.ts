/** Finds the repository's path for what a trajectory wrote: absolute under some root, relative to a folder, quoted. */
export class RecordedPaths {
  readonly #known: ReadonlySet<string>;
  readonly #byName = new Map<string, string[]>();
  readonly #cwd: string;

  /** @param cwd folder that the agent worked in, on its machine; may be empty */
  constructor(known: Iterable<string>, cwd: string = '') {
    this.#known = new Set(known);
    this.#cwd = clean(cwd);
    for (const path of this.#known) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), path]);
    }
  }

  /** A path as the repository has it; of an unknown file what is left without the root. Null: it is no path. */
  of(recorded: string, folder: string = ''): string | null {
    const text = clean(recorded);
    if (text === '' || text.length > 500 || /[\n*?<>|]/.test(text)) return null;
    const joined = folder === '' || isAbsolute(text) ? text : normal(`${folder}/${text}`);
    const known = this.#longest(normal(joined)) ?? this.#longest(normal(text)) ?? this.#only(normal(text));
    if (known !== null) return known;
    const root = `${this.#cwd}/`;
    const inside = this.#cwd !== '' && joined.startsWith(root) ? joined.slice(root.length) : joined;
    return isAbsolute(inside) ? null : normal(inside);
  }

  /** Whether a text names the file, as a whole word, under any root. */
  mentions(text: string, path: string): boolean {
    for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
      if (!/[\w.-]/.test(text[at - 1] ?? '') && !/[\w-]/.test(text[at + path.length] ?? '')) return true;
    }
    return false;
  }

  has(path: string): boolean {
    return this.#known.has(path);
  }

  #longest(path: string): string | null {
    for (let rest = path.replace(/^([A-Za-z]:)?\/+/, ''); rest !== ''; ) {
      if (this.#known.has(rest)) return rest;
      const slash = rest.indexOf('/');
      if (slash < 0) return null;
      rest = rest.slice(slash + 1);
    }
    return null;
  }

  /** The one file whose path ends in this one. */
  #only(path: string): string | null {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const found = (this.#byName.get(name) ?? []).filter((each) => each.endsWith(`/${path}`));
    return found.length === 1 ? (found[0] ?? null) : null;
  }
}

function clean(recorded: string): string {
  return recorded
    .trim()
    .replace(/^file:\/\//, '')
    .replace(/^['"`]+|['"`]+$/g, '')
    .replaceAll('\\', '/')
    .replace(/\/+$/, '');
}

function isAbsolute(path: string): boolean {
  return /^([A-Za-z]:)?\//.test(path);
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '.' || (part === '' && parts.length > 0)) continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
