import { folderOf } from '../check/resolveModule.ts';
import type { FileFacts } from './facts.ts';
import { REF, type Resolution, referenceKinds, type TypeUse, type ValueUse, valueSources } from './facts.ts';
import { FileEntry } from './fileEntry.ts';
import { javaFreeName } from './javaNames.ts';
import { exportedName, followed, takenName } from './moduleNames.ts';
import type { ProjectLayout } from './projectLayout.ts';
import { rustCrateNamed, rustModuleOf, rustStars } from './rustNames.ts';
import { enclosingTypes, membersNamed, shapeOfType, shapeOfValue } from './shapes.ts';
import { type Entity, entityOf, fileOf, indexOf, type Resolved, type Shape, type World } from './world.ts';

const CALL = referenceKinds.indexOf('call');
const IMPORT = referenceKinds.indexOf('import');
const NOWHERE: Resolved = { targets: [], how: 'scope' };
const UNKNOWN: Resolved = { targets: [], how: 'name' };
const DEEPEST = 120;
const SCRIPTS = new Set(['typescript', 'tsx', 'javascript']);

/** The files of an index, and resolution over them. Answers are kept until a file changes. */
export class IndexWorld implements World {
  layout: ProjectLayout;
  /** Files that exist, that resolution came across, and that have no facts here. */
  readonly wanted = new Set<string>();
  readonly entries = new Map<string, FileEntry>();
  readonly #byId: (FileEntry | undefined)[] = [];
  readonly #byName = new Map<string, Set<FileEntry>>();
  readonly #folders: string[] = [];
  readonly #folderIds = new Map<string, number>();
  readonly #resolved = new Map<number, Resolved>();
  readonly #exported = new Map<string, readonly Entity[]>();
  readonly #members = new Map<string, readonly Entity[]>();
  readonly #running = new Set<string | number>();
  #depth = 0;

  constructor(layout: ProjectLayout) {
    this.layout = layout;
  }

  put(path: string, facts: FileFacts): void {
    const old = this.entries.get(path);
    const entry = new FileEntry(old?.id ?? this.#byId.length, path, facts);
    const said = entry.saidNames();
    if (old !== undefined) this.#unsay(old);
    this.entries.set(path, entry);
    this.#byId[entry.id] = entry;
    for (const name of said) {
      const files = this.#byName.get(name);
      if (files === undefined) this.#byName.set(name, new Set([entry]));
      else files.add(entry);
    }
    this.wanted.delete(path);
    this.forget();
  }

  drop(path: string): boolean {
    const old = this.entries.get(path);
    if (old === undefined) return false;
    this.#unsay(old);
    this.entries.delete(path);
    this.#byId[old.id] = undefined;
    this.forget();
    return true;
  }

  #unsay(entry: FileEntry): void {
    for (const name of entry.saidNames()) {
      const files = this.#byName.get(name);
      files?.delete(entry);
      if (files?.size === 0) this.#byName.delete(name);
    }
  }

  /** Lets go of all answers: something changed. */
  forget(): void {
    this.#resolved.clear();
    this.#exported.clear();
    this.#members.clear();
  }

  entry(path: string): FileEntry | undefined {
    const known = this.entries.get(path);
    if (known === undefined && this.layout.files.has(path)) this.wanted.add(path);
    return known;
  }

  entryById(id: number): FileEntry | undefined {
    return this.#byId[id];
  }

  folderEntity(folder: string): Entity {
    const known = this.#folderIds.get(folder);
    if (known !== undefined) return known;
    const entity = -this.#folders.push(folder);
    this.#folderIds.set(folder, entity);
    return entity;
  }

  folderOf(entity: Entity): string {
    return this.#folders[-entity - 1] ?? '';
  }

  saying(name: string): readonly FileEntry[] {
    return [...(this.#byName.get(name) ?? [])].sort((a, b) => a.id - b.id);
  }

  resolve(file: FileEntry, reference: number): Resolved {
    const key = entityOf(file.id, reference);
    const known = this.#resolved.get(key);
    if (known !== undefined) return known;
    const found = this.#guarded(key, () => this.#resolve(file, reference), UNKNOWN);
    if (this.#running.size === 0 || found !== UNKNOWN) this.#resolved.set(key, found);
    return found;
  }

  #resolve(file: FileEntry, reference: number): Resolved {
    if (file.ref(reference, REF.kind) === IMPORT) {
      const taken = file.facts.taken.get(reference);
      if (taken === undefined) return NOWHERE;
      return { targets: this.taken(file, file.ref(reference, REF.scope), taken.source, taken.imported), how: 'import' };
    }
    const from = valueSources[file.ref(reference, REF.from)] ?? 'none';
    if (from !== 'none') return this.#resolveMember(file, reference, { from, ref: file.ref(reference, REF.receiver) });
    const target = file.ref(reference, REF.target);
    if (target < 0) return this.#resolveFree(file, reference);
    const isImport = file.declaration(target).import !== undefined;
    return { targets: followed(this, file, target), how: isImport ? 'import' : 'scope' };
  }

  #resolveMember(file: FileEntry, reference: number, value: ValueUse): Resolved {
    const shape = this.shapeOfValue(file, file.ref(reference, REF.scope), value);
    const name = file.refName(reference);
    if (shape === undefined) return { targets: this.#membersAnywhere(file, name), how: 'name' };
    const targets = this.#fitting(file, reference, this.membersNamed(shape, name));
    return { targets, how: shape.wrap === 'module' ? 'import' : 'receiver' };
  }

  /** In Java a call means a method, and all else does not. */
  #fitting(file: FileEntry, reference: number, targets: readonly Entity[]): readonly Entity[] {
    if (file.facts.language !== 'java' || targets.length < 2) return targets;
    const isCall = file.ref(reference, REF.kind) === CALL;
    const fitting = targets.filter((entity) => {
      const kind = this.entryById(fileOf(entity))?.facts.declarations[indexOf(entity)]?.kind;
      return (kind === 'method') === isCall;
    });
    return fitting.length > 0 ? fitting : targets;
  }

  /** What a member is looked up in; null for a reference without a receiver, undefined where nothing tells. */
  receiverOf(file: FileEntry, reference: number): Shape | undefined | null {
    const from = valueSources[file.ref(reference, REF.from)] ?? 'none';
    if (from === 'none') return null;
    return this.shapeOfValue(file, file.ref(reference, REF.scope), { from, ref: file.ref(reference, REF.receiver) });
  }

  /** All members of the name, where nothing tells what stands before the dot. */
  #membersAnywhere(file: FileEntry, name: string): readonly Entity[] {
    const language = familyOf(file);
    const key = `.${language}.${name}`;
    const known = this.#members.get(key);
    if (known !== undefined) return known;
    const found = new Set<Entity>();
    for (const each of this.saying(name)) {
      if (familyOf(each) !== language) continue;
      each.facts.declarations.forEach((declaration, index) => {
        const isMember = declaration.container >= 0 || declaration.of !== undefined || declaration.kind === 'field';
        if (declaration.name === name && isMember) found.add(entityOf(each.id, each.canonical(index)));
      });
    }
    const all = [...found];
    this.#members.set(key, all);
    return all;
  }

  #resolveFree(file: FileEntry, reference: number): Resolved {
    const name = file.refName(reference);
    const scope = file.ref(reference, REF.scope);
    const how: Resolution = 'scope';
    switch (file.facts.language) {
      case 'go': {
        const own = this.exported(this.folderEntity(folderOf(file.path)), name);
        if (own.length > 0) return { targets: own, how };
        return { targets: this.#fromStars(file, name), how: 'import' };
      }
      case 'java': {
        for (let at = scope; at > 0; at = file.facts.scopes[at]?.parent ?? 0) {
          if (file.facts.scopes[at]?.kind !== 'class') continue;
          const entities = enclosingTypes(this, file, at);
          const found = this.#fitting(file, reference, this.membersNamed({ wrap: 'plain', entities }, name));
          if (found.length > 0) return { targets: found, how: 'receiver' };
        }
        return { targets: javaFreeName(this, file, name), how: 'import' };
      }
      case 'rust': {
        if (name === 'Self') return { targets: enclosingTypes(this, file, scope), how };
        const module = rustModuleOf(file, scope);
        const index = indexOf(module);
        const found = rustStars(this, file, index < 0 ? 0 : file.bodyOf(index), name);
        return { targets: found.length > 0 ? found : rustCrateNamed(this, name), how: 'import' };
      }
      case 'python':
        return { targets: this.#fromStars(file, name), how: 'import' };
      default:
        return NOWHERE;
    }
  }

  #fromStars(file: FileEntry, name: string): readonly Entity[] {
    for (const { source } of file.facts.stars) {
      const found = this.taken(file, 0, source, name);
      if (found.length > 0) return found;
    }
    return [];
  }

  shapeOfValue(file: FileEntry, scope: number, value: ValueUse): Shape | undefined {
    const key = `${file.id} ${value.from} ${value.ref} ${scope}`;
    return this.#guarded(key, () => shapeOfValue(this, file, scope, value), undefined);
  }

  shapeOfType(file: FileEntry, type: TypeUse): Shape | undefined {
    return shapeOfType(this, file, type);
  }

  membersNamed(shape: Shape, name: string): readonly Entity[] {
    return membersNamed(this, shape, name);
  }

  exported(module: Entity, name: string): readonly Entity[] {
    return this.#kept(`${module} ${name}`, () => exportedName(this, module, name));
  }

  imported(file: FileEntry, declaration: number): readonly Entity[] {
    const taken = file.declaration(declaration).import;
    if (taken === undefined) return [];
    return this.taken(file, Math.max(0, file.declaration(declaration).scope), taken.source, taken.imported);
  }

  taken(file: FileEntry, scope: number, source: string, imported: string): readonly Entity[] {
    return this.#kept(`${file.id}:${scope} ${source} ${imported}`, () =>
      takenName(this, file, scope, source, imported),
    );
  }

  #kept(key: string, make: () => readonly Entity[]): readonly Entity[] {
    const known = this.#exported.get(key);
    if (known !== undefined) return known;
    const outermost = this.#running.size === 0;
    const made = this.#guarded(key, make, []);
    if (outermost || made.length > 0) this.#exported.set(key, made);
    return made;
  }

  /** Names that lead to each other in a circle, and chains that are too long, lead nowhere. */
  #guarded<T>(key: string | number, make: () => T, otherwise: T): T {
    if (this.#running.has(key) || this.#depth > DEEPEST) return otherwise;
    this.#running.add(key);
    this.#depth += 1;
    try {
      return make();
    } finally {
      this.#running.delete(key);
      this.#depth -= 1;
    }
  }
}

/** Languages whose files can say each other's members. */
export function familyOf(file: FileEntry): string {
  return SCRIPTS.has(file.facts.language) ? 'script' : file.facts.language;
}
