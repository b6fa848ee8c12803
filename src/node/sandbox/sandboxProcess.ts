import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TracewrightError } from '../../core/errors.ts';
import { Answers } from './answers.ts';
import type { ShownFolder } from './bubblewrap.ts';
import { ControlGroup } from './controlGroup.ts';
import { type Launched, launch } from './launch.ts';
import type { SandboxLimits } from './limits.ts';
import { OutputTap } from './outputTap.ts';
import { killBelow, processesBelow, resumeBelow, stopBelow } from './processTree.ts';

export interface SandboxProgram {
  /** Path of bubblewrap. */
  readonly bwrap: string;
  readonly canDisableNamespaces: boolean;
}

/**
 * A bubblewrap that runs, with a shell in it. Its processes are known from outside: a pid namespace holds them all
 * below its first one, and they end when that one does.
 */
export class SandboxProcess {
  readonly answers: Answers;
  readonly output: OutputTap;
  readonly #launched: Launched;
  readonly #group: ControlGroup | null;
  readonly #folder: string;
  readonly #gone: Promise<void>;
  #first = 0;
  #keeper = 0;
  #alive = true;

  private constructor(launched: Launched, group: ControlGroup | null, folder: string, limits: SandboxLimits) {
    this.#launched = launched;
    this.#group = group;
    this.#folder = folder;
    this.answers = new Answers(launched.answers);
    this.output = new OutputTap(launched.output, limits.outputBytes);
    this.#gone = new Promise((resolve) => {
      const ended = () => {
        this.#alive = false;
        resolve();
      };
      launched.child.on('error', ended);
      launched.child.on('exit', ended);
    });
  }

  /**
   * Starts a sandbox over a folder and a shell in it that stands in `at`.
   * Throws `sandbox-failed` with bubblewrap's own words.
   */
  static async start(
    program: SandboxProgram,
    folder: string,
    options: {
      readonly roots: readonly string[];
      readonly shows?: readonly ShownFolder[];
      readonly at: string;
      readonly limits: SandboxLimits;
    },
  ): Promise<SandboxProcess> {
    const { limits, roots, shows = [] } = options;
    const group = ControlGroup.create(limits);
    let started: SandboxProcess | null = null;
    try {
      const launched = launch(program.bwrap, folder, { ...program, roots, shows, limits, group });
      const complaints: Buffer[] = [];
      launched.complaints.on('data', (chunk: Buffer) => complaints.length < 64 && complaints.push(chunk));
      const first = firstProcess(launched);
      started = new SandboxProcess(launched, group, folder, limits);
      if ((await started.answers.next(15_000)) !== 'ready') {
        if (!launched.complaints.closed) await Promise.race([once(launched.complaints, 'close'), sleep(1000)]);
        throw doesNotStart(Buffer.concat(complaints).toString('utf8'));
      }
      started.#first = await first;
      started.#keeper = processesBelow(started.#first)[0]?.pid ?? 0;
      if (started.#first === 0 || started.#keeper === 0) throw doesNotStart('its first process is not to be seen');
      launched.dispose();
      started.send('d', options.at);
      return started;
    } catch (error) {
      if (started === null) await group?.remove();
      else await started.end();
      throw error;
    }
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Resolves when bubblewrap has ended. */
  get gone(): Promise<void> {
    return this.#gone;
  }

  /** Host's id of the namespace's first process. */
  get first(): number {
    return this.#first;
  }

  send(kind: 'c' | 'r' | 't' | 'd', text: string): void {
    if (this.#alive) this.#launched.commands.write(`${kind}${text}\0`);
  }

  /** Waits until all output so far has come, by a token that nobody could know before. */
  async settleOutput(ms: number): Promise<boolean> {
    const token = `\u0001${randomBytes(24).toString('hex')}\u0002`;
    const come = this.output.until(token, ms);
    this.send('t', token);
    return come;
  }

  /** How many processes beside the shell that a command left running. */
  leftBehind(): number {
    return this.#first === 0
      ? 0
      : Math.max(0, processesBelow(this.#first).filter(({ state }) => state !== 'Z').length - 2);
  }

  /** Nothing in the sandbox acts from here on until {@link thaw}; what will not stop ends the sandbox. */
  async freeze(): Promise<void> {
    if (this.#alive && !(await stopBelow(this.#first, new Set([this.#keeper]), 2000))) await this.end();
  }

  thaw(): void {
    if (this.#alive) resumeBelow(this.#first);
  }

  /** Ends the shell and all that it started, but not the sandbox; where that cannot be done, everything. */
  async endCommands(): Promise<void> {
    if (this.#alive && !(await killBelow(this.#first, new Set([this.#keeper]), 2000))) await this.end();
  }

  /** Ends everything: the kernel kills a pid namespace with its first process. */
  async end(): Promise<void> {
    if (this.#alive && this.#first !== 0) kill(this.#first);
    if (this.#alive) this.#launched.child.kill('SIGKILL');
    await this.#gone;
    this.#first = 0;
    this.#launched.output.destroy();
    this.#launched.dispose();
    await this.#group?.remove();
    try {
      rmdirSync(path.join(this.#folder, '.git'));
    } catch {
      // Somebody else's, or gone.
    }
  }
}

/** The id that bubblewrap tells; 0 when it ends before. */
function firstProcess({ status }: Launched): Promise<number> {
  return new Promise((resolve) => {
    let told = '';
    status.on('data', (chunk: Buffer) => {
      told = (told + chunk.toString('latin1')).slice(0, 4096);
      const found = /"child-pid"\s*:\s*(\d+)/.exec(told)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    status.on('close', () => resolve(0));
  });
}

function doesNotStart(words: string): TracewrightError {
  const line = words.split('\n').find((text) => text.trim() !== '') ?? 'it ended without a word';
  return new TracewrightError('sandbox-failed', `the sandbox does not start: ${line.trim()}`, {
    kind: 'environment',
    remedy: 'run tracewright doctor, or replay in the modes edits or state',
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
