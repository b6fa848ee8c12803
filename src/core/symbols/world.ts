import type { Resolution, TypeUse, ValueUse } from './facts.ts';
import type { FileEntry } from './fileEntry.ts';
import type { ProjectLayout } from './projectLayout.ts';

/** A declaration or a module of the index as one number: see `entityOf`. Folders that are modules are negative. */
export type Entity = number;

const WIDTH = 2 ** 21;

/** @param index of the declaration in its file; -1 for the file as a module */
export function entityOf(file: number, index: number): Entity {
  return file * WIDTH + index + 1;
}

export function fileOf(entity: Entity): number {
  return Math.floor(entity / WIDTH);
}

export function indexOf(entity: Entity): number {
  return (entity % WIDTH) - 1;
}

/** What members are looked up in. `module`: a module or the inside of a namespace; empty entities: outside of the index. */
export interface Shape {
  readonly wrap: TypeUse['wrap'] | 'module';
  readonly entities: readonly Entity[];
}

/** What a reference leads to; no targets: outside of the index, or nowhere. */
export interface Resolved {
  readonly targets: readonly Entity[];
  readonly how: Resolution;
}

/** What the parts of resolution ask of each other. */
export interface World {
  readonly layout: ProjectLayout;
  /** The facts of a file; undefined when the index has none, which is noted if the file exists. */
  entry(path: string): FileEntry | undefined;
  entryById(id: number): FileEntry | undefined;
  folderEntity(folder: string): Entity;
  folderOf(entity: Entity): string;
  /** Files that say a name. */
  saying(name: string): readonly FileEntry[];
  resolve(file: FileEntry, reference: number): Resolved;
  shapeOfValue(file: FileEntry, scope: number, value: ValueUse): Shape | undefined;
  shapeOfType(file: FileEntry, type: TypeUse): Shape | undefined;
  /** The members of a class or the names of a module; undefined where bases outside of the index may have it. */
  membersNamed(shape: Shape, name: string): readonly Entity[];
  /** What a module gives under a name. */
  exported(module: Entity, name: string): readonly Entity[];
  /** What an import declaration stands for. */
  imported(file: FileEntry, declaration: number): readonly Entity[];
  /** A name of another module, as an import statement takes it. */
  taken(file: FileEntry, scope: number, source: string, imported: string): readonly Entity[];
}
