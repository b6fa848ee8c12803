import path from 'node:path';
import { CURATION_DEFAULTS, type CurationOptions } from '../../core/curation/curationOptions.ts';
import { TracewrightError } from '../../core/errors.ts';
import type { Progress, Tokenizer } from '../../core/ports.ts';
import type { ErrorPolicy } from '../../core/render/conversation.ts';
import { familyById } from '../../core/render/family.ts';
import type { Manifest } from '../../core/sample/manifest.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { type CuratedSetting, type CuratedUnit, UnitCurator } from '../curation/curateUnit.ts';
import { DatasetCuration } from '../curation/datasetCuration.ts';
import type { DatasetFormat } from '../sink/datasetFiles.ts';
import { DatasetWriter } from '../sink/datasetWriter.ts';
import { WorkerPool } from '../threads/workerPool.ts';
import { tokenizerFor } from '../tokens/tokenizerFor.ts';
import { fimMaker } from './fimMaker.ts';
import type { SampleMaker } from './maker.ts';
import { makers } from './makers.ts';
import { planUnits } from './planUnits.ts';
import { recogniseSource } from './recogniseSource.ts';
import type { BuildUnit, Source } from './source.ts';
import type { SyntaxSpans } from './syntaxSpans.ts';

export interface BuildRequest {
  /** Session folders, agents' logs, mined edits, source files and folders; see recogniseSource. */
  readonly sources: readonly string[];
  readonly kinds: readonly Sample['kind'][];
  readonly family: string;
  /** The dataset's folder: new, empty, or a dataset that is to be replaced. */
  readonly out: string;
  readonly toolVersion: string;
  /** Absent: plain JSON Lines. */
  readonly format?: DatasetFormat;
  readonly seed?: number;
  /** Longest row, in tokens of the manifest's `tokenCounter`. Absent: 4,096 for fim, 32,768 for conversations. */
  readonly maxTokens?: number;
  readonly errors?: ErrorPolicy;
  readonly keepUndone?: boolean;
  /** Options that only one kind knows. */
  readonly options?: Readonly<Record<string, string>>;
  /** A `tokenizer.json` to count in, or a folder with one. Absent: tokens are estimated. */
  readonly tokenizer?: string;
  /** What replaying showed: the report of a replay, or a folder with one for each source. */
  readonly replay?: string;
  /** The repository that mined edits are of. */
  readonly repository?: string;
  /** How rows are curated; what is absent is as in CURATION_DEFAULTS. */
  readonly curation?: Partial<CurationOptions>;
  /** Lists of what must not be trained on: see readBenchmarks. */
  readonly against?: readonly string[];
  /** Threads; 1: this one. What is written does not depend on it. */
  readonly jobs?: number;
  /** Absent: the grammars that come with the program. Only with one job. */
  readonly syntaxSpans?: SyntaxSpans;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

const conversations: ReadonlySet<Sample['kind']> = new Set(['tool-use', 'tool-infill', 'reasoning']);
/** Units that may be made ahead of the one that is written, a thread. */
const AHEAD = 3;

/**
 * Makes a dataset folder from recorded work and plain sources, in two passes: rows are made, cleaned and signed, and
 * wait on the disk; then they are chosen among by what they have in common, and written. The same sources, options and
 * seed give the same bytes, whatever the number of threads.
 * @throws TracewrightError when a source or a list cannot be read, or when the family cannot express a kind; an existing
 * dataset stays as it was then.
 */
export async function buildDataset(request: BuildRequest): Promise<Manifest> {
  refuseInexpressible(request);
  const { kinds, family, toolVersion, jobs = 1, against = [], format = 'jsonl' } = request;
  const { seed = 0, errors = 'mask', keepUndone = false, options = {} } = request;
  const maxTokens = Object.fromEntries(
    kinds.map((kind) => [kind, request.maxTokens ?? (conversations.has(kind) ? 32_768 : 4096)]),
  );
  const skipped: Record<string, number> = {};
  const skip = (reason: string) => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };
  const sources: Source[] = [];
  for (const named of request.sources) sources.push(...(await recogniseSource(named, skip, request.repository)));
  const curating: CurationOptions = { ...CURATION_DEFAULTS, ...request.curation };
  const tokenizer = await tokenizerFor(request.tokenizer ?? null);
  const curation = await DatasetCuration.open(curating, against, sources);
  const cleanups: (() => unknown)[] = [() => curation.dispose()];
  const replay = request.replay === undefined ? {} : { replay: path.basename(request.replay) };
  try {
    for (const [reason, times] of Object.entries(skipped)) curation.drop(reason, times);
    const setting: CuratedSetting = {
      kinds,
      family,
      seed,
      maxTokens,
      errors,
      keepUndone,
      options: request.replay === undefined ? options : { ...options, replay: request.replay },
      tokenizer: request.tokenizer ?? null,
      toolVersion,
      curation: curating,
      benchmark: curation.benchmarks.grams.data,
    };
    const writer = await DatasetWriter.open(request.out, { format, tokenizer });
    try {
      const making = startMaking(setting, tokenizer, jobs, request.syntaxSpans);
      cleanups.push(() => making.dispose());
      for await (const { unit, source } of unitsInOrder(sources, making, request)) curation.add(unit, source);
      request.progress?.report({ message: 'choosing among rows that are alike' });
      const { dropped, curation: found } = curation.write(writer);
      return await writer.finish({
        toolVersion,
        seed,
        options: { kinds, family, maxTokens, errors, keepUndone, ...options, ...replay, curation: curating },
        inputs: sources.map(({ path: place, kind, sha256 }) => ({ path: path.basename(place), kind, sha256 })),
        dropped,
        curation: found,
      });
    } catch (error) {
      writer.abort();
      throw error;
    }
  } finally {
    for (const cleanup of cleanups) await cleanup();
  }
}

interface Making {
  readonly threads: number;
  make(unit: BuildUnit, turn: number): Promise<CuratedUnit>;
  dispose(): Promise<void>;
}

function startMaking(
  setting: CuratedSetting,
  tokenizer: Tokenizer,
  jobs: number,
  syntaxSpans: SyntaxSpans | undefined,
): Making {
  if (jobs > 1 && syntaxSpans === undefined) {
    const pool = new WorkerPool<BuildUnit, CuratedUnit>('build', jobs, setting);
    return { threads: jobs, make: (unit, turn) => pool.ask(turn, unit), dispose: () => pool.dispose() };
  }
  const own: readonly SampleMaker[] =
    syntaxSpans === undefined ? makers : [fimMaker(syntaxSpans), ...makers.filter(({ kind }) => kind !== 'fim')];
  const curator = new UnitCurator(setting, own, tokenizer);
  return { threads: 1, make: (unit) => curator.make(unit), dispose: async () => undefined };
}

interface MadeUnit {
  readonly unit: CuratedUnit;
  readonly source: Source;
}

/** Units are made ahead and told in their order, so that neither time nor threads change what is written. */
async function* unitsInOrder(
  sources: readonly Source[],
  making: Making,
  { progress, signal }: BuildRequest,
): AsyncGenerator<MadeUnit> {
  const waiting: Promise<MadeUnit>[] = [];
  let turn = 0;
  for (const [at, source] of sources.entries()) {
    progress?.report({ message: `reading ${path.basename(source.path)}`, done: at, total: sources.length });
    for await (const planned of planUnits(source)) {
      signal?.throwIfAborted();
      const made = making.make(planned, turn++).then((unit) => ({ unit, source }));
      // Its error is told when its turn comes; until then nobody listens.
      made.catch(() => undefined);
      waiting.push(made);
      if (waiting.length >= making.threads * AHEAD) yield (await waiting.shift()) as MadeUnit;
    }
  }
  for (const made of waiting) yield await made;
}

function refuseInexpressible({ kinds, family: id }: BuildRequest): void {
  const family = familyById(id);
  const missing = (kind: string, remedy: string) =>
    new TracewrightError('kind-not-expressible', `${id} cannot express ${kind} samples`, { kind: 'usage', remedy });
  if (kinds.includes('fim') && family.fim === undefined) throw missing('fim', 'use a family with a FIM form');
  if (kinds.includes('fim') && family.end === null) throw missing('fim', 'it has no documented end token; use another');
  for (const kind of ['tool-use', 'reasoning'] as const) {
    if (!kinds.includes(kind) || family.chat !== undefined) continue;
    throw missing(kind, `use qwen2.5-coder or qwen3, or leave ${kind} out`);
  }
  if (kinds.includes('tool-infill') && family.chat === undefined && (family.fim === undefined || family.end === null)) {
    throw missing('tool-infill', 'use a family with a FIM or a chat form');
  }
}
