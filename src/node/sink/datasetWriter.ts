import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { Tokenizer } from '../../core/ports.ts';
import { estimatedTokens } from '../../core/sample/estimatedTokens.ts';
import { countSample, MANIFEST_VERSION, type Manifest, noSamples } from '../../core/sample/manifest.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { JsonlSink } from './jsonlSink.ts';
import { readManifest } from './readRows.ts';

/** What the one who makes the samples knows, and the writer does not. */
export type ManifestFacts = Pick<Manifest, 'seed' | 'options' | 'inputs' | 'dropped'> & {
  readonly toolVersion: string;
};

/**
 * A dataset folder: one JSON Lines file for each kind of sample, and `manifest.json` last.
 * A folder that holds anything but a dataset is refused; a dataset that was there is replaced at `finish`.
 */
export class DatasetWriter {
  readonly #folder: string;
  readonly #sinks = new Map<Sample['kind'], JsonlSink>();
  readonly #counts = noSamples();
  readonly #tokenizer: Tokenizer;
  readonly #before: readonly string[];

  /**
   * @param tokenizer what the manifest's tokens are counted in
   * @throws TracewrightError `not-a-dataset` when the folder has other things in it.
   */
  constructor(folder: string, tokenizer: Tokenizer = estimatedTokens) {
    this.#folder = folder;
    this.#tokenizer = tokenizer;
    this.#before = filesBefore(folder);
    mkdirSync(folder, { recursive: true });
  }

  write(sample: Sample): void {
    let sink = this.#sinks.get(sample.kind);
    if (sink === undefined) {
      sink = new JsonlSink(path.join(this.#folder, `${sample.kind}.jsonl`));
      this.#sinks.set(sample.kind, sink);
    }
    sink.write(sample);
    countSample(this.#counts, sample, this.#tokenizer);
  }

  finish(facts: ManifestFacts): Manifest {
    const { toolVersion, seed, options, inputs, dropped } = facts;
    const files = [...this.#sinks]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, sink]) => ({ path: `${kind}.jsonl`, ...sink.finish() }));
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
      files,
    };
    const target = path.join(this.#folder, 'manifest.json');
    writeFileSync(`${target}.partial`, `${JSON.stringify(manifest, null, 2)}\n`);
    renameSync(`${target}.partial`, target);
    for (const name of this.#before) {
      if (!files.some((file) => file.path === name)) rmSync(path.join(this.#folder, name), { force: true });
    }
    return manifest;
  }

  /** Gives up; a dataset that was there before stays. */
  abort(): void {
    for (const sink of this.#sinks.values()) sink.abort();
  }
}

const sampleFile = /^[a-z-]+\.jsonl$/;

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
    .filter((name) => sampleFile.test(name));
}

function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
