import { Worker } from 'node:worker_threads';
import { Redactor } from '../../core/session/redaction/redactor.ts';
import { LocalIntake } from './localIntake.ts';
import type { SecretQuestion, SecretReply, SecretServiceData } from './secretService.ts';
import { type SecretFinder, type TakeInCall, type TakenFile, takeIn } from './takeIn.ts';

export interface SecretKeeperOptions {
  /** False: nothing is looked for, and no file is left out for its name. */
  readonly enabled: boolean;
  /** What is never a secret: texts and regular expressions. */
  readonly allow: readonly (string | RegExp)[];
  /** The built worker, which runs `serveSecrets`; without it files are taken in in this thread. */
  readonly workerFile?: string;
  /** Loads what finds more than our own rules, where there is no worker. */
  readonly load?: () => Promise<SecretFinder>;
  /** A file was taken into a snapshot with something hidden. */
  readonly onRedacted?: (root: string, name: string, found: ReadonlyMap<string, number>) => void;
  /** Called once where less than everything looks for secrets: why. */
  readonly onAlone?: (why: string) => void;
}

/**
 * Keeps the secrets of one recording out of it: one redactor for texts and events, and the intake of snapshots, which
 * works in a worker thread and knows secretlint's rules beside ours. Both know the same strings. Dispose it when done.
 */
export class SecretKeeper {
  readonly redactor: Redactor;
  readonly intake: LocalIntake;
  readonly #options: SecretKeeperOptions;
  readonly #asked = new Map<number, (reply: SecretReply | undefined) => void>();
  #worker: Worker | null = null;
  #here: Promise<SecretFinder | undefined> | null = null;
  #calls = 0;
  #isAlone = false;
  /** What the worker told needs not be told back. */
  #telling = '';

  constructor(options: SecretKeeperOptions) {
    const { enabled, allow, onRedacted } = options;
    this.#options = options;
    this.redactor = new Redactor({ enabled, allow, onLearn: (value) => this.#teach(value) });
    this.intake = new LocalIntake({
      redactor: this.redactor,
      take: (call) => this.#take(call),
      ...(onRedacted === undefined ? {} : { onRedacted }),
    });
    if (options.workerFile !== undefined) this.#start(options.workerFile);
  }

  dispose(): void {
    const worker = this.#worker;
    this.#worker = null;
    void worker?.terminate();
    this.#release();
  }

  #start(file: string): void {
    const { enabled, allow } = this.#options;
    const workerData: SecretServiceData = { enabled, allow };
    const worker = new Worker(file, { workerData });
    this.#worker = worker;
    worker.unref();
    worker.on('message', (reply: SecretReply) => this.#heard(reply));
    worker.on('error', (error) => this.#lost(String(error)));
    worker.on('exit', () => this.#lost('the worker ended'));
  }

  #heard(reply: SecretReply): void {
    if (reply.kind === 'alone') this.#alone(reply.why);
    else if (reply.kind === 'learned') {
      this.#telling = reply.value;
      this.redactor.learn(reply.value);
      this.#telling = '';
    } else {
      this.#asked.get(reply.id)?.(reply);
      this.#asked.delete(reply.id);
    }
  }

  async #take(call: TakeInCall): Promise<readonly TakenFile[]> {
    const worker = this.#worker;
    if (worker !== null) {
      const id = this.#calls++;
      const reply = await new Promise<SecretReply | undefined>((resolve) => {
        this.#asked.set(id, resolve);
        worker.postMessage({ kind: 'take', id, call } satisfies SecretQuestion);
      });
      if (reply?.kind === 'taken') return reply.taken;
      if (reply?.kind === 'failed') throw new Error(reply.why);
    }
    const { enabled, load } = this.#options;
    this.#here ??=
      enabled && load !== undefined
        ? load().catch((error: unknown) => {
            this.#alone(String(error));
            return undefined;
          })
        : Promise.resolve(undefined);
    return takeIn(call, this.redactor, await this.#here);
  }

  #teach(value: string): void {
    if (value !== this.#telling) this.#worker?.postMessage({ kind: 'learn', value } satisfies SecretQuestion);
  }

  /** From now on this thread takes files in, by our own rules alone. */
  #lost(why: string): void {
    if (this.#worker === null) return;
    this.#worker = null;
    this.#here = Promise.resolve(undefined);
    this.#alone(why);
    this.#release();
  }

  #release(): void {
    for (const resolve of this.#asked.values()) resolve(undefined);
    this.#asked.clear();
  }

  #alone(why: string): void {
    if (this.#isAlone) return;
    this.#isAlone = true;
    this.#options.onAlone?.(why);
  }
}
