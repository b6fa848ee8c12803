import { createHash } from 'node:crypto';
import { createReadStream, type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { minedManifestSchema } from '../../core/mining/minedEdit.ts';
import { codeLanguageOfPath } from '../../core/sample/languageOfPath.ts';
import { atifHead } from '../../core/trajectory/importing/atifHead.ts';
import { recogniseTrajectory } from '../../core/trajectory/importing/trajectoryFormats.ts';
import { fileHead } from '../formats/fileHead.ts';
import { readTextFile } from '../formats/readTextFile.ts';
import { readTrajectory } from '../formats/readTrajectory.ts';
import { isSessionFolder } from '../formats/sessionFolder.ts';
import { nodeDigest } from '../store/digest.ts';
import type { Source } from './source.ts';

const LARGEST_FILE = 1_000_000;

/**
 * Recognises a source: a session's folder, a folder of sessions (or `.tracewright` itself), an agent's log or ATIF, a
 * source file, a folder of mined edits, or a folder of source files (in which logs are found by their content). Links
 * are not followed; files that are binary, larger than a megabyte or in no known language are left out and counted by
 * `skip`.
 * @param repository the repository that mined edits are of
 * @throws TracewrightError `no-source`, `no-repository`, and what readTextFile and readTrajectory throw.
 */
export async function recogniseSource(
  target: string,
  skip: (reason: string) => void,
  repository?: string,
): Promise<Source[]> {
  const stat = statSync(target, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new TracewrightError('no-source', 'there is no such file or folder', {
      place: { file: target },
      remedy: 'check the path',
    });
  }
  if (!stat.isDirectory()) return [await fileSource(target)];
  if (isSessionFolder(target)) return [sessionSource(target)];
  if (existsSync(path.join(target, 'mined.json'))) return [minedSource(target, repository)];
  const sessions = [target, path.join(target, 'sessions')].flatMap(sessionsBelow);
  return sessions.length > 0 ? sessions.map(sessionSource) : folderSources(target, skip);
}

function sessionsBelow(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name))
    .filter(isSessionFolder);
}

function sessionSource(folder: string): Source {
  const names = readdirSync(folder)
    .filter((name) => name.startsWith('events-'))
    .sort();
  const hashes = names.map((name) => `${name} ${nodeDigest('sha256', readFileSync(path.join(folder, name)))}\n`);
  return { kind: 'session', path: folder, sha256: nodeDigest('sha256', hashes.join('')) };
}

function minedSource(folder: string, repository: string | undefined): Source {
  const file = path.join(folder, 'mined.json');
  const text = readFileSync(file, 'utf8');
  const manifest = minedManifestSchema.safeParse(JSON.parse(text));
  if (!manifest.success) {
    throw new TracewrightError('no-source', 'this is no manifest of mined edits, or one of another version', {
      place: { file },
      remedy: 'mine the repository again',
    });
  }
  if (repository === undefined) {
    throw new TracewrightError('no-repository', 'mined edits need the repository that they were read from', {
      kind: 'usage',
      place: { file: folder },
      remedy: 'name it with --repo',
    });
  }
  return { kind: 'mined', path: folder, sha256: nodeDigest('sha256', text), repository };
}

async function fileSource(file: string): Promise<Source> {
  if (codeLanguageOfPath(file) === null) return trajectorySource(file);
  const text = await readTextFile(file);
  return { kind: 'code', path: file, sha256: nodeDigest('sha256', text), files: [''] };
}

async function trajectorySource(file: string): Promise<Source> {
  const head = await fileHead(file);
  // What no format recognises is read as ATIF, whose reader says what is wrong with it.
  if (atifHead(head) !== null || recogniseTrajectory(head) === null) await readTrajectory(file);
  return { kind: 'trajectory', path: file, sha256: await fileDigest(file) };
}

async function fileDigest(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

const skippedFolders: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', 'out', 'target', 'vendor']);

async function folderSources(folder: string, skip: (reason: string) => void): Promise<Source[]> {
  const trajectories: Source[] = [];
  const files: string[] = [];
  const hashes: string[] = [];
  for (const below of filesBelow(folder)) {
    const file = path.join(folder, below);
    const name = below.split(path.sep).join('/');
    const language = codeLanguageOfPath(below);
    if (language === null) {
      const log = /\.(json|jsonl|ndjson|traj|eval)$/i.test(below) && (await isTrajectory(file));
      if (log) trajectories.push(await trajectorySource(file));
      else skip('file-not-code');
    } else if (statSync(file).size > LARGEST_FILE) skip('file-too-large');
    else {
      const text = readFileSync(file, 'utf8');
      if (text.includes('\0') || text.includes('\uFFFD')) skip('file-binary');
      else {
        files.push(name);
        hashes.push(`${name} ${nodeDigest('sha256', text)}\n`);
      }
    }
  }
  if (files.length === 0 && trajectories.length === 0) {
    throw new TracewrightError('no-source', 'this folder holds no session, ATIF trajectory or source code', {
      place: { file: folder },
      remedy: 'name another folder, or import what is in it first',
    });
  }
  if (files.length === 0) return trajectories;
  return [{ kind: 'code', path: folder, sha256: nodeDigest('sha256', hashes.join('')), files }, ...trajectories];
}

async function isTrajectory(file: string): Promise<boolean> {
  const head = await fileHead(file);
  return atifHead(head) !== null || recogniseTrajectory(head) !== null;
}

/** Relative paths of regular files, in one fixed order. */
function* filesBelow(folder: string, prefix = ''): Generator<string> {
  const entries = readdirSync(path.join(folder, prefix), { withFileTypes: true }).sort(byName);
  for (const entry of entries) {
    const below = path.join(prefix, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.') && !skippedFolders.has(entry.name)) {
      yield* filesBelow(folder, below);
    } else if (entry.isFile()) yield below;
  }
}

const byName = (a: Dirent, b: Dirent) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
