import { REF } from './facts.ts';
import type { IndexWorld } from './indexWorld.ts';
import { fileOf } from './world.ts';

/** Files by the files that import them, through imports, re-exports and `require`. */
export function importersByFile(world: IndexWorld): Map<string, Set<string>> {
  const importers = new Map<string, Set<string>>();
  for (const file of world.entries.values()) {
    const add = (target: string): void => {
      if (target === file.path) return;
      const known = importers.get(target);
      if (known === undefined) importers.set(target, new Set([file.path]));
      else known.add(file.path);
    };
    for (const { source } of file.facts.imports) {
      const path = world.layout.module(file.path, source, file.facts.language);
      if (typeof path === 'string') add(path);
      const folder = file.facts.language === 'go' ? world.layout.goPackage(source) : undefined;
      if (folder !== undefined) for (const each of world.layout.filesIn(folder, '.go')) add(each);
    }
    for (const [ref, { source, imported }] of file.facts.taken) {
      for (const entity of world.taken(file, file.ref(ref, REF.scope), source, imported)) {
        const target = entity < 0 ? undefined : world.entryById(fileOf(entity));
        if (target !== undefined && /^(java|rust|python)$/.test(file.facts.language)) add(target.path);
      }
    }
  }
  return importers;
}
