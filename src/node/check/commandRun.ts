import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { rootInside } from '../sandbox/bubblewrap.ts';
import { openShell } from '../sandbox/sandbox.ts';
import { dependencyFolders, linkDependencies, packageStores } from './dependencyFolders.ts';

/** How one run of a command ended and what it printed. */
export interface CommandRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Null where it did not end by itself. */
  readonly exitCode: number | null;
  readonly ended: 'exited' | 'timed-out' | 'not-started';
  /** Of a run that did not end by itself: one clause. */
  readonly why: string;
  /** Folders that paths in the output may start with. */
  readonly roots: readonly string[];
}

/** Where a command runs. */
export interface CommandPlace {
  /** The disposable copy. */
  readonly folder: string;
  /** The repository whose installed packages are lent to it. */
  readonly repository: string;
  readonly timeoutMs: number;
}

const OUTPUT_BYTES = 8 * 1024 * 1024;

/**
 * Runs a command in a sandbox: nothing can be written but the copy, and there is no network. The copy stands where the
 * repository stands, with the repository's packages read-only in it. Throws `no-sandbox`, `sandbox-failed`.
 */
export async function runSandboxed(
  command: string,
  { folder, repository, timeoutMs }: CommandPlace,
): Promise<CommandRun> {
  const roots = [realpathSync(repository)];
  const at = rootInside(roots);
  const packages = (await dependencyFolders(repository)).map((name) => ({
    from: path.join(repository, name),
    at: path.posix.join(at, name),
  }));
  const stores = packageStores().map(({ from, below }) => ({ from, at: path.posix.join('/home/sandbox', below) }));
  const limits = { commandMs: timeoutMs, totalMs: timeoutMs, cpuMs: timeoutMs * 8, outputBytes: OUTPUT_BYTES };
  const shell = await openShell(folder, { roots, shows: [...packages, ...stores], limits });
  try {
    const { output, exitCode, ended, why, omitted } = await shell.run({ command, timeoutMs });
    return {
      stdout: output,
      stderr: '',
      exitCode: omitted > 0 && exitCode === null ? null : exitCode,
      ended: ended === 'exited' ? 'exited' : ended === 'timed-out' ? 'timed-out' : 'not-started',
      why: why ?? '',
      roots: [shell.root, ...roots],
    };
  } finally {
    await shell.close();
  }
}

/**
 * Runs a command with nothing around it but a copy of the files, a home of its own and an environment without secrets.
 * What it starts is ended with it.
 */
export async function runUnsandboxed(
  command: string,
  { folder, repository, timeoutMs }: CommandPlace,
): Promise<CommandRun> {
  linkDependencies(repository, folder, await dependencyFolders(repository));
  const home = mkdtempSync(path.join(os.tmpdir(), 'tracewright-home-'));
  try {
    return await spawned(command, folder, home, timeoutMs);
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function spawned(command: string, folder: string, home: string, timeoutMs: number): Promise<CommandRun> {
  const roots = [...new Set([folder, realpathSync(folder)].map((root) => root.replaceAll('\\', '/')))];
  return new Promise((resolve) => {
    const windows = process.platform === 'win32';
    const child = spawn(command, {
      cwd: folder,
      shell: windows ? true : '/bin/sh',
      detached: !windows,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(home),
    });
    const [out, err] = [new Kept(), new Kept()];
    child.stdout.on('data', (chunk: Buffer) => out.add(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.add(chunk));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      stop(child.pid);
    }, timeoutMs);
    const end = (exitCode: number | null, ended: CommandRun['ended'], why: string): void => {
      clearTimeout(timer);
      stop(child.pid);
      resolve({ stdout: out.text, stderr: err.text, exitCode, ended, why, roots });
    };
    child.on('error', (error) => end(null, 'not-started', error.message));
    child.on('exit', () => setTimeout(() => stop(child.pid), 200).unref());
    child.on('close', (code, signal) => {
      if (late) end(null, 'timed-out', `it did not end within ${timeoutMs / 1000} s`);
      else if (code === null) end(null, 'not-started', `it was ended by ${signal}`);
      else end(code, 'exited', '');
    });
  });
}

/** The whole process group: a command that forks must not outlive its run. */
function stop(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

const PASSED_ON =
  /^(PATH|LANG|LC_\w+|TZ|TERM|SHELL|SystemRoot|ComSpec|PATHEXT|windir|ProgramFiles.*|JAVA_HOME|GOROOT|GOPATH|RUSTUP_HOME|CARGO_HOME|VIRTUAL_ENV|NVM_DIR)$/i;

function environment(home: string): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    PASSED_ON.test(name) && value !== undefined ? [[name, value]] : [],
  );
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    USERPROFILE: home,
    TMPDIR: home,
    TEMP: home,
    TMP: home,
    CI: '1',
    NO_COLOR: '1',
  };
}

/** The start and the end of an output, no more than fits: the tests come first, the sums last. */
class Kept {
  readonly #start: Buffer[] = [];
  readonly #end: Buffer[] = [];
  #startBytes = 0;
  #endBytes = 0;

  add(chunk: Buffer): void {
    if (this.#startBytes < OUTPUT_BYTES / 2) {
      this.#start.push(chunk);
      this.#startBytes += chunk.length;
      return;
    }
    this.#end.push(chunk);
    this.#endBytes += chunk.length;
    while (this.#endBytes > OUTPUT_BYTES / 2) this.#endBytes -= this.#end.shift()?.length ?? this.#endBytes;
  }

  get text(): string {
    return Buffer.concat([...this.#start, ...this.#end]).toString('utf8');
  }
}
