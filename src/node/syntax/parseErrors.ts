import { TracewrightError } from '../../core/errors.ts';

/** A language that nobody loaded, or that is known as text only. */
export function notLoaded(language: string): TracewrightError {
  return new TracewrightError('syntax.not-loaded', `There is no parser for ${language}.`, {
    kind: 'environment',
    remedy: 'load the language first; text-only languages cannot be parsed',
  });
}

/** The parser gave nothing back. */
export function parseFailed(language: string): TracewrightError {
  return new TracewrightError('syntax.no-tree', `The ${language} parser gave no tree.`, {
    kind: 'environment',
    remedy: 'report this with the file',
  });
}
