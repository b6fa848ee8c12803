import type { Snapshot } from '../check/change.ts';
import { type Aliases, folderOf, ModuleResolver, readAliases } from '../check/resolveModule.ts';

/** What the manifests of a repository say about where modules are. */
export interface ProjectSettings {
  readonly aliases: readonly Aliases[];
  /** `module` lines of go.mod, with the folder where each stands. */
  readonly goModules: readonly { readonly folder: string; readonly name: string }[];
  /** Names of Cargo.toml, with dashes as underscores. */
  readonly crates: readonly { readonly folder: string; readonly name: string }[];
}

/** Reads tsconfig.json, go.mod and Cargo.toml as far as they place modules. */
export async function readSettings(snapshot: Snapshot): Promise<ProjectSettings> {
  const named = async (file: RegExp, line: RegExp): Promise<{ folder: string; name: string }[]> => {
    const paths = snapshot.paths.filter((path) => file.test(path));
    const found = paths.map(async (path) => {
      const name = line.exec((await snapshot.read(path)) ?? '')?.[1];
      return name === undefined ? [] : [{ folder: folderOf(path), name }];
    });
    return (await Promise.all(found)).flat();
  };
  const [aliases, goModules, crates] = await Promise.all([
    readAliases(snapshot),
    named(/(^|\/)go\.mod$/, /^\s*module\s+"?([^\s"]+)/m),
    named(/(^|\/)Cargo\.toml$/, /^\s*\[package\][^[]*?^\s*name\s*=\s*"([^"]+)"/ms),
  ]);
  return {
    aliases,
    goModules,
    crates: crates.map(({ folder, name }) => ({ folder, name: name.replaceAll('-', '_') })),
  };
}

/** Where modules of the six languages lie among the files of a repository. Paths alone are looked at. */
export class ProjectLayout {
  readonly files: ReadonlySet<string>;
  readonly #settings: ProjectSettings;
  readonly #modules: ModuleResolver;
  readonly #resolved = new Map<string, string | null | undefined>();
  readonly #byFolder = new Map<string, string[]>();
  readonly #byName = new Map<string, string[]>();

  constructor(files: ReadonlySet<string>, settings: ProjectSettings) {
    this.files = files;
    this.#settings = settings;
    this.#modules = new ModuleResolver(files, settings.aliases);
    for (const path of files) {
      add(this.#byFolder, folderOf(path), path);
      if (path.endsWith('.java')) add(this.#byName, path.slice(path.lastIndexOf('/') + 1), path);
    }
  }

  get settings(): ProjectSettings {
    return this.#settings;
  }

  /** The file, or the folder of a Python package without `__init__.py`, that a specifier leads to. */
  module(from: string, source: string, language: string): string | null | undefined {
    const relative = language === 'python' ? source.startsWith('.') : false;
    const key = `${language}\0${relative || language !== 'python' ? folderOf(from) : folderOf(from)}\0${source}`;
    if (this.#resolved.has(key)) return this.#resolved.get(key);
    const found = this.#modules.resolve(from, source, language);
    this.#resolved.set(key, found);
    return found;
  }

  filesIn(folder: string, ending: string): readonly string[] {
    return (this.#byFolder.get(folder) ?? []).filter((path) => path.endsWith(ending));
  }

  /** The folder of a Go package by its import path; undefined for one that is not in the repository. */
  goPackage(source: string): string | undefined {
    for (const { folder, name } of this.#settings.goModules) {
      if (source !== name && !source.startsWith(`${name}/`)) continue;
      const tail = source.slice(name.length + 1);
      const path = folder === '' || tail === '' ? folder + tail : `${folder}/${tail}`;
      if (this.filesIn(path, '.go').length > 0) return path;
    }
    return undefined;
  }

  /** The file of a Java class by its full name, and what of the name is left for inner classes. */
  javaClass(fullName: string, near: string): { readonly path: string; readonly inner: readonly string[] } | undefined {
    const parts = fullName.split('.');
    for (let count = parts.length; count > 0; count--) {
      const tail = `${parts.slice(0, count).join('/')}.java`;
      const candidates = (this.#byName.get(`${parts[count - 1]}.java`) ?? []).filter(
        (path) => path === tail || path.endsWith(`/${tail}`),
      );
      const path = candidates.length > 1 ? closest(candidates, near) : candidates[0];
      if (path !== undefined) return { path, inner: parts.slice(count) };
    }
    return undefined;
  }

  /** The root file of the crate that a Rust file is part of. */
  rustRoot(path: string): string {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const prefix = folder === '' ? '' : `${folder}/`;
      if (/(^|\/)(tests|examples|benches|bin)$/.test(folder) && folderOf(path) === folder) return path;
      const root = ['lib.rs', 'main.rs'].map((name) => prefix + name).find((file) => this.files.has(file));
      if (root !== undefined) return /^(lib|main)\.rs$/.test(path.slice(prefix.length)) ? path : root;
      if (folder === '') return path;
    }
  }

  /** The root file of a crate of the repository by its name. */
  rustCrate(name: string): string | undefined {
    const crate = this.#settings.crates.find((each) => each.name === name);
    if (crate === undefined) return undefined;
    const prefix = crate.folder === '' ? '' : `${crate.folder}/`;
    return ['src/lib.rs', 'src/main.rs', 'lib.rs'].map((file) => prefix + file).find((file) => this.files.has(file));
  }

  /** The file of `mod name;`. @param inside names of the inline modules around it */
  rustChild(path: string, inside: readonly string[], name: string): string | undefined {
    const file = path.slice(path.lastIndexOf('/') + 1, -'.rs'.length);
    const isRoot = /^(lib|main|mod)$/.test(file) || this.rustRoot(path) === path;
    const parts = [folderOf(path), isRoot ? '' : file, ...inside, name].filter((part) => part !== '');
    const stem = parts.join('/');
    return [`${stem}.rs`, `${stem}/mod.rs`].find((each) => this.files.has(each));
  }

  /** The files that may hold `mod` for a Rust file, likeliest first. */
  rustParents(path: string): string[] {
    const isMod = path.endsWith('/mod.rs');
    const folder = isMod ? folderOf(folderOf(path)) : folderOf(path);
    const prefix = folder === '' ? '' : `${folder}/`;
    return [`${prefix}mod.rs`, `${folder}.rs`, `${prefix}lib.rs`, `${prefix}main.rs`].filter(
      (each) => each !== path && this.files.has(each),
    );
  }
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function closest(paths: readonly string[], near: string): string | undefined {
  const shared = (path: string): number => {
    let at = 0;
    while (at < path.length && path[at] === near[at]) at++;
    return at;
  };
  return paths.toSorted((a, b) => shared(b) - shared(a))[0];
}
