import type { FileFacts } from './facts.ts';
import type { ProjectSettings } from './projectLayout.ts';
import { SymbolIndex } from './symbolIndex.ts';
import type { Definition, Reference } from './symbols.ts';

/** Where the facts of a repository come from, file by file. */
export interface FactSource {
  readonly paths: readonly string[];
  settings(): Promise<ProjectSettings>;
  facts(path: string): Promise<FileFacts | undefined>;
  /** Files that hold one of the words as text. */
  filesSaying(words: readonly string[]): Promise<readonly string[]>;
}

/** How often an answer may ask for more files before it is taken as it is. */
const ROUNDS = 25;

/** An index that holds only the files that its questions needed: a check of a change reads a fraction of a repository. */
export class LazyIndex {
  readonly #source: FactSource;
  /** Files that were asked for; the promise holds when their facts stand in the index. */
  readonly #loaded = new Map<string, Promise<void>>();
  #index: Promise<SymbolIndex> | undefined;
  /** Files are read one after the other, so that the same questions give the same index. */
  #turn: Promise<void> = Promise.resolve();

  constructor(source: FactSource) {
    this.#source = source;
  }

  /** What a file declares. */
  async definitionsIn(path: string): Promise<Definition[]> {
    return (await this.#load([path])).definitionsIn(path);
  }

  /** See `SymbolIndex.references`. */
  async references(definition: Definition): Promise<Reference[]> {
    const words = new Set([definition.name]);
    if (definition.container !== '') words.add(definition.container);
    let index = await this.#load([definition.path, ...(await this.#source.filesSaying([...words]))]);
    for (let round = 0; round < ROUNDS; round++) {
      index.clearWanted();
      const found = index.references(definition);
      const aliases = index
        .namesOf(definition)
        .flatMap((name) => (/^(default|export=|\*)$/.test(name) ? stemOf(definition.path) : name));
      const fresh = aliases.filter((name) => !words.has(name));
      for (const name of fresh) words.add(name);
      const said = fresh.length === 0 ? [] : await this.#source.filesSaying(fresh);
      const missing = [...index.wanted, ...said].filter((path) => !this.#loaded.has(path));
      if (missing.length === 0) return found;
      index = await this.#load(missing);
    }
    return index.references(definition);
  }

  /** The class, interface or enum of a name, the one nearest to a path first; undefined when there is none. */
  async typeNamed(name: string, near: string): Promise<Definition | undefined> {
    const index = await this.#load([near, ...(await this.#source.filesSaying([name]))]);
    const types = index.definitions(name).filter(({ kind }) => /^(class|interface|enum|type)$/.test(kind));
    const folder = near.slice(0, near.lastIndexOf('/') + 1);
    return types.find(({ path }) => path === near) ?? types.find(({ path }) => path.startsWith(folder)) ?? types[0];
  }

  /** See `SymbolIndex.usesThrough`. */
  async usesThrough(type: Definition, name: string): Promise<Reference[]> {
    const paths = [type.path, ...(await this.#source.filesSaying([type.name, name]))];
    return this.#settled(paths, (index) => index.usesThrough(type, name));
  }

  /** Everything that is declared under a name. */
  async definitions(name: string): Promise<Definition[]> {
    return (await this.#load(await this.#source.filesSaying([name]))).definitions(name);
  }

  /** See `SymbolIndex.unresolved`. */
  unresolved(path: string, name: string): Promise<Reference[]> {
    return this.#settled([path], (index) => index.unresolved(path, name));
  }

  /** Asks until no file is missing for the answer. */
  async #settled<T>(paths: readonly string[], ask: (index: SymbolIndex) => T): Promise<T> {
    let index = await this.#load(paths);
    for (let round = 0; round < ROUNDS; round++) {
      index.clearWanted();
      const found = ask(index);
      const missing = [...index.wanted].filter((path) => !this.#loaded.has(path));
      if (missing.length === 0) return found;
      index = await this.#load(missing);
    }
    return ask(index);
  }

  async #load(paths: readonly string[]): Promise<SymbolIndex> {
    this.#index ??= this.#source.settings().then((settings) => new SymbolIndex(this.#source.paths, settings));
    const index = await this.#index;
    await Promise.all([...new Set(paths)].map((path) => this.#loadOne(path, index)));
    return index;
  }

  /** Whoever asks while a file is being read waits for it. */
  #loadOne(path: string, index: SymbolIndex): Promise<void> {
    const known = this.#loaded.get(path);
    if (known !== undefined) return known;
    this.#turn = this.#turn.then(async () => {
      const facts = await this.#source.facts(path);
      if (facts !== undefined) index.set(path, facts);
    });
    this.#loaded.set(path, this.#turn);
    return this.#turn;
  }
}

/** The word by which an import says a file: its name, of an index file its folder's. */
function stemOf(path: string): string {
  const parts = path.split('/');
  const name = (parts.pop() ?? '').replace(/\.(d\.)?[^.]+$/, '');
  return name === 'index' || name === '__init__' ? (parts.pop() ?? name) : name;
}
