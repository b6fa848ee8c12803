/** Builds dist/: the extension, the command line, the workers and the pages, each a bundle of its own. */

import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const watch = process.argv.includes('--watch');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };

/** Loaded by name at run time, where they are there: native code that cannot stand in a bundle. */
const native = ['tree-sitter', 'tree-sitter-*'];

const common: esbuild.BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
  define: { TRACEWRIGHT_VERSION: JSON.stringify(version) },
};

const node: esbuild.BuildOptions = { ...common, platform: 'node', target: 'node20', external: ['vscode', ...native] };

/** CommonJS has no import.meta; the bundle's own folder is the same. */
const commonJs: esbuild.BuildOptions = {
  ...node,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { ...common.define, 'import.meta.dirname': '__dirname' },
};

const targets: esbuild.BuildOptions[] = [
  {
    ...commonJs,
    entryPoints: { extension: 'src/extension/extension.ts' },
    outdir: 'dist',
  },
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    format: 'esm',
    outdir: 'dist',
    splitting: true,
    chunkNames: 'cli/[name]-[hash]',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  },
  {
    ...commonJs,
    entryPoints: {
      ...(await entriesOf('src/extension/workers', '.ts')),
      ...(await entriesOf('src/node/workers', '.ts')),
      timeTravel: 'src/extension/debugger/timeTravelWorker.ts',
    },
    outdir: 'dist/workers',
  },
  {
    ...common,
    entryPoints: await entriesOf('src/webview/pages', '.tsx'),
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    outdir: 'dist/webview',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.css': 'css', '.ttf': 'file' },
  },
];

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await copyAssets();
for (const target of targets) {
  if (Object.keys(target.entryPoints ?? {}).length === 0) continue;
  if (watch) await (await esbuild.context(target)).watch();
  else await esbuild.build(target);
}

/** Every file of a folder with an ending, as esbuild entries by bare name. */
async function entriesOf(folder: string, ending: string): Promise<Record<string, string>> {
  const directory = path.join(root, folder);
  if (!existsSync(directory)) return {};
  const names = (await readdir(directory)).filter((name) => name.endsWith(ending));
  return Object.fromEntries(names.map((name) => [name.slice(0, -ending.length), path.join(folder, name)]));
}

/** What is read at run time but not written by us: the parser and its grammars. */
async function copyAssets(): Promise<void> {
  const { copyGrammars } = await import('./grammars.ts').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return { copyGrammars: undefined };
    throw error;
  });
  await copyGrammars?.(path.join(dist, 'grammars'));
  void copyFile;
}
