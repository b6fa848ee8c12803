import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { codeLanguageOfPath } from '../../core/sample/languageOfPath.ts';
import type { Trajectory } from '../../core/trajectory/atif.ts';
import { readTextFile } from '../formats/readTextFile.ts';
import { readTrajectory } from '../formats/readTrajectory.ts';
import { isSessionFolder } from '../formats/sessionFolder.ts';
import { nodeDigest } from '../store/digest.ts';

/** What samples are made from, recognised by what is there. */
export type Source =
  | { readonly kind: 'session'; readonly path: string; readonly sha256: string }
  | { readonly kind: 'trajectory'; readonly path: string; readonly sha256: string; readonly trajectory: Trajectory }
  | { readonly kind: 'code'; readonly path: string; readonly sha256: string; readonly files: readonly CodeFile[] };

export interface CodeFile {
  /** The source's own name and the path below it, with forward slashes: no folder of the machine. */
  readonly name: string;
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

const LARGEST_FILE = 1_000_000;

/**
 * Recognises a source: a session's folder, a folder of sessions (or `.tracewright` itself), an ATIF trajectory, a
 * source file, or a folder of source files (in which ATIF files are found by their content). Links are not followed; files that are binary,
 * larger than a megabyte or in no known language are left out and counted by `skip`.
 * @throws TracewrightError `no-source`, and what readTextFile and readTrajectory throw.
 */
export async function recogniseSource(target: string, skip: (reason: string) => void): Promise<Source[]> {
  const stat = statSync(target, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new TracewrightError('no-source', 'there is no such file or folder', {
      place: { file: target },
      remedy: 'check the path',
    });
  }
  if (!stat.isDirectory()) return [await fileSource(target)];
  if (isSessionFolder(target)) return [sessionSource(target)];
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

async function fileSource(file: string): Promise<Source> {
  const language = codeLanguageOfPath(file);
  if (language === null) return trajectorySource(file);
  const text = await readTextFile(file);
  const name = path.basename(file);
  return {
    kind: 'code',
    path: file,
    sha256: nodeDigest('sha256', text),
    files: [{ name, path: name, language, text }],
  };
}

async function trajectorySource(file: string): Promise<Source> {
  const { trajectory } = await readTrajectory(file);
  return { kind: 'trajectory', path: file, sha256: nodeDigest('sha256', readFileSync(file)), trajectory };
}

const skippedFolders: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', 'out', 'target', 'vendor']);

async function folderSources(folder: string, skip: (reason: string) => void): Promise<Source[]> {
  const root = path.basename(path.resolve(folder));
  const trajectories: Source[] = [];
  const files: CodeFile[] = [];
  const hashes: string[] = [];
  for (const below of filesBelow(folder)) {
    const file = path.join(folder, below);
    const name = below.split(path.sep).join('/');
    const language = codeLanguageOfPath(below);
    if (language === null && !below.endsWith('.json')) skip('file-not-code');
    else if (statSync(file).size > LARGEST_FILE) skip('file-too-large');
    else {
      const text = readFileSync(file, 'utf8');
      if (language === null) {
        if (/"schema_version"\s*:\s*"ATIF-v/.test(text)) trajectories.push(await trajectorySource(file));
        else skip('file-not-code');
      } else if (text.includes('\0') || text.includes('\uFFFD')) skip('file-binary');
      else {
        files.push({ name: `${root}/${name}`, path: name, language, text });
        hashes.push(`${name} ${nodeDigest('sha256', text)}\n`);
      }
    }
  }
  const code: Source = { kind: 'code', path: folder, sha256: nodeDigest('sha256', hashes.join('')), files };
  if (files.length === 0 && trajectories.length === 0) {
    throw new TracewrightError('no-source', 'this folder holds no session, ATIF trajectory or source code', {
      place: { file: folder },
      remedy: 'name another folder, or import what is in it first',
    });
  }
  return files.length > 0 ? [code, ...trajectories] : trajectories;
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
