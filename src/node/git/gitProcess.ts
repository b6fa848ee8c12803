import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { TracewrightError } from '../../core/errors.ts';

export interface GitCall {
  /** Folder that git runs in. */
  readonly cwd?: string;
  /** Added to the scrubbed environment: the only way to give git a `GIT_*` variable. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Exit codes that are answers, not errors. 0 when not given. */
  readonly answers?: readonly number[];
  readonly signal?: AbortSignal;
}

export interface GitAnswer {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * The environment that every git process gets: the caller's, without any `GIT_*` variable (they would point
 * git at another repository), in plain English, never asking anything on a terminal, never taking locks that
 * it can do without, and never fetching an object that is not there: how to do that is the repository's word.
 */
export function gitEnvironment(added: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(GIT_|LC_|LANGUAGE$|LANG$)/i.test(name)) kept[name] = value;
  }
  return { ...kept, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', ...added };
}

/** A repository's own configuration names programs; reading the repository must not start them. */
const runsNothing = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];

/**
 * Runs git with an argument list, never through a shell, and without the hooks and monitors of the repository.
 * Throws a TracewrightError: `git-missing`, or what git's own words amount to (see {@link gitError}).
 */
export function runGit(args: readonly string[], call: GitCall = {}): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...runsNothing, ...args], {
      env: gitEnvironment(call.env),
      stdio: 'pipe',
      windowsHide: true,
      ...(call.cwd === undefined ? {} : { cwd: call.cwd }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (cause) => reject(startError(cause, call.cwd)));
    child.on('close', (status) => {
      const answer = { code: status ?? -1, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') };
      if ((call.answers ?? [0]).includes(answer.code)) resolve(answer);
      else reject(gitError(args, answer, call.cwd));
    });
    // git may close its end before it has read everything; its exit code tells what happened.
    child.stdin.on('error', () => undefined);
    child.stdin.end(call.input ?? '');
  });
}

/** Standard output as it comes. Throws as {@link runGit}; whoever stops listening ends the process. */
export async function* streamGit(args: readonly string[], call: Omit<GitCall, 'input'> = {}): AsyncGenerator<Buffer> {
  const child = spawn('git', [...runsNothing, ...args], {
    env: gitEnvironment(call.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    ...(call.cwd === undefined ? {} : { cwd: call.cwd }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-4_000);
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', (cause) => reject(startError(cause, call.cwd)));
    child.on('close', (status) => resolve(status ?? -1));
  });
  ended.catch(() => undefined);
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    const code = await ended;
    if (!(call.answers ?? [0]).includes(code)) {
      throw gitError(args, { code, stdout: Buffer.alloc(0), stderr }, call.cwd);
    }
  } finally {
    child.kill();
  }
}

/** Standard output as text, without the line end at its end. */
export async function gitText(args: readonly string[], call: GitCall = {}): Promise<string> {
  return (await runGit(args, call)).stdout.toString('utf8').replace(/\r?\n$/, '');
}

/** What it means that a git process could not be started at all. */
export function startError(cause: Error, cwd: string | undefined): Error {
  if (cause.name === 'AbortError') return cause;
  if (cwd !== undefined && !existsSync(cwd)) {
    return new TracewrightError('no-such-folder', 'the folder does not exist', {
      place: { file: cwd },
      remedy: 'check the path',
      cause,
    });
  }
  return new TracewrightError('git-missing', 'git was not found on this machine', {
    kind: 'environment',
    remedy: 'install git 2.30 or later and see that it is on the PATH',
    cause,
  });
}

interface Meaning {
  readonly pattern: RegExp;
  readonly code: string;
  readonly kind?: 'environment';
  readonly what: string;
  readonly remedy: string;
}

const meanings: readonly Meaning[] = [
  {
    pattern: /does not have any commits yet/,
    code: 'no-commits',
    what: 'the repository has no commits yet',
    remedy: 'make a first commit, or work without a base revision',
  },
  {
    pattern: /not a git repository/i,
    code: 'not-a-repository',
    what: 'the folder is not in a git repository',
    remedy: 'name a folder of a git repository, or make one with git init',
  },
  {
    pattern: /dubious ownership/,
    code: 'git-dubious-ownership',
    kind: 'environment',
    what: 'git refuses the repository because somebody else owns it',
    remedy: 'add it to safe.directory in the git configuration',
  },
  {
    pattern:
      /unknown revision|bad revision|[Nn]ot a valid (object name|commit name)|Needed a single revision|not a tree object|bad object|failed to unpack tree object/,
    code: 'unknown-revision',
    what: 'the repository does not have that revision',
    remedy: 'name a commit, branch, tag or tree that git knows there',
  },
  {
    pattern: /\.lock': File exists/,
    code: 'git-locked',
    kind: 'environment',
    what: 'another git process holds a lock',
    remedy: 'wait until it has ended; if none runs, delete the .lock file that git names',
  },
  {
    pattern: /No space left on device|Disk quota exceeded/,
    code: 'disk-full',
    kind: 'environment',
    what: 'there is no space left on the disk',
    remedy: 'free some space and try again',
  },
  {
    pattern: /Permission denied|Read-only file system|insufficient permission/,
    code: 'not-writable',
    kind: 'environment',
    what: 'git may not write or read there',
    remedy: 'check the permissions of the folder',
  },
];

/** Turns a failed git call into one sentence; what is not known is told in git's own first line. */
export function gitError(args: readonly string[], answer: GitAnswer, cwd: string | undefined): TracewrightError {
  const cause = new Error(`git ${args.join(' ')} ended with ${answer.code}: ${answer.stderr.trim()}`);
  const place = cwd === undefined ? {} : { file: cwd };
  const known = meanings.find(({ pattern }) => pattern.test(answer.stderr));
  if (known !== undefined) {
    const kind = known.kind === undefined ? {} : { kind: known.kind };
    return new TracewrightError(known.code, known.what, { ...kind, place, remedy: known.remedy, cause });
  }
  const verb = args.find((argument) => /^[a-z][a-z-]+$/.test(argument)) ?? 'git';
  const line = answer.stderr.split('\n').find((text) => /^(fatal|error):/.test(text)) ?? answer.stderr.split('\n')[0];
  return new TracewrightError(
    'git-failed',
    `git ${verb} failed: ${line?.replace(/^(fatal|error): /, '').trim() || `exit code ${answer.code}`}`,
    { place, remedy: 'run the same in a terminal to see more', cause },
  );
}
