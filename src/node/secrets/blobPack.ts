import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { gitEnvironment } from '../git/gitProcess.ts';
import { objectId, writeLooseBlob } from '../git/looseObject.ts';
import { isolatedConfiguration } from '../git/shadowRepository.ts';

/** More blobs than this go into one pack and not into a file each. */
const MANY = 64;

/** Stores blobs in a git directory: a few as loose objects, many through `git fast-import` as one pack. */
export class BlobPack {
  readonly #objects: string;
  readonly #import: ChildProcess | null;
  readonly #ended: Promise<number | null>;
  readonly #sent = new Set<string>();

  /** @param expected how many blobs will come */
  constructor(gitDir: string, expected: number) {
    this.#objects = path.join(gitDir, 'objects');
    this.#import = expected <= MANY ? null : startImport(gitDir);
    const child = this.#import;
    this.#ended =
      child === null
        ? Promise.resolve(0)
        : new Promise((resolve) => child.once('error', () => resolve(null)).once('close', resolve));
  }

  /** Takes a blob and gives its id; it is stored at the latest when `end` resolves. */
  async add(bytes: Uint8Array): Promise<string> {
    const stdin = this.#import?.stdin;
    if (stdin === null || stdin === undefined) return writeLooseBlob(this.#objects, bytes);
    const oid = objectId('blob', bytes);
    if (this.#sent.has(oid)) return oid;
    this.#sent.add(oid);
    stdin.write(`blob\ndata ${bytes.length}\n`);
    stdin.write(bytes);
    if (!stdin.write('\n') && !stdin.destroyed) await Promise.race([once(stdin, 'drain'), this.#ended]);
    return oid;
  }

  /** Throws when git could not store them. */
  async end(): Promise<void> {
    this.#import?.stdin?.end('done\n');
    const code = await this.#ended;
    if (code !== 0) throw new Error(`git fast-import ended with ${code ?? 'no answer'}`);
  }
}

function startImport(gitDir: string): ChildProcess {
  const child = spawn('git', ['-c', 'pack.compression=1', 'fast-import', '--quiet', '--done', '--depth=0'], {
    env: gitEnvironment({ ...isolatedConfiguration, GIT_DIR: gitDir }),
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
  });
  // git may end before it has read everything; its exit code tells.
  child.stdin?.on('error', () => undefined);
  return child;
}
