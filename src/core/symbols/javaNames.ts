import { folderOf } from '../check/resolveModule.ts';
import type { FileEntry } from './fileEntry.ts';
import { type Entity, entityOf, type World } from './world.ts';

/** `import source.imported`: a class, an inner class, or a static member. */
export function javaTaken(world: World, file: FileEntry, source: string, imported: string): readonly Entity[] {
  const whole = javaClassNamed(world, file, source === '' ? imported : `${source}.${imported}`);
  if (whole.length > 0) return whole;
  const holder = javaClassNamed(world, file, source);
  return holder.length === 0 ? [] : world.membersNamed({ wrap: 'kind', entities: holder }, imported);
}

function javaClassNamed(world: World, file: FileEntry, fullName: string): readonly Entity[] {
  const found = world.layout.javaClass(fullName, file.path);
  const target = found && world.entry(found.path);
  if (found === undefined || target === undefined) return [];
  const name = found.path.slice(found.path.lastIndexOf('/') + 1, -'.java'.length);
  const top = target.inScope(0, name)[0];
  let entities: readonly Entity[] = top === undefined ? [] : [entityOf(target.id, top)];
  for (const inner of found.inner) entities = world.membersNamed({ wrap: 'kind', entities }, inner);
  return entities;
}

/** A name that no scope of the file binds: a class of the package, of an `import a.*`, or a static member of one. */
export function javaFreeName(world: World, file: FileEntry, name: string): readonly Entity[] {
  const folder = folderOf(file.path);
  const sibling = `${folder === '' ? '' : `${folder}/`}${name}.java`;
  const paths = world.layout.files.has(sibling) ? [sibling] : [];
  for (const each of paths) {
    const found = topType(world.entry(each), name);
    if (found !== undefined) return [found];
  }
  for (const each of world.saying(name)) {
    if (each.facts.language !== 'java' || each.facts.module !== file.facts.module || each === file) continue;
    const found = topType(each, name);
    if (found !== undefined) return [found];
  }
  for (const { source } of file.facts.stars) {
    const found = javaTaken(world, file, source, name);
    if (found.length > 0) return found;
  }
  return [];
}

function topType(file: FileEntry | undefined, name: string): Entity | undefined {
  const index = file?.inScope(0, name).find((each) => file.declaration(each).kind !== 'import');
  return file === undefined || index === undefined ? undefined : entityOf(file.id, index);
}
