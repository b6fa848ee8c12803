import type { TypeUse, ValueUse } from './facts.ts';
import { REF, valueSources } from './facts.ts';
import type { FileEntry } from './fileEntry.ts';
import { rustModuleOf, rustParent, rustRoot } from './rustNames.ts';
import { type Entity, entityOf, fileOf, indexOf, type Shape, type World } from './world.ts';

const OUTSIDE: Shape = { wrap: 'plain', entities: [] };
const ELEMENTS =
  /^(get|at|find|findLast|pop|shift|peek|next|values|first|last|remove|getFirst|getLast|orElse|orElseThrow|unwrap|get_mut)$/;
const SAME =
  /^(filter|slice|toSorted|sort|toReversed|reverse|concat|splice|values|copy|iter|iter_mut|into_iter|stream|collect|toList)$/;

/** The members' home of a value: a class, a module, a list; undefined where nothing is known. */
export function shapeOfValue(world: World, file: FileEntry, scope: number, value: ValueUse): Shape | undefined {
  switch (value.from) {
    case 'value':
      return shapeOfReference(world, file, value.ref);
    case 'call':
    case 'new':
      return shapeOfCall(world, file, value.ref);
    case 'typed':
      return world.shapeOfType(file, { wrap: 'plain', refs: [value.ref] });
    case 'element':
      return element(shapeOfReference(world, file, value.ref));
    case 'element-of-call':
      return element(shapeOfCall(world, file, value.ref));
    case 'self':
      return plain(enclosingTypes(world, file, scope));
    case 'super': {
      const own = enclosingTypes(world, file, scope);
      return own.length === 0 ? undefined : { wrap: 'plain', entities: own.flatMap((each) => basesOf(world, each)) };
    }
    case 'crate':
      return module(rustRoot(world, file));
    case 'self-module':
      return module(rustModuleOf(file, scope));
    case 'super-module': {
      let here: Entity | undefined = rustModuleOf(file, scope);
      for (let up = 0; up < value.ref && here !== undefined; up++) here = rustParent(world, here);
      return module(here);
    }
    default:
      return undefined;
  }
}

function plain(entities: readonly Entity[]): Shape | undefined {
  return entities.length === 0 ? undefined : { wrap: 'plain', entities };
}

function module(entity: Entity | undefined): Shape {
  return entity === undefined ? OUTSIDE : { wrap: 'module', entities: [entity] };
}

function element(shape: Shape | undefined): Shape | undefined {
  if (shape === undefined) return undefined;
  if (shape.wrap === 'list' || shape.wrap === 'map') return { wrap: 'plain', entities: shape.entities };
  return shape.entities.length === 0 ? OUTSIDE : undefined;
}

function shapeOfReference(world: World, file: FileEntry, reference: number): Shape | undefined {
  const { targets, how } = world.resolve(file, reference);
  if (targets.length === 0) return how === 'name' ? undefined : OUTSIDE;
  if (how === 'name') return undefined;
  return joined(targets.map((each) => shapeOfEntity(world, each)));
}

/** The shape of what a name stands for: of a class the class itself, of a variable its type. */
function shapeOfEntity(world: World, entity: Entity): Shape | undefined {
  if (entity < 0 || indexOf(entity) < 0) return { wrap: 'module', entities: [entity] };
  const file = world.entryById(fileOf(entity));
  if (file === undefined) return undefined;
  const index = indexOf(entity);
  const { kind, type, value, scope, container } = file.declaration(index);
  switch (kind) {
    case 'class':
    case 'interface':
    case 'enum':
    case 'type':
      return { wrap: 'kind', entities: [entity] };
    case 'module':
      return { wrap: 'module', entities: [entity] };
    case 'enum-member':
      return { wrap: 'plain', entities: container < 0 ? [] : [entityOf(file.id, file.canonical(container))] };
    case 'type-parameter':
      return undefined;
    case 'import':
      return OUTSIDE;
  }
  if (type !== undefined) return world.shapeOfType(file, type);
  if (file.members(index).size > 0) return { wrap: 'plain', entities: [entity] };
  return value === undefined ? undefined : world.shapeOfValue(file, Math.max(0, scope), value);
}

function shapeOfCall(world: World, file: FileEntry, reference: number): Shape | undefined {
  const { targets, how } = world.resolve(file, reference);
  if (targets.length === 0) return how === 'name' ? undefined : shapeOfBuiltIn(world, file, reference);
  if (how === 'name') return undefined;
  return joined(
    targets.map((entity) => {
      const shape = shapeOfEntity(world, entity);
      if (shape?.wrap === 'kind') return { wrap: 'plain' as const, entities: shape.entities };
      return shape?.wrap === 'module' ? undefined : shape;
    }),
  );
}

/** What methods of lists and maps give: an element, or the list again. */
function shapeOfBuiltIn(world: World, file: FileEntry, reference: number): Shape | undefined {
  const from = valueSources[file.ref(reference, REF.from)] ?? 'none';
  if (from === 'none') return OUTSIDE;
  const value = { from, ref: file.ref(reference, REF.receiver) };
  const shape = world.shapeOfValue(file, file.ref(reference, REF.scope), value);
  if (shape === undefined || (shape.wrap !== 'list' && shape.wrap !== 'map')) return shape && OUTSIDE;
  const name = file.refName(reference);
  if (name === 'values' && shape.wrap === 'map') return { wrap: 'list', entities: shape.entities };
  if (SAME.test(name) && shape.wrap === 'list') return shape;
  return ELEMENTS.test(name) ? { wrap: 'plain', entities: shape.entities } : OUTSIDE;
}

function joined(shapes: readonly (Shape | undefined)[]): Shape | undefined {
  const known = shapes.filter((shape) => shape !== undefined);
  const [first] = known;
  if (first === undefined || known.length < shapes.length) return undefined;
  if (known.length === 1) return first;
  return {
    wrap: first.wrap,
    entities: known.filter(({ wrap }) => wrap === first.wrap).flatMap(({ entities }) => entities),
  };
}

/** The members' home of an annotated type. */
export function shapeOfType(world: World, file: FileEntry, type: TypeUse): Shape | undefined {
  const entities: Entity[] = [];
  for (const ref of type.refs) {
    const { targets, how } = world.resolve(file, ref);
    if (targets.length === 0 && isSelf(file, ref)) {
      entities.push(...enclosingTypes(world, file, file.ref(ref, REF.scope)));
      continue;
    }
    if (how === 'name') return undefined;
    for (const target of targets) {
      const shape = shapeOfEntity(world, target);
      if (shape === undefined) return undefined;
      if (type.wrap === 'kind' && type.refs.length === 1) return shape;
      if (shape.wrap === 'kind') entities.push(...shape.entities);
    }
  }
  return { wrap: type.wrap, entities };
}

function isSelf(file: FileEntry, ref: number): boolean {
  return file.refName(ref) === 'Self';
}

/** The class around a scope, or what `this` is in the methods of an object literal. */
export function enclosingTypes(world: World, file: FileEntry, scope: number): readonly Entity[] {
  for (let at = scope; at > 0; at = file.facts.scopes[at]?.parent ?? 0) {
    const here = file.facts.scopes[at];
    if (here === undefined) break;
    if (here.of !== undefined) return world.resolve(file, here.of).targets;
    if (here.owner < 0) continue;
    if (here.kind === 'class') return [entityOf(file.id, file.canonical(here.owner))];
    const { container, kind } = file.declaration(here.owner);
    if (here.kind === 'function' && container >= 0 && kind !== 'class')
      return [entityOf(file.id, file.canonical(container))];
  }
  return [];
}

/** What a class, interface or alias takes members from. Only what the index holds. */
export function basesOf(world: World, entity: Entity): readonly Entity[] {
  if (entity < 0 || indexOf(entity) < 0) return [];
  const file = world.entryById(fileOf(entity));
  if (file === undefined) return [];
  const index = indexOf(entity);
  const name = file.declaration(index).name;
  const same = file.facts.declarations.flatMap((each, at) =>
    each.bases && file.canonical(at) === index ? [each.bases] : [],
  );
  const own = same.flat().flatMap((ref) => world.resolve(file, ref).targets);
  if (file.facts.language !== 'rust') return own;
  const traits = world
    .saying(name)
    .flatMap((other) =>
      other.facts.impls.flatMap(([type, base]) =>
        other.refName(type) === name && world.resolve(other, type).targets.includes(entity)
          ? world.resolve(other, base).targets
          : [],
      ),
    );
  return [...own, ...traits];
}

/** Members of the name: the type's own, else its bases'; of a union those of all its parts. */
export function membersNamed(world: World, shape: Shape, name: string, seen = new Set<Entity>()): readonly Entity[] {
  if (shape.wrap === 'list' || shape.wrap === 'map') return [];
  const found = new Set<Entity>();
  for (const entity of shape.entities) {
    if (seen.has(entity)) continue;
    seen.add(entity);
    for (const each of ownMembers(world, entity, name)) found.add(each);
    if (found.size > 0 && !isAlias(world, entity)) continue;
    for (const base of basesOf(world, entity)) {
      for (const each of membersNamed(world, { wrap: 'plain', entities: [base] }, name, seen)) found.add(each);
    }
  }
  return [...found];
}

function isAlias(world: World, entity: Entity): boolean {
  return entity >= 0 && world.entryById(fileOf(entity))?.facts.declarations[indexOf(entity)]?.kind === 'type';
}

function ownMembers(world: World, entity: Entity, name: string): readonly Entity[] {
  if (entity < 0 || indexOf(entity) < 0) return world.exported(entity, name);
  const file = world.entryById(fileOf(entity));
  if (file === undefined) return [];
  const { kind, name: typeName } = file.declaration(indexOf(entity));
  if (kind === 'module') return world.exported(entity, name);
  const own = new Set(
    file
      .members(indexOf(entity))
      .get(name)
      ?.map((index) => file.canonical(index)),
  );
  if (own.size > 0) return [...own].map((index) => entityOf(file.id, index));
  const { language } = file.facts;
  return language === 'go' || language === 'rust' ? outsideMembers(world, entity, typeName, name) : [];
}

/** Methods that stand outside of the type's own text. */
function outsideMembers(world: World, entity: Entity, typeName: string, name: string): readonly Entity[] {
  const found: Entity[] = [];
  for (const file of world.saying(name)) {
    for (const index of file.outside) {
      const { name: own, of } = file.declaration(index);
      if (own !== name || of === undefined || file.refName(of) !== typeName) continue;
      if (world.resolve(file, of).targets.includes(entity)) found.push(entityOf(file.id, index));
    }
  }
  return found;
}
