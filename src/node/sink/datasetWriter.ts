import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { Tokenizer } from '../../core/ports.ts';
import { estimatedTokens } from '../../core/sample/estimatedTokens.ts';
import { countSample, MANIFEST_VERSION, type Manifest, noSamples } from '../../core/sample/manifest.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { croissant } from './croissant.ts';
import { datasetCard } from './datasetCard.ts';
import { checkedSplit, type DatasetFormat, isShardPath, shardPath, sinksOf } from './datasetFiles.ts';
import { readManifest } from './readRows.ts';
import type { RowSink } from './rowSink.ts';

/** What the one who makes the samples knows, and the writer does not. */
export type ManifestFacts = Pick<Manifest, 'seed' | 'options' | 'inputs' | 'dropped'> & {
  readonly toolVersion: string;
  readonly curation?: NonNullable<Manifest['curation']>;
};

export interface DatasetOptions {
  readonly format?: DatasetFormat;
  /** What the manifest's tokens are counted in. */
  readonly tokenizer?: Tokenizer;
  /** A file of a kind and split that has so many characters is followed by another one. */
  readonly shardChars?: number;
}

/** About the 500 MB that Hugging Face's own tools make of a shard. */
const SHARD_CHARS = 500_000_000;

/** The files of one kind and split. */
interface Part {
  readonly kind: Sample['kind'];
  readonly split: string | undefined;
  readonly shards: RowSink<Sample>[];
  readonly closed: { readonly rows: number; readonly sha256: string }[];
}

/**
 * A dataset folder: its rows by kind and split, a card, Croissant metadata, and `manifest.json` last.
 * A folder that holds anything but a dataset is refused; a dataset that was there is replaced at `finish`.
 */
export class DatasetWriter {
  readonly #folder: string;
  readonly #format: DatasetFormat;
  readonly #sink: (file: string) => RowSink<Sample>;
  readonly #shardChars: number;
  readonly #parts = new Map<string, Part>();
  readonly #counts = noSamples();
  readonly #licences = new Set<string>();
  readonly #tokenizer: Tokenizer;
  readonly #before: readonly string[];
  readonly #closing: Promise<void>[] = [];
  #made = 0;

  private constructor(folder: string, sink: (file: string) => RowSink<Sample>, options: DatasetOptions) {
    this.#folder = folder;
    this.#sink = sink;
    this.#format = options.format ?? 'jsonl';
    this.#tokenizer = options.tokenizer ?? estimatedTokens;
    this.#shardChars = options.shardChars ?? SHARD_CHARS;
    this.#before = filesBefore(folder);
    mkdirSync(folder, { recursive: true });
  }

  /** @throws TracewrightError `not-a-dataset` when the folder has other things in it, `no-zstd`. */
  static async open(folder: string, options: DatasetOptions = {}): Promise<DatasetWriter> {
    return new DatasetWriter(folder, await sinksOf(options.format ?? 'jsonl'), options);
  }

  /** @throws TracewrightError `lone-surrogate` or `split-name`. */
  write(sample: Sample, split?: string): void {
    const part = this.#partOf(sample.kind, split);
    let shard = part.shards.at(-1);
    if (shard === undefined || shard.size >= this.#shardChars) {
      if (shard !== undefined) this.#close(part, shard);
      shard = this.#sink(path.join(this.#folder, `${sample.kind}.${this.#made++}`));
      part.shards.push(shard);
    }
    shard.write(sample);
    if (sample.origin?.licence !== undefined) this.#licences.add(sample.origin.licence);
    countSample(this.#counts, sample, this.#tokenizer);
  }

  async finish(facts: ManifestFacts): Promise<Manifest> {
    const parts = [...this.#parts.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const kinds = new Set(parts.map(({ kind }) => kind)).size;
    for (const part of parts) {
      const last = part.shards.at(-1);
      if (last !== undefined) this.#close(part, last);
    }
    await Promise.all(this.#closing);
    const files = parts.flatMap(({ kind, split, shards, closed }) =>
      shards.map((shard, index) => {
        const place = shardPath({ kind, split, index, count: shards.length }, this.#format, kinds);
        shard.place(path.join(this.#folder, ...place.split('/')));
        const { rows, sha256 } = closed[index] ?? { rows: 0, sha256: '' };
        return { path: place, rows, sha256, kind, ...(split === undefined ? {} : { split }) };
      }),
    );
    const { toolVersion, seed, options, inputs, dropped, curation } = facts;
    const { rows, byKind, byLanguage, tokens, trainedTokens } = this.#counts;
    const manifest: Manifest = {
      version: MANIFEST_VERSION,
      tool: { name: 'tracewright', version: toolVersion },
      seed,
      options,
      inputs,
      rows,
      byKind: sorted(byKind),
      byLanguage: sorted(byLanguage),
      tokenCounter: this.#tokenizer.id,
      tokens,
      trainedTokens,
      dropped: sorted(dropped),
      ...(curation === undefined ? {} : { curation }),
      files,
    };
    const about = { manifest, licences: [...this.#licences].sort(), format: this.#format };
    this.#put('README.md', datasetCard(about));
    this.#put('croissant.json', `${JSON.stringify(croissant(about), null, 2)}\n`);
    this.#put('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
    for (const name of this.#before) {
      if (!files.some((file) => file.path === name)) removeWithFolders(this.#folder, name);
    }
    return manifest;
  }

  /** Gives up; a dataset that was there before stays. */
  abort(): void {
    for (const { shards } of this.#parts.values()) for (const shard of shards) shard.abort();
  }

  #partOf(kind: Sample['kind'], split: string | undefined): Part {
    const name = nameOf({ kind, split });
    let part = this.#parts.get(name);
    if (part === undefined) {
      part = { kind, split: split === undefined ? undefined : checkedSplit(split), shards: [], closed: [] };
      this.#parts.set(name, part);
    }
    return part;
  }

  #close(part: Part, shard: RowSink<Sample>): void {
    const index = part.shards.indexOf(shard);
    const closing = shard.close().then((closed) => {
      part.closed[index] = closed;
    });
    // An error is told by finish, which waits for all of them.
    closing.catch(() => undefined);
    this.#closing.push(closing);
  }

  #put(name: string, content: string): void {
    const target = path.join(this.#folder, name);
    writeFileSync(`${target}.partial`, content);
    renameSync(`${target}.partial`, target);
  }
}

const nameOf = ({ kind, split }: Pick<Part, 'kind' | 'split'>) => `${kind} ${split ?? ''}`;

function filesBefore(folder: string): string[] {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return [];
  if (!existsSync(path.join(folder, 'manifest.json'))) {
    throw new TracewrightError('not-a-dataset', 'this folder is not empty and holds no dataset', {
      kind: 'usage',
      place: { file: folder },
      remedy: 'name a new or empty folder',
    });
  }
  return readManifest(folder)
    .files.map((file) => file.path)
    .filter(isShardPath);
}

/** The file, and the folders around it that are empty then. */
function removeWithFolders(root: string, name: string): void {
  const parts = name.split('/');
  rmSync(path.join(root, ...parts), { force: true });
  for (let depth = parts.length - 1; depth > 0; depth--) {
    const folder = path.join(root, ...parts.slice(0, depth));
    if (!existsSync(folder) || readdirSync(folder).length > 0) return;
    rmdirSync(folder);
  }
}

function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
