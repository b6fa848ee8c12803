import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { Snapshot } from '../../core/check/change.ts';
import { TracewrightError } from '../../core/errors.ts';
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
 * @throws TracewrightError `not-a-repository`, `no-commits`, `unknown-revision`, `shallow-clone`, `missing-objects`, `git-missing`
 */
export async function openRevision(repository: string, revision: string): Promise<OpenSnapshot> {
  try {
    const { tree } = await resolveRevision(repository, revision);
    return await openTree(tree, { cwd: repository });
  } catch (error) {
    throw await withoutHistory(error, repository, revision);
  }
}

/**
 * The files of a tree by its id.
 * @param at the repository's folder, or `GIT_DIR` in the environment
 */
export async function openTree(
  tree: string,
  at: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> },
): Promise<OpenSnapshot> {
  const { stdout } = await runGit(['ls-tree', '-r', '-z', '--full-tree', tree], at);
  const ids = new Map(
    parseTree(stdout).flatMap(({ path, mode, oid }) => (mode.startsWith('100') ? [[path, oid]] : [])),
  );
  const objects = new CatFile(at);
  return {
    paths: [...ids.keys()],
    id: (path) => ids.get(path),
    read: async (path) => {
      const id = ids.get(path);
      if (id === undefined) return null;
      const bytes = await objects.read(id);
      if (bytes === null) throw missingObjects(path);
      return textOf(bytes);
    },
    dispose: () => objects.dispose(),
  };
}

/** In a clone that was cut off, a revision that is not there was most likely cut off. */
async function withoutHistory(error: unknown, repository: string, revision: string): Promise<unknown> {
  if (!(error instanceof TracewrightError) || error.code !== 'unknown-revision') return error;
  const shallow = await runGit(['rev-parse', '--is-shallow-repository'], { cwd: repository, answers: [0, 128] });
  if (shallow.stdout.toString('utf8').trim() !== 'true') return error;
  return new TracewrightError('shallow-clone', `the repository is a shallow clone without the revision "${revision}"`, {
    place: { file: repository },
    remedy: 'fetch it, with git fetch --unshallow or a larger --depth',
    cause: error,
  });
}

function missingObjects(path: string): TracewrightError {
  return new TracewrightError('missing-objects', `the repository does not have the contents of ${path}`, {
    remedy: 'it is a partial clone: fetch them, with git fetch --refetch --filter=tree:0 taken away, or clone it whole',
  });
}

/**
 * The files of a folder that is in no repository: all that its .gitignore files do not name, without links and the
 * folders that hold installed packages. Throws `no-such-folder`.
 */
export async function openFolder(folder: string): Promise<OpenSnapshot> {
  const root = await realpath(folder).catch(() => {
    throw new TracewrightError('no-such-folder', 'the folder does not exist', {
      place: { file: folder },
      remedy: 'check the path',
    });
  });
  const paths: string[] = [];
  await collect(root, '', [], paths);
  return {
    paths: paths.sort(),
    read: async (file) => ((await isOwnFile(root, file)) ? textOf(await readFile(path.join(root, file))) : null),
    dispose: () => undefined,
  };
}

interface Ignoring {
  readonly below: string;
  readonly rules: Ignore;
}

async function collect(root: string, below: string, outer: readonly Ignoring[], into: string[]): Promise<void> {
  const own = await readFile(path.join(root, below, '.gitignore'), 'utf8').catch(() => null);
  const ignoring = own === null ? outer : [...outer, { below, rules: ignore().add(own) }];
  for (const entry of await readdir(path.join(root, below), { withFileTypes: true })) {
    if (/^(\.git|node_modules|\.venv|\.tracewright)$/.test(entry.name)) continue;
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    const ignored = ignoring.some(({ below: from, rules }) =>
      rules.ignores((from === '' ? name : name.slice(from.length + 1)) + (entry.isDirectory() ? '/' : '')),
    );
    if (ignored) continue;
    if (entry.isDirectory()) await collect(root, name, ignoring, into);
    else if (entry.isFile() && (await isOwnFile(root, name))) into.push(name);
  }
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
