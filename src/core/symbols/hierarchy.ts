import type { IndexWorld } from './indexWorld.ts';
import { basesOf } from './shapes.ts';
import { type Entity, entityOf, fileOf, indexOf } from './world.ts';

/**
 * A symbol and, for a member, the members of the same name in the classes and interfaces above and below its own: who
 * renames one has to rename them all. The symbol itself comes first.
 */
export function hierarchyOf(world: IndexWorld, entity: Entity): Set<Entity> {
  const family = new Set([entity]);
  const file = world.entryById(fileOf(entity));
  if (file === undefined) return family;
  const { container, of, name, kind } = file.declaration(indexOf(entity));
  const own =
    container >= 0
      ? [entityOf(file.id, file.canonical(container))]
      : of === undefined
        ? []
        : world.resolve(file, of).targets;
  for (const type of relativesOf(world, ...own)) {
    for (const each of world.membersNamed({ wrap: 'plain', entities: [type] }, name)) {
      const other = world.entryById(fileOf(each))?.facts.declarations[indexOf(each)]?.kind;
      if (file.facts.language !== 'java' || (other === 'method') === (kind === 'method')) family.add(each);
    }
  }
  return family;
}

/** Types with all that they take members from and all that take members from those. */
export function relativesOf(world: IndexWorld, ...own: readonly Entity[]): Set<Entity> {
  const types = new Set(own);
  for (const type of types) for (const each of [...basesOf(world, type), ...derivedFrom(world, type)]) types.add(each);
  return types;
}

/** Classes, interfaces and aliases that take members from a type directly. */
function derivedFrom(world: IndexWorld, type: Entity): Entity[] {
  const name = world.entryById(fileOf(type))?.facts.declarations[indexOf(type)]?.name ?? '';
  return world.saying(name).flatMap((file) => {
    const leads = (ref: number): boolean => world.resolve(file, ref).targets.includes(type);
    const classes = file.facts.declarations.flatMap((each, index) =>
      each.kind !== 'type' && each.bases?.some(leads) ? [entityOf(file.id, file.canonical(index))] : [],
    );
    const impls = file.facts.impls.flatMap(([own, base]) => (leads(base) ? world.resolve(file, own).targets : []));
    return [...classes, ...impls];
  });
}
