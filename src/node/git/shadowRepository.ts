import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { simpleGit } from 'simple-git';
import { TracewrightError } from '../../core/errors.ts';
import { gitEnvironment, startError } from './gitProcess.ts';

/** Bytes go into git and come out as they are, whatever a .gitattributes file in the work tree asks for. */
export const RAW_ATTRIBUTES = '* -text -filter -ident -working-tree-encoding -eol\n';

/** On top of {@link gitEnvironment}: nobody's own or the machine's configuration has a say. */
export const isolatedConfiguration = { GIT_CONFIG_GLOBAL: nullDevice(), GIT_CONFIG_NOSYSTEM: '1' } as const;

const settings = `[core]
\tautocrlf = false
\tsafecrlf = false
\tfsmonitor = false
\thooksPath = /dev/null
\tuntrackedCache = true
\tsplitIndex = false
\tcompression = 1
\tlooseCompression = 1
[gc]
\tauto = 0
[maintenance]
\tauto = false
[advice]
\taddEmbeddedRepo = false
`;

/**
 * Makes a git directory that stores bytes untouched and runs nobody's hooks, filters or monitors.
 * `probe` is the folder whose file system decides whether symbolic links and the executable bit count.
 * Does nothing when it is there. It appears at one stroke, so that two windows may do this at once.
 * Throws `git-missing`, `not-writable`.
 */
export async function makeShadowRepository(gitDir: string, probe: string): Promise<void> {
  if (isReady(gitDir)) return;
  if (!existsSync(probe)) throw startError(new Error('no such folder'), probe);
  const unfinished = `${gitDir}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(path.join(unfinished, 'info'), { recursive: true });
  } catch (cause) {
    throw notWritable(gitDir, cause);
  }
  try {
    await initialise(unfinished, probe);
    finish(unfinished);
    putInPlace(unfinished, gitDir);
  } catch (cause) {
    throw cause instanceof TracewrightError ? cause : notWritable(gitDir, cause);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function isReady(gitDir: string): boolean {
  return existsSync(path.join(gitDir, 'tracewright-ready'));
}

async function initialise(gitDir: string, probe: string): Promise<void> {
  const environment = gitEnvironment({
    ...isolatedConfiguration,
    GIT_DIR: gitDir,
    GIT_WORK_TREE: probe,
    GIT_DEFAULT_REF_FORMAT: 'files',
  });
  // Editors, pagers and password programs have no part in this, and simple-git refuses an environment that has them.
  const lean = Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/EDITOR|PAGER|ASKPASS|SSH/i.test(name)),
  );
  const allowEnvironment = Object.keys(lean).filter((name) => name.startsWith('GIT_'));
  const git = simpleGit({ baseDir: probe, unsafe: permitted, allowEnvironment, completion }).env(lean);
  try {
    await git.init(['--quiet', '--template=']);
  } catch (cause) {
    throw initError(gitDir, cause);
  }
}

function finish(gitDir: string): void {
  const config = path.join(gitDir, 'config');
  const probed = readFileSync(config, 'utf8').replace(/^\s*worktree\s*=.*\n/m, '');
  writeFileSync(config, probed + settings);
  writeFileSync(path.join(gitDir, 'info', 'attributes'), RAW_ATTRIBUTES);
  writeFileSync(path.join(gitDir, 'info', 'exclude'), '.tracewright/\n');
  writeFileSync(path.join(gitDir, 'tracewright-ready'), '1\n');
}

/** Objects may have been written there before, by a recorder that could not wait; they stay. */
function putInPlace(unfinished: string, gitDir: string): void {
  try {
    renameSync(unfinished, gitDir);
  } catch (cause) {
    if (isReady(gitDir)) return;
    if (!existsSync(gitDir)) throw cause;
    cpSync(unfinished, gitDir, { recursive: true });
  }
}

// Without this simple-git waits 50 ms after every call.
const completion = { onClose: true, onExit: false } as const;
// simple-git holds back settings that could run a program; these switch that off.
const permitted = { allowUnsafeTemplateDir: true, allowUnsafeConfigPaths: true } as const;

function initError(gitDir: string, cause: unknown): Error {
  const words = cause instanceof Error ? cause.message : String(cause);
  if (/ENOENT/.test(words)) return startError(cause as Error, undefined);
  if (/Permission denied|Read-only|cannot mkdir|could not lock|Not a directory/i.test(words)) {
    return notWritable(gitDir, cause);
  }
  return new TracewrightError('git-failed', `git could not make the recording's store: ${words.split('\n')[0]}`, {
    kind: 'environment',
    place: { file: gitDir },
    remedy: 'run tracewright doctor',
    cause,
  });
}

/** One sentence for every way in which a file system refuses to be written to. */
export function notWritable(file: string, cause: unknown): TracewrightError {
  const full = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((cause as NodeJS.ErrnoException | null)?.code ?? '');
  return new TracewrightError(
    full ? 'disk-full' : 'not-writable',
    full
      ? 'there is no space left on the disk'
      : 'the recording cannot be stored here, the place may not be written to',
    {
      kind: 'environment',
      place: { file },
      remedy: full
        ? 'free some space and try again'
        : 'change the permissions, or choose another folder for recordings',
      cause,
    },
  );
}

function nullDevice(): string {
  return process.platform === 'win32' ? 'NUL' : '/dev/null';
}
