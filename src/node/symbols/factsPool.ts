import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FileFacts } from '../../core/symbols/facts.ts';
import { type FactsQuestion, type FactsReply, factsReader } from './factsService.ts';

type Texts = FactsQuestion['files'];
type Facts = readonly (FileFacts | null)[];

/** Worker threads that read facts; where they do not start, or end early, this thread reads. Dispose it when done. */
export class FactsPool {
  readonly #workers: FactsWorker[] = [];
  readonly #here = lazily(factsReader);

  /** @param threads how many; 0 reads in this thread */
  constructor(threads: number) {
    const file = threads > 0 ? workerFile() : undefined;
    for (let n = 0; file !== undefined && n < threads; n++) this.#workers.push(new FactsWorker(file));
  }

  /** How many batches can be read at once. */
  get width(): number {
    return Math.max(1, this.#workers.length);
  }

  /** Facts of texts, in their order. `lane`: whose turn it is, from 0 to `width`; one lane answers in order. */
  async read(files: Texts, lane = 0): Promise<Facts> {
    const worker = this.#workers[lane % this.width];
    const answer = await worker?.ask(files);
    if (answer !== undefined) return answer;
    const read = this.#here();
    return Promise.all(files.map(({ path, text }) => read(path, text).catch(() => null)));
  }

  dispose(): void {
    for (const worker of this.#workers.splice(0)) worker.dispose();
  }
}

class FactsWorker {
  readonly #worker: Worker;
  readonly #asked = new Map<number, (facts: Facts | undefined) => void>();
  #ended = false;
  #count = 0;

  constructor(file: string) {
    this.#worker = new Worker(file);
    this.#worker.unref();
    this.#worker.on('message', ({ id, facts }: FactsReply) => {
      this.#asked.get(id)?.(facts);
      this.#asked.delete(id);
      if (this.#asked.size === 0) this.#worker.unref();
    });
    this.#worker.on('error', () => this.#end());
    this.#worker.on('exit', () => this.#end());
  }

  /** Undefined when the worker is gone. */
  ask(files: Texts): Promise<Facts | undefined> {
    if (this.#ended) return Promise.resolve(undefined);
    const id = this.#count++;
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.#worker.ref();
      this.#worker.postMessage({ id, files } satisfies FactsQuestion);
    });
  }

  dispose(): void {
    this.#end();
    void this.#worker.terminate();
  }

  #end(): void {
    this.#ended = true;
    for (const resolve of this.#asked.values()) resolve(undefined);
    this.#asked.clear();
  }
}

/** The built worker beside a bundle, or its source when running from sources. */
function workerFile(): string | undefined {
  let folder = import.meta.dirname;
  for (let depth = 0; depth < 4; depth++, folder = path.dirname(folder)) {
    for (const name of ['workers/symbols.cjs', 'extension/workers/symbols.ts']) {
      const file = path.join(folder, name);
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
