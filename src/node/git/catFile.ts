import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { TracewrightError } from '../../core/errors.ts';
import { gitEnvironment, startError } from './gitProcess.ts';

interface Waiting {
  readonly resolve: (content: Buffer | null) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reads objects through one long-lived `git cat-file --batch` process, in the order of asking.
 * The process starts with the first question, is started again if it died, does not keep Node alive while idle,
 * and ends with {@link CatFile.dispose}.
 */
export class CatFile {
  readonly #options: { readonly cwd?: string; readonly env: Record<string, string> };
  #child: ChildProcessWithoutNullStreams | null = null;
  #waiting: Waiting[] = [];

  /** @param options where to run, and `GIT_DIR` or what else names the repository */
  constructor(options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> }) {
    this.#options = {
      env: gitEnvironment(options.env),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    };
  }

  /** Content of an object, or null when the repository does not have it. `name` is an id or `tree:path`. */
  async read(name: string): Promise<Buffer | null> {
    const [content = null] = await this.readMany([name]);
    return content;
  }

  /** Many at once, pipelined; answers stand in the order of the questions. */
  async readMany(names: readonly string[]): Promise<(Buffer | null)[]> {
    const asked = names.map((name) => (/[\n\0]/.test(name) || name === '' ? null : name));
    const answers = asked.map((name) => (name === null ? Promise.resolve(null) : this.#wait()));
    const questions = asked.filter((name) => name !== null);
    if (questions.length > 0) this.#running().stdin.write(`${questions.join('\n')}\n`);
    return Promise.all(answers);
  }

  dispose(): void {
    this.#child?.stdin.end();
    this.#child?.kill();
  }

  #wait(): Promise<Buffer | null> {
    const child = this.#running();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (this.#waiting.length === 1) hold(child, true);
    });
  }

  #running(): ChildProcessWithoutNullStreams {
    if (this.#child !== null) return this.#child;
    const child = spawn('git', ['cat-file', '--batch'], { ...this.#options, stdio: 'pipe', windowsHide: true });
    const frames = new FrameReader((content) => {
      this.#waiting.shift()?.resolve(content);
      if (this.#waiting.length === 0) hold(child, false);
    });
    let words = '';
    child.stdout.on('data', (chunk: Buffer) => frames.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-1000);
    });
    child.stdin.on('error', () => undefined);
    child.on('error', (cause) => this.#ended(child, startError(cause, this.#options.cwd)));
    child.on('close', () => this.#ended(child, stopped(words, this.#options.cwd)));
    this.#child = child;
    return child;
  }

  #ended(child: ChildProcessWithoutNullStreams, error: Error): void {
    if (this.#child !== child) return;
    this.#child = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(error);
  }
}

/** Takes the stream apart: `<oid> <type> <size>\n<bytes>\n`, or `<name> missing\n`. */
class FrameReader {
  readonly #deliver: (content: Buffer | null) => void;
  #header = '';
  #content: Buffer | null = null;
  #filled = 0;

  constructor(deliver: (content: Buffer | null) => void) {
    this.#deliver = deliver;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) at = this.#content === null ? this.#readHeader(chunk, at) : this.#readContent(chunk, at);
  }

  #readHeader(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(0x0a, at);
    this.#header += chunk.toString('utf8', at, end < 0 ? chunk.length : end);
    if (end < 0) return chunk.length;
    const size = /^[0-9a-f]+ [a-z]+ (\d+)$/.exec(this.#header)?.[1];
    this.#header = '';
    if (size === undefined) this.#deliver(null);
    else {
      // One byte more: the line feed that ends the frame.
      this.#content = Buffer.allocUnsafe(Number(size) + 1);
      this.#filled = 0;
    }
    return end + 1;
  }

  #readContent(chunk: Buffer, at: number): number {
    const content = this.#content as Buffer;
    const copied = chunk.copy(content, this.#filled, at);
    this.#filled += copied;
    if (this.#filled === content.length) {
      this.#content = null;
      this.#deliver(content.subarray(0, content.length - 1));
    }
    return at + copied;
  }
}

function hold(child: ChildProcessWithoutNullStreams, busy: boolean): void {
  const pipes = [child.stdin, child.stdout, child.stderr] as unknown as { ref(): void; unref(): void }[];
  for (const handle of [child, ...pipes]) busy ? handle.ref() : handle.unref();
}

function stopped(words: string, cwd: string | undefined): TracewrightError {
  const missing = /not a git repository/i.test(words);
  return new TracewrightError(
    missing ? 'not-a-repository' : 'git-stopped',
    missing ? 'the folder is not in a git repository' : 'git stopped while objects were read from it',
    {
      ...(missing ? {} : { kind: 'environment' as const }),
      place: cwd === undefined ? {} : { file: cwd },
      remedy: missing
        ? 'name a folder of a git repository'
        : 'try again; git fsck tells whether the repository is sound',
      cause: new Error(words),
    },
  );
}
