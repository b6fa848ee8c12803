import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { Progress, Tokenizer } from '../../core/ports.ts';
import type { ErrorPolicy } from '../../core/render/conversation.ts';
import { familyById } from '../../core/render/family.ts';
import type { Manifest } from '../../core/sample/manifest.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { DatasetWriter } from '../sink/datasetWriter.ts';
import { nodeDigest } from '../store/digest.ts';
import { WorkerPool } from '../threads/workerPool.ts';
import { tokenizerFor } from '../tokens/tokenizerFor.ts';
import { fimMaker } from './fimMaker.ts';
import type { SampleMaker } from './maker.ts';
import { makers } from './makers.ts';
import { type BuildSetting, makeUnit, type UnitResult } from './makeUnit.ts';
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
  readonly seed?: number;
  /** Longest row, in tokens of the manifest's `tokenCounter`. Absent: 4,096 for fim, 32,768 for conversations. */
  readonly maxTokens?: number;
  readonly errors?: ErrorPolicy;
  readonly keepUndone?: boolean;
  /** Options that only one kind knows. */
  readonly options?: Readonly<Record<string, string>>;
  /** A `tokenizer.json` to count in, or a folder with one. Absent: tokens are estimated. */
  readonly tokenizer?: string;
  /** The repository that mined edits are of. */
  readonly repository?: string;
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
 * Makes a dataset folder from recorded work and plain sources. The same sources, options and seed give the same bytes.
 * Rows with the text of an earlier row are dropped as `duplicate`.
 * @throws TracewrightError when a source cannot be read, or when the family cannot express a kind; an existing dataset
 * stays as it was then.
 */
export async function buildDataset(request: BuildRequest): Promise<Manifest> {
  const { seed = 0, errors = 'mask', keepUndone = false, options = {}, kinds, family, toolVersion, jobs = 1 } = request;
  const maxTokens = Object.fromEntries(
    kinds.map((kind) => [kind, request.maxTokens ?? (conversations.has(kind) ? 32_768 : 4096)]),
  );
  refuseInexpressible(request);
  const dropped: Record<string, number> = {};
  const drop = (reason: string, times = 1) => {
    dropped[reason] = (dropped[reason] ?? 0) + times;
  };
  const sources: Source[] = [];
  for (const named of request.sources) sources.push(...(await recogniseSource(named, drop, request.repository)));
  const setting: BuildSetting = {
    kinds,
    family,
    seed,
    maxTokens,
    errors,
    keepUndone,
    options,
    tokenizer: request.tokenizer ?? null,
    toolVersion,
  };
  const tokenizer = await tokenizerFor(setting.tokenizer);
  const making = startMaking(setting, tokenizer, jobs, request.syntaxSpans);
  const writer = new DatasetWriter(request.out, tokenizer);
  try {
    const texts = new Set<string>();
    for await (const { samples, dropped: left } of resultsInOrder(sources, making, request)) {
      for (const [reason, times] of Object.entries(left)) drop(reason, times);
      for (const sample of samples) {
        const hash = nodeDigest('sha256', sample.text);
        if (texts.has(hash)) drop('duplicate');
        else writer.write(sample);
        texts.add(hash);
      }
    }
    return writer.finish({
      toolVersion,
      seed,
      options: { kinds, family, maxTokens, errors, keepUndone, ...options },
      inputs: sources.map(({ path: place, kind, sha256 }) => ({ path: path.basename(place), kind, sha256 })),
      dropped,
    });
  } catch (error) {
    writer.abort();
    throw error;
  } finally {
    await making.dispose();
  }
}

interface Making {
  readonly threads: number;
  make(unit: BuildUnit, turn: number): Promise<UnitResult>;
  dispose(): Promise<void>;
}

function startMaking(
  setting: BuildSetting,
  tokenizer: Tokenizer,
  jobs: number,
  syntaxSpans: SyntaxSpans | undefined,
): Making {
  if (jobs > 1 && syntaxSpans === undefined) {
    const pool = new WorkerPool<BuildUnit, UnitResult>('build', jobs, setting);
    return { threads: jobs, make: (unit, turn) => pool.ask(turn, unit), dispose: () => pool.dispose() };
  }
  const own: readonly SampleMaker[] =
    syntaxSpans === undefined ? makers : [fimMaker(syntaxSpans), ...makers.filter(({ kind }) => kind !== 'fim')];
  return {
    threads: 1,
    make: (unit) => makeUnit(unit, setting, own, tokenizer),
    dispose: async () => undefined,
  };
}

/** Units are made ahead and told in their order, so that neither time nor threads change what is written. */
async function* resultsInOrder(
  sources: readonly Source[],
  making: Making,
  { progress, signal }: BuildRequest,
): AsyncGenerator<UnitResult> {
  const waiting: Promise<UnitResult>[] = [];
  let turn = 0;
  for (const [at, source] of sources.entries()) {
    progress?.report({ message: `reading ${path.basename(source.path)}`, done: at, total: sources.length });
    for await (const unit of planUnits(source)) {
      signal?.throwIfAborted();
      const made = making.make(unit, turn++);
      // Its error is told when its turn comes; until then nobody listens.
      made.catch(() => undefined);
      waiting.push(made);
      if (waiting.length >= making.threads * AHEAD) yield (await waiting.shift()) as UnitResult;
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
  if (kinds.includes('tool-use') && family.chat === undefined) {
    throw missing('tool-use', 'use qwen2.5-coder or qwen3, or leave tool-use out');
  }
}
