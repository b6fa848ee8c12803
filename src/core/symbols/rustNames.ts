import type { FileEntry } from './fileEntry.ts';
import { type Entity, entityOf, fileOf, indexOf, type World } from './world.ts';

/** The innermost module around a scope: the file, or an inline `mod`. */
export function rustModuleOf(file: FileEntry, scope: number): Entity {
  for (let at = scope; at > 0; at = file.facts.scopes[at]?.parent ?? 0) {
    const { kind, owner } = file.facts.scopes[at] ?? { kind: 'file', owner: -1 };
    if (kind === 'module' && owner >= 0) return entityOf(file.id, owner);
  }
  return entityOf(file.id, -1);
}

/** The module around a module; undefined at the root of the crate. */
export function rustParent(world: World, module: Entity): Entity | undefined {
  const file = world.entryById(fileOf(module));
  if (file === undefined) return undefined;
  const index = indexOf(module);
  if (index >= 0) return rustModuleOf(file, file.declaration(index).scope);
  const name = file.path.replace(/\/mod\.rs$/, '.rs').replace(/^.*\/|\.rs$/g, '');
  for (const path of world.layout.rustParents(file.path)) {
    const parent = world.entry(path);
    if (parent?.facts.declarations.some((each) => each.import?.source === 'mod' && each.name === name))
      return entityOf(parent.id, -1);
  }
  return undefined;
}

export function rustRoot(world: World, file: FileEntry): Entity | undefined {
  const root = world.entry(world.layout.rustRoot(file.path));
  return root && entityOf(root.id, -1);
}

/** `use source::imported`, seen from a scope. */
export function rustTaken(
  world: World,
  file: FileEntry,
  scope: number,
  source: string,
  imported: string,
): readonly Entity[] {
  if (source === 'mod') return child(world, file, scope, imported);
  const segments = [...(source === '' ? [] : source.split('::')), ...(imported === '*' ? [] : [imported])];
  let here: readonly Entity[] = [];
  for (const [index, segment] of segments.entries()) {
    if (index === 0) here = first(world, file, scope, segment, segments.length === 1);
    else if (segment === 'super') here = here.flatMap((each) => rustParent(world, each) ?? []);
    else if (segment !== 'self') here = world.membersNamed({ wrap: 'kind', entities: here }, segment);
    if (here.length === 0) return [];
  }
  return here;
}

function first(world: World, file: FileEntry, scope: number, name: string, isAlone: boolean): readonly Entity[] {
  const module = rustModuleOf(file, scope);
  switch (name) {
    case 'crate': {
      const root = rustRoot(world, file);
      return root === undefined ? [] : [root];
    }
    case 'self':
      return [module];
    case 'super': {
      const above = rustParent(world, module);
      return above === undefined ? [] : [above];
    }
  }
  if (!isAlone) {
    const own = rustExported(world, file, indexOf(module), name);
    if (own.length > 0) return own;
  }
  return rustCrateNamed(world, name);
}

export function rustCrateNamed(world: World, name: string): readonly Entity[] {
  const path = world.layout.rustCrate(name);
  const root = path === undefined ? undefined : world.entry(path);
  return root === undefined ? [] : [entityOf(root.id, -1)];
}

function child(world: World, file: FileEntry, scope: number, name: string): readonly Entity[] {
  const inside: string[] = [];
  for (let at = scope; at > 0; at = file.facts.scopes[at]?.parent ?? 0) {
    const { kind, owner } = file.facts.scopes[at] ?? { kind: 'file', owner: -1 };
    if (kind === 'module' && owner >= 0) inside.unshift(file.declaration(owner).name);
  }
  const path = world.layout.rustChild(file.path, inside, name);
  const target = path === undefined ? undefined : world.entry(path);
  return target === undefined ? [] : [entityOf(target.id, -1)];
}

/** An item of a module: its own, one that it uses, or one of a glob. @param index of the inline `mod`, or -1 */
export function rustExported(world: World, file: FileEntry, index: number, name: string): readonly Entity[] {
  const scope = index < 0 ? 0 : file.bodyOf(index);
  for (const each of file.inScope(scope, name)) {
    if (file.declaration(each).import === undefined) return [entityOf(file.id, file.canonical(each))];
    const found = world.imported(file, each);
    if (found.length > 0) return found;
  }
  return rustStars(world, file, scope, name);
}

/** A name that `use m::*` of a scope brings. */
export function rustStars(world: World, file: FileEntry, scope: number, name: string): readonly Entity[] {
  for (const star of file.facts.stars) {
    if (star.scope !== scope) continue;
    const found = world
      .taken(file, scope, star.source, '*')
      .flatMap((module) => world.membersNamed({ wrap: 'kind', entities: [module] }, name));
    if (found.length > 0) return found;
  }
  return [];
}
