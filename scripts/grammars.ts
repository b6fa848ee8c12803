import { copyFile, cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { readLanguages } from '../src/node/syntax/languages.ts';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Copies what parsing needs at run time: the language folders, their compiled grammars, and the parser itself.
 * @param outDir is made when it is not there
 */
export async function copyGrammars(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  const folder = path.join(root, 'grammars');
  await cp(folder, outDir, { recursive: true });
  const shipped = readLanguages(folder).flatMap(({ grammar }) =>
    grammar === undefined ? [] : [path.join(grammar.package, grammar.wasm)],
  );
  const parser = ['web-tree-sitter.cjs', 'web-tree-sitter.wasm'].map((file) => path.join('web-tree-sitter', file));
  for (const file of [...shipped, ...parser]) {
    await copyFile(path.join(root, 'node_modules', file), path.join(outDir, path.basename(file)));
  }
}
