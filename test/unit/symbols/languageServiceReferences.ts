import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { Definition } from '../../../src/core/symbols/symbols.ts';

/** TypeScript's own answer to who refers to what, over files of a folder. */
export class LanguageServiceReferences {
  readonly #root: string;
  readonly #service: ts.LanguageService;

  /** @param paths relative to `root` */
  constructor(root: string, paths: readonly string[]) {
    this.#root = root;
    const config = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => readFileSync(file, 'utf8'));
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
    const files = paths.map((file) => path.join(root, file));
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => files,
      getScriptVersion: () => '1',
      getScriptSnapshot: (file) => {
        const text = ts.sys.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      readDirectory: ts.sys.readDirectory,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
    });
  }

  /** Uses of a definition as `path:start`, in the files that were given, declarations left out. */
  of({ path: file, nameStart }: Definition, files: ReadonlySet<string>): Set<string> {
    const found = new Set<string>();
    for (const { references } of this.#service.findReferences(path.join(this.#root, file), nameStart) ?? []) {
      for (const { fileName, textSpan, isDefinition } of references) {
        const relative = path.relative(this.#root, fileName).replaceAll(path.sep, '/');
        if (!isDefinition && files.has(relative)) found.add(`${relative}:${textSpan.start}`);
      }
    }
    return found;
  }

  dispose(): void {
    this.#service.dispose();
  }
}
