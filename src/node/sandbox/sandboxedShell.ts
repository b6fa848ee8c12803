import { TracewrightError } from '../../core/errors.ts';
import { rootInside, type ShownFolder } from './bubblewrap.ts';
import { defaultLimits, type SandboxLimits } from './limits.ts';
import { SandboxProcess, type SandboxProgram } from './sandboxProcess.ts';
import { watchLimits } from './watchLimits.ts';

export interface ShellOptions {
  /** Folders, as recorded, that stand for the repository's root: the copy is seen there, too. */
  readonly roots?: readonly string[];
  /** More of the host's folders that are shown, read-only: dependencies, where the copy or a home would have them. */
  readonly shows?: readonly ShownFolder[];
  readonly limits?: Partial<SandboxLimits>;
}

/** A command for the shell; the longest time is the smaller of `timeoutMs` and the limit. */
export interface ShellRequest {
  readonly command: string;
  /** Folder in the sandbox; where the shell stands when not given. */
  readonly cwd?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface ShellResult {
  /** Both streams in the order that they were written. */
  readonly output: string;
  /** Bytes that were left out of the middle of the output. */
  readonly omitted: number;
  /** Null where the command did not end by itself. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** Folder in the sandbox that the shell stands in now. */
  readonly cwd: string;
  /** exited: by itself. timed-out, killed: by us; `why` says for what. not-run: it was not started. */
  readonly ended: 'exited' | 'timed-out' | 'killed' | 'not-run';
  readonly why: string | null;
  /** The shell itself ended: its variables and functions are gone; the next command gets a new one in the same folder. */
  readonly newShell: boolean;
  /** Processes that the command left running. They stand still until the next command. */
  readonly leftBehind: number;
}

/**
 * One shell for one session's untrusted commands, in a sandbox over a disposable copy. Folder, variables and functions
 * stay from call to call. Between calls everything in the sandbox stands still, so that nothing changes the copy under
 * the hands of the tools. Not for several calls at once.
 */
export class SandboxedShell {
  /** Where the copy stands in the sandbox. */
  readonly root: string;
  readonly limits: SandboxLimits;
  readonly #program: SandboxProgram;
  readonly #folder: string;
  readonly #roots: readonly string[];
  readonly #shows: readonly ShownFolder[];
  #process: SandboxProcess;
  #cwd: string;
  #usedMs = 0;
  #closed = false;

  private constructor(
    program: SandboxProgram,
    folder: string,
    options: {
      readonly roots: readonly string[];
      readonly shows: readonly ShownFolder[];
      readonly limits: SandboxLimits;
    },
    started: SandboxProcess,
  ) {
    this.#program = program;
    this.#folder = folder;
    this.#roots = options.roots;
    this.#shows = options.shows;
    this.limits = options.limits;
    this.root = rootInside(options.roots);
    this.#cwd = this.root;
    this.#process = started;
  }

  /** @param folder the disposable copy; nothing else can be written to. Throws `sandbox-failed`, `no-sandbox`. */
  static async open(program: SandboxProgram, folder: string, options: ShellOptions = {}): Promise<SandboxedShell> {
    const given = {
      roots: options.roots ?? [],
      shows: options.shows ?? [],
      limits: { ...defaultLimits, ...options.limits },
    };
    const started = await SandboxProcess.start(program, folder, { ...given, at: rootInside(given.roots) });
    const shell = new SandboxedShell(program, folder, given, started);
    await started.freeze();
    return shell;
  }

  /** Where the shell stands, in the sandbox. */
  get cwd(): string {
    return this.#cwd;
  }

  /** Runs one command to its end. Throws only what starting a sandbox anew throws, and `shell-closed`. */
  async run(request: ShellRequest): Promise<ShellResult> {
    if (this.#closed) {
      throw new TracewrightError('shell-closed', 'the shell of this replay has been closed', {
        remedy: 'open another one',
      });
    }
    const started = performance.now();
    const left = this.limits.totalMs - this.#usedMs;
    const refusal =
      left <= 0
        ? `the session's ${this.limits.totalMs / 1000} s for commands are used up`
        : request.command.includes('\0')
          ? 'the command holds a NUL character'
          : null;
    if (refusal !== null) return this.#result(started, { ended: 'not-run', why: refusal });
    if (this.#process.answers.ended) await this.#process.end();
    if (!this.#process.alive) await this.#startAnew();
    this.#process.thaw();
    const result = await this.#runHere(request, started, left);
    await this.#process.freeze();
    this.#usedMs += performance.now() - started;
    const leftBehind = this.#process.leftBehind();
    if (leftBehind <= this.limits.processes / 4) return { ...result, leftBehind };
    await this.#process.end();
    const why = `it left ${leftBehind} processes running`;
    return { ...result, ended: 'killed', exitCode: null, why, newShell: true };
  }

  /** Ends everything that runs. The copy stays. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#process.end();
  }

  async #runHere(request: ShellRequest, started: number, left: number): Promise<ShellResult> {
    const sandbox = this.#process;
    sandbox.answers.clear();
    if (request.cwd !== undefined && request.cwd !== this.#cwd) {
      sandbox.send('c', request.cwd);
      const moved = await sandbox.answers.next(5000);
      if (moved !== 'moved 0') {
        return this.#result(started, { ended: 'not-run', why: `there is no folder ${request.cwd} to run it in` });
      }
      this.#cwd = request.cwd;
    }
    const wallMs = Math.min(left, this.limits.commandMs, request.timeoutMs ?? Number.POSITIVE_INFINITY);
    const watch = watchLimits(sandbox.first, this.#folder, this.limits, request.signal);
    sandbox.send('r', request.command);
    const answer = sandbox.answers.next(wallMs);
    const first = await Promise.race([answer, watch.exceeded]);
    watch.stop();
    if (first !== null && typeof first === 'object') return this.#stopped(started, 'killed', first.why);
    if (first === null) {
      return sandbox.answers.ended
        ? this.#stopped(started, 'killed', 'the sandbox ended under it')
        : this.#stopped(started, 'timed-out', `it did not end within ${wallMs / 1000} s`);
    }
    return this.#ended(started, first);
  }

  async #ended(started: number, answer: string): Promise<ShellResult> {
    const sandbox = this.#process;
    const [, how, status, folder] = /^(done|left) (\d+)(?: (.*))?$/s.exec(answer) ?? [];
    if (how === undefined || !(await sandbox.settleOutput(5000))) {
      return this.#stopped(started, 'killed', 'its shell no longer answers');
    }
    const newShell = how === 'left';
    if (newShell) sandbox.send('d', this.#cwd);
    else if (folder?.startsWith('/')) this.#cwd = folder;
    return this.#result(started, { ended: 'exited', exitCode: Number(status), newShell });
  }

  /** Ends the command and its shell; where the shell's keeper is still there, it starts a new one. */
  async #stopped(started: number, ended: 'timed-out' | 'killed', why: string): Promise<ShellResult> {
    const sandbox = this.#process;
    if (sandbox.answers.ended) await sandbox.end();
    await sandbox.endCommands();
    if (sandbox.alive) {
      let answer = await sandbox.answers.next(2000);
      while (answer !== null && !answer.startsWith('left ')) answer = await sandbox.answers.next(2000);
      if (answer === null || !(await sandbox.settleOutput(5000))) await sandbox.end();
      else sandbox.send('d', this.#cwd);
    }
    return this.#result(started, { ended, why, newShell: true });
  }

  async #startAnew(): Promise<void> {
    const given = { roots: this.#roots, shows: this.#shows, limits: this.limits, at: this.#cwd };
    this.#process = await SandboxProcess.start(this.#program, this.#folder, given);
  }

  #result(started: number, known: Partial<ShellResult> & Pick<ShellResult, 'ended'>): ShellResult {
    const { text, omitted } = this.#process.output.cut();
    return {
      output: text,
      omitted,
      exitCode: null,
      durationMs: performance.now() - started,
      cwd: this.#cwd,
      why: null,
      newShell: false,
      leftBehind: 0,
      ...known,
    };
  }
}
