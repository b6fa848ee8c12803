import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The `objects` folder of a git directory, or the folder itself when it is one. */
export function objectsOf(store: string): string {
  const inside = path.join(store, 'objects');
  return path.resolve(existsSync(inside) || existsSync(path.join(store, 'HEAD')) ? inside : store);
}

/** Makes an `objects` folder find what is in the others, as if it were its own; those that it knows already stay. */
export function borrowObjects(objects: string, stores: readonly string[]): void {
  const file = path.join(objects, 'info', 'alternates');
  mkdirSync(path.dirname(file), { recursive: true });
  const before = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
  const others = stores.map(objectsOf).filter((store) => store !== path.resolve(objects));
  const all = [...new Set([...before, ...others])];
  if (all.length !== before.length) writeFileSync(file, all.map((line) => `${line}\n`).join(''));
}
