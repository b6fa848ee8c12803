import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';

/**
 * The folder that holds a folder a language, with queries and language.json: `grammars/` of the checkout when running
 * from sources, `dist/grammars/` from a bundle wherever in dist it stands.
 */
export function grammarFolder(): string {
  const here = import.meta.dirname;
  for (let folder = here, depth = 0; depth < 4; depth++, folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'grammars');
    if (existsSync(path.join(candidate, 'typescript', 'language.json'))) return candidate;
  }
  throw new TracewrightError('syntax.no-grammars', 'The folder with the grammars is missing.', {
    kind: 'environment',
    place: { file: here },
    remedy: 'install Tracewright again, or run npm run build',
  });
}

/** A file that an npm package ships: the copy beside the grammars where the build put one, else the package's own. */
export function shippedFile(folder: string, packageName: string, file: string): string {
  const copy = path.join(folder, file);
  if (existsSync(copy)) return copy;
  const found = createRequire(path.join(folder, 'x.js'))
    .resolve.paths(packageName)
    ?.map((modules) => path.join(modules, packageName, file))
    .find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new TracewrightError('syntax.no-grammar-file', `${file} of ${packageName} is missing.`, {
    kind: 'environment',
    place: { file: copy },
    remedy: 'run npm install, or install Tracewright again',
  });
}
