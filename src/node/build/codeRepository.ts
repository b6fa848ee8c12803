import type { ContextFile } from '../../core/render/renderFim.ts';
import { importedPaths } from '../../core/sample/fimImports.ts';
import type { FimSetting } from '../../core/sample/fimSetting.ts';
import { seededRandom, seedFor } from '../../core/sample/random.ts';
import type { CodeFile } from './source.ts';

const MOST_IMPORTS = 3;

/** A source file in repository form: what stands around it, and whether it has holes. */
export interface RepositoryFile {
  readonly file: CodeFile;
  readonly repo: string;
  /** The most relevant one last. */
  readonly context: readonly ContextFile[];
  /** Drawn as BigCode's `fim_split_sample` draws: once for the repository, then for each file. */
  readonly permuted: boolean;
}

/**
 * Files of one source tree with the others as their context: neighbours in the same folder, then what they import.
 * Plain trees have no history: all of them are of one moment.
 */
export function* repositoryFiles(
  files: readonly CodeFile[],
  { contextFiles, fimRate, fragmentRate }: FimSetting,
  seed: number,
): Generator<RepositoryFile> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const file of files) {
    const repo = file.name.split('/')[0] ?? file.name;
    const chosen = seededRandom(seedFor(seed, `repository ${repo}`))() < fimRate;
    const drawn = seededRandom(seedFor(seed, `fragment ${file.name}`))() < fragmentRate;
    const imported = importedPaths(file.path, file.text, MOST_IMPORTS).flatMap((places) => {
      const found = places.map((place) => byPath.get(place)).find((one) => one !== undefined);
      return found === undefined ? [] : [found];
    });
    const beside = files.filter((one) => folderOf(one.path) === folderOf(file.path));
    const ranked = new Set([...beside.filter((one) => !imported.includes(one)), ...imported.reverse()]);
    ranked.delete(file);
    const context = contextFiles === 0 ? [] : [...ranked].slice(-contextFiles);
    yield {
      file,
      repo,
      context: context.map(({ name, path, text }) => ({
        path,
        text,
        from: { source: name, path, range: [0, text.length] },
      })),
      permuted: chosen && drawn,
    };
  }
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
