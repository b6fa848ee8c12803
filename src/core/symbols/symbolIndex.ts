import { type Declaration, type FileFacts, REF, type Resolution, referenceKinds, SPREAD } from './facts.ts';
import type { FileEntry } from './fileEntry.ts';
import { hierarchyOf, relativesOf } from './hierarchy.ts';
import { importersByFile } from './importers.ts';
import { familyOf, IndexWorld } from './indexWorld.ts';
import { followed } from './moduleNames.ts';
import { ProjectLayout, type ProjectSettings } from './projectLayout.ts';
import type { CallShape, Definition, Reference } from './symbols.ts';
import { type Entity, entityOf, fileOf, indexOf } from './world.ts';

/**
 * Definitions and references of many files, tied across them. Files are put in as facts; every question is answered
 * from the files that say the name, so putting one in costs as much as that file is long.
 */
export class SymbolIndex {
  readonly #world: IndexWorld;
  #importers: Map<string, Set<string>> | undefined;

  /** @param paths all files of the repository, also those that never get facts */
  constructor(paths: Iterable<string>, settings: ProjectSettings) {
    this.#world = new IndexWorld(new ProjectLayout(new Set(paths), settings));
  }

  /** Paths with facts. */
  get paths(): readonly string[] {
    return [...this.#world.entries.keys()];
  }

  /** Files that exist and that an answer since the last `clearWanted` needed but that have no facts here. */
  get wanted(): ReadonlySet<string> {
    return this.#world.wanted;
  }

  clearWanted(): void {
    this.#world.wanted.clear();
    this.#world.forget();
  }

  facts(path: string): FileFacts | undefined {
    return this.#world.entries.get(path)?.facts;
  }

  /** Adds a file or puts new facts in the place of its old ones. */
  set(path: string, facts: FileFacts): void {
    if (!this.#world.layout.files.has(path)) this.#relay([...this.#world.layout.files, path]);
    this.#world.put(path, facts);
    this.#importers = undefined;
  }

  remove(path: string): void {
    this.#world.drop(path);
    if (this.#world.layout.files.has(path)) this.#relay([...this.#world.layout.files].filter((each) => each !== path));
    this.#importers = undefined;
  }

  /** Other manifests, or other files, than those that the index was made with. */
  relayout(paths: Iterable<string>, settings = this.#world.layout.settings): void {
    this.#relay(paths, settings);
    this.#importers = undefined;
  }

  #relay(paths: Iterable<string>, settings = this.#world.layout.settings): void {
    this.#world.layout = new ProjectLayout(new Set(paths), settings);
    this.#world.forget();
  }

  /** All symbols declared under a name, imports left out, in order of file and place. */
  definitions(name: string): Definition[] {
    return this.#world
      .saying(name)
      .flatMap((file) =>
        file.facts.declarations.flatMap((each, index) =>
          each.name === name && each.import === undefined && file.canonical(index) === index
            ? [this.#definition(file, index)]
            : [],
        ),
      );
  }

  /** All symbols that a file declares, imports left out. */
  definitionsIn(path: string): Definition[] {
    const file = this.#world.entries.get(path);
    if (file === undefined) return [];
    return file.facts.declarations.flatMap((each, index) =>
      each.import === undefined && file.canonical(index) === index ? [this.#definition(file, index)] : [],
    );
  }

  /** What the name at an offset stands for; several where it cannot be told apart, none outside of the index. */
  definitionAt(path: string, offset: number): Definition[] {
    const file = this.#world.entries.get(path);
    if (file === undefined) return [];
    const covers = (start: number, name: string): boolean => start <= offset && offset <= start + name.length;
    for (const [index, each] of file.facts.declarations.entries()) {
      if (each.nameStart > offset || offset > each.nameEnd || each.name === '') continue;
      return followed(this.#world, file, index).flatMap((entity) => this.#definitionOf(entity));
    }
    for (let ref = 0; ref < file.refCount; ref++) {
      if (!covers(file.ref(ref, REF.start), file.refName(ref))) continue;
      return this.#world.resolve(file, ref).targets.flatMap((entity) => this.#definitionOf(entity));
    }
    return [];
  }

  /** Every place that says the symbol, or the same member of a class above or below; its own declaration left out. */
  references(definition: Definition): Reference[] {
    return this.#search(definition).found.sort(byPlace);
  }

  /** The names under which the symbol can be said: its own, aliases, and those that it is exported under. */
  namesOf(definition: Definition): string[] {
    return [...this.#search(definition).names];
  }

  #search(definition: Definition): { readonly found: Reference[]; readonly names: ReadonlySet<string> } {
    const file = this.#world.entries.get(definition.path);
    if (file === undefined) return { found: [], names: new Set() };
    const family = hierarchyOf(this.#world, entityOf(file.id, file.canonical(definition.index)));
    const found: Reference[] = [...family].slice(1).flatMap((entity) => this.#override(entity));
    const queue = new Set([definition.name]);
    const seen = new Set<Entity>();
    for (const name of queue) {
      for (const each of this.#world.saying(name)) {
        for (const local of this.#namesIn(each, name, family, queue)) {
          for (const ref of each.refsNamed(local)) {
            const key = entityOf(each.id, ref);
            if (seen.has(key)) continue;
            const { targets, how } = this.#world.resolve(each, ref);
            if (!targets.some((target) => family.has(target))) continue;
            seen.add(key);
            found.push({ ...this.#reference(each, ref, how), alias: aliased(each, ref, definition.name) });
          }
        }
      }
    }
    return { found, names: queue };
  }

  /**
   * Uses of a member name through values of a type or of types above and below it, whether or not the member is there:
   * `receiver` where the type is known, `name` where nothing tells it. For members that a change took away.
   */
  usesThrough(type: Definition, name: string): Reference[] {
    const file = this.#world.entries.get(type.path);
    if (file === undefined) return [];
    const types = relativesOf(this.#world, entityOf(file.id, file.canonical(type.index)));
    const family = familyOf(file);
    return this.#world.saying(name).flatMap((each) => {
      if (familyOf(each) !== family) return [];
      return each.refsNamed(name).flatMap((ref) => {
        const shape = this.#world.receiverOf(each, ref);
        if (shape === null) return [];
        if (shape === undefined) return [this.#reference(each, ref, 'name')];
        const isOne =
          (shape.wrap === 'plain' || shape.wrap === 'kind') && shape.entities.some((entity) => types.has(entity));
        return isOne ? [this.#reference(each, ref, 'receiver')] : [];
      });
    });
  }

  /** Uses of a name in a file that lead nowhere: plain ones, and those through a module of the index. */
  unresolved(path: string, name: string): Reference[] {
    const file = this.#world.entries.get(path);
    if (file === undefined) return [];
    return file.refsNamed(name).flatMap((ref) => {
      const { targets, how } = this.#world.resolve(file, ref);
      if (targets.length > 0 || how === 'name' || file.ref(ref, REF.target) >= 0) return [];
      const shape = this.#world.receiverOf(file, ref);
      const leadsOut =
        shape === undefined || (shape !== null && (shape.wrap !== 'module' || shape.entities.length === 0));
      return leadsOut ? [] : [this.#reference(file, ref, shape === null ? 'scope' : 'import')];
    });
  }

  /** The calls among the references, with what they hand over. */
  callsOf(definition: Definition): (Reference & { readonly call: CallShape })[] {
    return this.references(definition).filter(
      (each): each is Reference & { call: CallShape } => each.call !== undefined,
    );
  }

  /** Methods, fields and the like of a class, interface, enum or alias; inherited ones left out. */
  members(definition: Definition): Definition[] {
    const file = this.#world.entries.get(definition.path);
    if (file === undefined) return [];
    const own = [...file.members(definition.index).values()].flatMap((indexes) => indexes.slice(0, 1));
    const inside = own.map((index) => this.#definition(file, index));
    const entity = entityOf(file.id, definition.index);
    const outside = this.#world.saying(definition.name).flatMap((each) =>
      each.outside.flatMap((index) => {
        const { of } = each.declaration(index);
        const leads = of !== undefined && this.#world.resolve(each, of).targets.includes(entity);
        return leads ? [this.#definition(each, index)] : [];
      }),
    );
    return [...inside, ...outside];
  }

  /** Files whose imports, re-exports or `require` lead to a file. */
  importers(path: string): string[] {
    this.#importers ??= importersByFile(this.#world);
    return [...(this.#importers.get(path) ?? [])].sort();
  }

  /** What a file gives to others: names, with the symbol behind each; null where it cannot be told. */
  exports(path: string): { readonly name: string; readonly definition: Definition | null }[] {
    const file = this.#world.entries.get(path);
    if (file === undefined) return [];
    const names = new Set(file.facts.exports.map(({ name }) => name));
    for (const { exported, scope, name } of file.facts.declarations) if (exported && scope === 0) names.add(name);
    const module = entityOf(file.id, -1);
    return [...names].map((name) => {
      const [target] =
        file.facts.language === 'go'
          ? file.inScope(0, name).map((index) => entityOf(file.id, index))
          : this.#exportedTargets(file, module, name);
      return { name, definition: target === undefined ? null : (this.#definitionOf(target)[0] ?? null) };
    });
  }

  #exportedTargets(file: FileEntry, module: Entity, name: string): readonly Entity[] {
    if (file.facts.language !== 'java') return this.#world.exported(module, name);
    return file.inScope(0, name).map((index) => entityOf(file.id, index));
  }

  /** The names under which a file may say the symbols: the name itself, and aliases made in it. */
  #namesIn(file: FileEntry, name: string, family: ReadonlySet<Entity>, queue: Set<string>): Set<string> {
    const names = new Set([name]);
    const leads = (targets: readonly Entity[]): boolean => targets.some((target) => family.has(target));
    file.facts.declarations.forEach((each, index) => {
      const taken = each.import;
      if (taken === undefined || taken.imported !== name || each.name === name || names.has(each.name)) return;
      if (!leads(this.#world.imported(file, index))) return;
      names.add(each.name);
      if (each.exported) queue.add(each.name);
    });
    for (const { name: exported, local, imported } of file.facts.exports) {
      if ((!names.has(local ?? '') && imported !== name) || queue.has(exported)) continue;
      if (!leads(this.#world.exported(entityOf(file.id, -1), exported))) continue;
      queue.add(exported);
      if (exported === 'export=') for (const other of ['*', 'default']) queue.add(other);
    }
    return names;
  }

  #reference(file: FileEntry, ref: number, how: Resolution): Reference {
    const start = file.ref(ref, REF.start);
    const args = file.ref(ref, REF.args);
    const call = { count: args & ~SPREAD, spread: (args & SPREAD) !== 0, keywords: file.facts.keywords.get(ref) ?? [] };
    return {
      path: file.path,
      start,
      end: start + file.refName(ref).length,
      name: file.refName(ref),
      alias: false,
      kind: referenceKinds[file.ref(ref, REF.kind)] ?? 'read',
      how,
      receiver: file.facts.texts[file.ref(ref, REF.receiverText)] ?? '',
      ...(args >= 0 && { call }),
    };
  }

  #override(entity: Entity): Reference[] {
    return this.#definitionOf(entity).map(({ path, name, nameStart, nameEnd }) => {
      return {
        path,
        start: nameStart,
        end: nameEnd,
        name,
        alias: false,
        kind: 'override',
        how: 'receiver',
        receiver: '',
      };
    });
  }

  #definitionOf(entity: Entity): Definition[] {
    const file = entity < 0 || indexOf(entity) < 0 ? undefined : this.#world.entryById(fileOf(entity));
    return file === undefined ? [] : [this.#definition(file, indexOf(entity))];
  }

  #definition(file: FileEntry, index: number): Definition {
    const each = file.declaration(index);
    const { name, kind, start, end, nameStart, nameEnd, exported, parameters } = each;
    return {
      path: file.path,
      index,
      name,
      kind,
      start,
      end,
      nameStart,
      nameEnd,
      exported,
      static: each.static ?? false,
      isTop: each.scope === 0,
      container: containerName(file, each),
      ...(parameters && { parameters }),
    };
  }
}

/** Whether a file says a symbol by a name of its own choice, or as what a module gives by default. */
function aliased(file: FileEntry, ref: number, name: string): boolean {
  if (file.refName(ref) !== name) return true;
  const target = file.ref(ref, REF.target);
  const taken = file.facts.taken.get(ref) ?? (target < 0 ? undefined : file.declaration(target).import);
  return taken !== undefined && taken.imported !== name && taken.imported !== '*';
}

function byPlace(a: Reference, b: Reference): number {
  return a.path === b.path ? a.start - b.start : a.path < b.path ? -1 : 1;
}

function containerName(file: FileEntry, { container, of }: Declaration): string {
  if (of !== undefined) return file.refName(of);
  return container < 0 ? '' : file.declaration(container).name;
}
