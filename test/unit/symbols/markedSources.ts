import { fileFacts } from '../../../src/core/symbols/fileFacts.ts';
import { readSettings } from '../../../src/core/symbols/projectLayout.ts';
import { SymbolIndex } from '../../../src/core/symbols/symbolIndex.ts';
import type { Definition, Reference } from '../../../src/core/symbols/symbols.ts';
import { SyntaxService } from '../../../src/node/syntax/engine.ts';

const service = SyntaxService.open();

/** Files by path. In marked ones `[[name]]` is a definition and `<<name>>` each of its uses. */
export type Sources = Readonly<Record<string, string>>;

/** An index over texts, filled in this thread. */
export async function indexFiles(files: Sources): Promise<SymbolIndex> {
  const snapshot = { paths: Object.keys(files), read: async (path: string) => files[path] ?? null };
  const index = new SymbolIndex(snapshot.paths, await readSettings(snapshot));
  for (const [path, text] of Object.entries(files)) await putFile(index, path, text);
  return index;
}

export async function putFile(index: SymbolIndex, path: string, text: string): Promise<void> {
  const tree = await service.parse(path, text, { queries: false });
  const facts = tree && fileFacts(tree);
  if (facts !== undefined) index.set(path, facts);
}

/** `path:line:column text` of each use, as marked and as the index has it; by name alone does not count. */
export async function marksAndUses(
  marked: Sources,
): Promise<{ wanted: string[]; found: string[]; uses: Reference[]; index: SymbolIndex; definition: Definition }> {
  const files: Record<string, string> = {};
  const wanted: string[] = [];
  let place: { path: string; start: number } | undefined;
  for (const [path, text] of Object.entries(marked)) {
    let plain = '';
    for (const part of text.split(/(\[\[\w+\]\]|<<\w+>>)/)) {
      const word = /^(?:\[\[(\w+)\]\]|<<(\w+)>>)$/.exec(part);
      if (word?.[1] !== undefined) place = { path, start: plain.length };
      if (word?.[2] !== undefined) wanted.push(`${path}:${plain.length}`);
      plain += word?.[1] ?? word?.[2] ?? part;
    }
    files[path] = plain;
  }
  const index = await indexFiles(files);
  for (const path of index.paths) {
    const [error] = index.facts(path)?.errors ?? [];
    if (error !== undefined) throw new Error(`${path} does not parse at line ${error.line}`);
  }
  const definition = index.definitionsIn(place?.path ?? '').find(({ nameStart }) => nameStart === place?.start);
  if (definition === undefined) throw new Error(`there is no definition at ${place?.path}:${place?.start}`);
  const uses = index.references(definition);
  const spell = (key: string): string => {
    const [path = '', start = '0'] = key.split(':');
    const before = files[path]?.slice(0, Number(start)) ?? '';
    const line = before.split('\n').length;
    return `${path}:${line}:${before.length - before.lastIndexOf('\n')}`;
  };
  return {
    wanted: wanted.map(spell).sort(),
    found: uses
      .filter(({ how }) => how !== 'name')
      .map(({ path, start }) => spell(`${path}:${start}`))
      .sort(),
    uses,
    index,
    definition,
  };
}
