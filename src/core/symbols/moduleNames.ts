import { folderOf } from '../check/resolveModule.ts';
import type { FileEntry } from './fileEntry.ts';
import { javaTaken } from './javaNames.ts';
import { rustExported, rustTaken } from './rustNames.ts';
import { type Entity, entityOf, fileOf, indexOf, type World } from './world.ts';

/** A name of another module, as an import of a file takes it; `*` is the module itself. */
export function takenName(
  world: World,
  file: FileEntry,
  scope: number,
  source: string,
  imported: string,
): readonly Entity[] {
  switch (file.facts.language) {
    case 'go': {
      const folder = world.layout.goPackage(source);
      if (folder === undefined) return [];
      const entity = world.folderEntity(folder);
      return imported === '*' ? [entity] : world.exported(entity, imported);
    }
    case 'java':
      return javaTaken(world, file, source, imported);
    case 'rust':
      return rustTaken(world, file, scope, source, imported);
    case 'python':
      return pythonTaken(world, file, source, imported);
    default:
      return scriptTaken(world, file, source, imported);
  }
}

function scriptTaken(world: World, file: FileEntry, source: string, imported: string): readonly Entity[] {
  const path = world.layout.module(file.path, source, file.facts.language);
  const target = typeof path === 'string' ? world.entry(path) : undefined;
  if (target === undefined) return [];
  const module = entityOf(target.id, -1);
  if (imported !== '*' && imported !== 'default') return world.exported(module, imported);
  const whole = world.exported(module, 'export=');
  if (whole.length > 0) return whole;
  if (imported === '*') return [module];
  const byDefault = world.exported(module, 'default');
  return byDefault.length > 0 || target.facts.language !== 'javascript' ? byDefault : [module];
}

function pythonTaken(world: World, file: FileEntry, source: string, imported: string): readonly Entity[] {
  const module = pythonModule(world, file, source);
  if (imported === '*') return module;
  for (const entity of module) {
    const found = world.exported(entity, imported);
    if (found.length > 0) return found;
  }
  return pythonModule(world, file, source === '' || source.endsWith('.') ? source + imported : `${source}.${imported}`);
}

function pythonModule(world: World, file: FileEntry, source: string): readonly Entity[] {
  const path = world.layout.module(file.path, source, 'python');
  if (typeof path !== 'string') return [];
  if (!world.layout.files.has(path)) return [world.folderEntity(path)];
  const target = world.entry(path);
  return target === undefined ? [] : [entityOf(target.id, -1)];
}

/** What a module, a package or the inside of a namespace gives under a name. */
export function exportedName(world: World, module: Entity, name: string): readonly Entity[] {
  if (module < 0) return folderName(world, world.folderOf(module), name);
  const file = world.entryById(fileOf(module));
  if (file === undefined) return [];
  const index = indexOf(module);
  if (file.facts.language === 'rust') return rustExported(world, file, index, name);
  if (index >= 0)
    return file
      .inScope(file.bodyOf(index), name)
      .slice(0, 1)
      .map((each) => entityOf(file.id, each));
  return file.facts.language === 'python' ? pythonExported(world, file, name) : scriptExported(world, file, name);
}

function scriptExported(world: World, file: FileEntry, name: string): readonly Entity[] {
  for (const { name: exported, local, source, imported } of file.facts.exports) {
    if (exported !== name) continue;
    if (source !== undefined) return world.taken(file, 0, source, imported ?? name);
    if (local !== null) return localName(world, file, local);
  }
  const own = file.inScope(0, name).find((index) => file.declaration(index).exported);
  if (own !== undefined) return followed(world, file, own);
  if (name === 'default' || name === 'export=') return [];
  for (const { source, exported } of file.facts.stars) {
    if (!exported) continue;
    const found = world.taken(file, 0, source, name);
    if (found.length > 0) return found;
  }
  return [];
}

function localName(world: World, file: FileEntry, name: string): readonly Entity[] {
  const index = file.inScope(0, name)[0] ?? file.inScope(-1, name).find((each) => file.declaration(each).container < 0);
  return index === undefined ? [] : followed(world, file, index);
}

function pythonExported(world: World, file: FileEntry, name: string): readonly Entity[] {
  const own = file.inScope(0, name)[0];
  if (own !== undefined) {
    const found = followed(world, file, own);
    if (found.length > 0) return found;
  }
  for (const { source, scope } of file.facts.stars) {
    if (scope !== 0) continue;
    const found = world.taken(file, 0, source, name);
    if (found.length > 0) return found;
  }
  return /(^|\/)__init__\.pyi?$/.test(file.path) ? folderName(world, folderOf(file.path), name) : [];
}

/** A declaration, or what it stands for when it is an import. */
export function followed(world: World, file: FileEntry, index: number): readonly Entity[] {
  if (file.declaration(index).import !== undefined) return world.imported(file, index);
  return [entityOf(file.id, file.canonical(index))];
}

/** A name of a Go package, or a module in a Python package. */
function folderName(world: World, folder: string, name: string): readonly Entity[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  for (const path of [`${prefix}${name}.py`, `${prefix}${name}/__init__.py`]) {
    const file = world.layout.files.has(path) ? world.entry(path) : undefined;
    if (file !== undefined) return [entityOf(file.id, -1)];
  }
  for (const path of world.layout.filesIn(folder, '.go')) {
    const file = world.entry(path);
    const index = file?.inScope(0, name).find((each) => file.declaration(each).kind !== 'import');
    if (file !== undefined && index !== undefined) return [entityOf(file.id, file.canonical(index))];
  }
  return [];
}
