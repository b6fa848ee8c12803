import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { TracewrightError } from '../../core/errors.ts';
import type { Progress } from '../../core/ports.ts';
import type { ErrorPolicy } from '../../core/render/conversation.ts';
import { familyById } from '../../core/render/family.ts';
import { FIM_DEFAULTS, type FimOptions } from '../../core/sample/fim.ts';
import { CHARS_PER_TOKEN, type Manifest } from '../../core/sample/manifest.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { type ToolUseSampleOptions, type TrajectoryInput, toolUseSamples } from '../../core/sample/toolUse.ts';
import { requireWhole } from '../formats/sessionFolder.ts';
import { sessionTrajectory } from '../replay/sessionTrajectory.ts';
import { DatasetWriter } from '../sink/datasetWriter.ts';
import { nodeDigest } from '../store/digest.ts';
import { openSession, withShadow } from '../store/openSession.ts';
import { codeSamples } from './codeSamples.ts';
import { sessionSamples } from './sessionSamples.ts';
import { recogniseSource, type Source } from './sources.ts';
import { type SyntaxSpans, shippedSyntaxSpans } from './syntaxSpans.ts';

export type BuildKind = 'fim' | 'tool-use';

export interface BuildRequest {
  /** Session folders, ATIF files, source files and folders; see recogniseSource. */
  readonly sources: readonly string[];
  readonly kinds: readonly BuildKind[];
  readonly family: string;
  /** The dataset's folder: new, empty, or a dataset that is to be replaced. */
  readonly out: string;
  readonly toolVersion: string;
  readonly seed?: number;
  /** Longest row, in tokens of the manifest's `tokenCounter`. Absent: 4,096 for fim, 32,768 for tool-use. */
  readonly maxTokens?: number;
  readonly errors?: ErrorPolicy;
  readonly keepUndone?: boolean;
  /** Absent: the grammars that come with the program. */
  readonly syntaxSpans?: SyntaxSpans;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/**
 * Makes a dataset folder from recorded work and plain sources. The same sources, options and seed give the same bytes.
 * Rows with the text of an earlier row are dropped as `duplicate`.
 * @throws TracewrightError when a source cannot be read, or when the family cannot express a kind; an existing dataset
 * stays as it was then.
 */
export async function buildDataset(request: BuildRequest): Promise<Manifest> {
  const { seed = 0, errors = 'mask', keepUndone = false } = request;
  const maxTokens = { fim: request.maxTokens ?? 4096, 'tool-use': request.maxTokens ?? 32_768 };
  refuseInexpressible(request);
  const dropped: Record<string, number> = {};
  const drop = (reason: string, times = 1) => {
    dropped[reason] = (dropped[reason] ?? 0) + times;
  };
  const sources: Source[] = [];
  for (const named of request.sources) sources.push(...(await recogniseSource(named, drop)));
  const fim = { ...FIM_DEFAULTS, family: request.family, maxChars: maxTokens.fim * CHARS_PER_TOKEN, keepUndone };
  const toolUse = { family: request.family, errors, keepUndone, maxChars: maxTokens['tool-use'] * CHARS_PER_TOKEN };
  const syntaxSpans = request.syntaxSpans ?? shippedSyntaxSpans(() => drop('grammar-not-loaded'));
  const setting: Setting = { request, fim, toolUse, seed, drop, syntaxSpans };

  const writer = new DatasetWriter(request.out);
  try {
    const texts = new Set<string>();
    for (const [at, source] of sources.entries()) {
      request.progress?.report({ message: `reading ${path.basename(source.path)}`, done: at, total: sources.length });
      for await (const sample of samplesOf(source, setting)) {
        request.signal?.throwIfAborted();
        const hash = nodeDigest('sha256', sample.text);
        if (texts.has(hash)) drop('duplicate');
        else writer.write(sample);
        texts.add(hash);
      }
    }
    return writer.finish({
      toolVersion: request.toolVersion,
      seed,
      options: { kinds: request.kinds, family: request.family, maxTokens, errors, keepUndone },
      inputs: sources.map(({ path: place, kind, sha256 }) => ({ path: path.basename(place), kind, sha256 })),
      dropped,
    });
  } catch (error) {
    writer.abort();
    throw error;
  }
}

interface Setting {
  readonly request: BuildRequest;
  readonly fim: FimOptions;
  readonly toolUse: ToolUseSampleOptions;
  readonly seed: number;
  readonly syntaxSpans: SyntaxSpans;
  readonly drop: (reason: string, times?: number) => void;
}

async function* samplesOf(source: Source, setting: Setting): AsyncGenerator<Sample> {
  const { request, fim, seed, drop } = setting;
  const toolUse = (input: TrajectoryInput) => {
    const { samples, dropped } = toolUseSamples(input, setting.toolUse, nodeDigest);
    for (const [reason, times] of Object.entries(dropped)) drop(reason, times);
    return samples;
  };
  switch (source.kind) {
    case 'code':
      if (!request.kinds.includes('fim')) return;
      for (const file of source.files) {
        yield* codeSamples(file, fim, seed, drop, await setting.syntaxSpans(file.path, file.text));
        await setImmediate();
      }
      return;
    case 'trajectory': {
      if (!request.kinds.includes('tool-use')) return;
      const { trajectory, sha256 } = source;
      const id = trajectory.trajectory_id ?? trajectory.session_id ?? sha256.slice(0, 16);
      yield* toolUse({ source: id, trajectory, sha256 });
      return;
    }
    case 'session': {
      const session = await openSession(source.path);
      requireWhole(session);
      if (request.kinds.includes('fim')) yield* sessionSamples(session, fim, seed, drop);
      if (!request.kinds.includes('tool-use')) return;
      const trajectory = await withShadow(source.path, (shadow) => sessionTrajectory(source.path, shadow));
      yield* toolUse({ source: session.meta.id, trajectory, sha256: nodeDigest('sha256', JSON.stringify(trajectory)) });
      return;
    }
  }
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
