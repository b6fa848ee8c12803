import { lstat, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Snapshot } from '../../core/check/change.ts';
import { CatFile } from '../git/catFile.ts';
import { gitText, runGit } from '../git/gitProcess.ts';
import { parseTree } from '../git/treeRecords.ts';
import { resolveRevision } from '../git/userRepository.ts';

const MAX_BYTES = 4 * 1024 * 1024;

/** A snapshot that holds a git process or nothing; to be disposed of. */
export interface OpenSnapshot extends Snapshot {
  dispose(): void;
}

/**
 * The files of a commit or tree, read through one long-lived git process.
 * @param revision anything that git resolves to a tree
 * @throws TracewrightError `not-a-repository`, `no-commits`, `unknown-revision`, `git-missing`
 */
export async function openRevision(repository: string, revision: string): Promise<OpenSnapshot> {
  const { tree } = await resolveRevision(repository, revision);
  const { stdout } = await runGit(['ls-tree', '-r', '-z', '--full-tree', tree], { cwd: repository });
  const ids = new Map(
    parseTree(stdout).flatMap(({ path, mode, oid }) => (mode.startsWith('100') ? [[path, oid]] : [])),
  );
  const objects = new CatFile({ cwd: repository });
  return {
    paths: [...ids.keys()],
    id: (path) => ids.get(path),
    read: async (path) => {
      const id = ids.get(path);
      return id === undefined ? null : textOf(await objects.read(id));
    },
    dispose: () => objects.dispose(),
  };
}

/** The files on disk that git tracks or would track: what is ignored is left out, and so are symbolic links. */
export async function openWorkingTree(repository: string): Promise<OpenSnapshot> {
  const root = await gitText(['rev-parse', '--show-toplevel'], { cwd: repository });
  const list = async (...options: string[]): Promise<string[]> =>
    (await runGit(['ls-files', '-z', ...options], { cwd: root })).stdout.toString('utf8').split('\0').filter(Boolean);
  const [files, staged, dirty] = await Promise.all([
    list('-co', '--exclude-standard', '--deduplicate'),
    list('-s'),
    runGit(['diff-files', '-z', '--name-only'], { cwd: root }),
  ]);
  const ids = new Map(staged.map((record) => [record.slice(record.indexOf('\t') + 1), record.split(' ')[1] ?? '']));
  for (const path of dirty.stdout.toString('utf8').split('\0')) ids.delete(path);
  const present = await Promise.all(files.map(async (file) => ((await isOwnFile(root, file)) ? [file] : [])));
  return {
    paths: present.flat(),
    id: (file) => ids.get(file),
    read: async (file) => ((await isOwnFile(root, file)) ? textOf(await readFile(path.join(root, file))) : null),
    dispose: () => undefined,
  };
}

async function isOwnFile(root: string, file: string): Promise<boolean> {
  const full = path.join(root, file);
  const stat = await lstat(full).catch(() => null);
  if (stat === null || !stat.isFile() || stat.size > MAX_BYTES) return false;
  const folder = await realpath(path.dirname(full));
  return folder === root || folder.startsWith(root + path.sep);
}

/** UTF-8 text, or null for what looks binary or is over the limit. */
function textOf(bytes: Buffer | null): string | null {
  if (bytes === null || bytes.length > MAX_BYTES || bytes.subarray(0, 8000).includes(0)) return null;
  return bytes.toString('utf8');
}
