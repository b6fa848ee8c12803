import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { licenceFiles, licenceOfRepository } from '../../core/curation/licence.ts';
import type { Source } from '../build/source.ts';
import { CatFile } from '../git/catFile.ts';
import { gitText } from '../git/gitProcess.ts';

/** A repository's licence from a moment on (seconds since 1970); null: it said none that is known. */
export interface LicenceState {
  readonly from: number;
  readonly licence: string | null;
}

const LARGEST = 200_000;
/** A folder may be a part of a repository: so far up its licence is looked for. */
const MOST_UP = 6;

/**
 * The licences that a source was under, oldest first: of mined edits one for every state of the licence files in the
 * history; of files and sessions what the repository on the disk says; of trajectories nothing is known.
 */
export async function licencesOf(source: Source): Promise<LicenceState[]> {
  if (source.kind === 'mined') return source.repository === undefined ? [] : licencesInHistory(source.repository);
  if (source.kind === 'trajectory') return [];
  const licence = licenceOnDisk(source);
  return licence === null ? [] : [{ from: 0, licence }];
}

/** The licence at a moment; without one, the last. */
export function licenceAt(states: readonly LicenceState[], time: number | undefined): string | null {
  const last = states.at(-1)?.licence ?? null;
  if (time === undefined) return last;
  // Before the first licence file the repository had none: nothing is taken back in time.
  return states.findLast(({ from }) => from <= time)?.licence ?? null;
}

function licenceOnDisk(source: Source): string | null {
  let folder = path.resolve(source.path);
  if (!(statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false)) folder = path.dirname(folder);
  for (let up = 0; up < MOST_UP; up++) {
    const files = new Map<string, string>();
    for (const name of licenceFiles) {
      const file = path.join(folder, name);
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat?.isFile() === true && stat.size <= LARGEST) files.set(name, readFileSync(file, 'utf8'));
    }
    const licence = licenceOfRepository(files);
    if (licence !== null || existsSync(path.join(folder, '.git'))) return licence;
    const parent = path.dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
  return null;
}

async function licencesInHistory(repository: string): Promise<LicenceState[]> {
  const log = await gitText(['log', '--reverse', '--format=%H %at', 'HEAD', '--', ...licenceFiles], {
    cwd: repository,
  });
  const objects = new CatFile({ cwd: repository });
  const states: LicenceState[] = [];
  try {
    for (const line of log.split('\n')) {
      const [commit = '', time = ''] = line.split(' ');
      if (commit === '') continue;
      const contents = await objects.readMany(licenceFiles.map((name) => `${commit}:${name}`));
      const files = new Map<string, string>();
      licenceFiles.forEach((name, at) => {
        const content = contents[at] ?? null;
        if (content !== null && content.length <= LARGEST) files.set(name, content.toString('utf8'));
      });
      const licence = licenceOfRepository(files);
      if (states.length === 0 || states.at(-1)?.licence !== licence) states.push({ from: Number(time), licence });
    }
  } finally {
    objects.dispose();
  }
  return states.sort((a, b) => a.from - b.from);
}
