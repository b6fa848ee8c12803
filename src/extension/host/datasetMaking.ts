import { rm } from 'node:fs/promises';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { Progress } from '../../core/ports.ts';
import { families } from '../../core/render/family.ts';
import { fimModes } from '../../core/render/renderFim.ts';
import { FIM_DEFAULTS, fimSample } from '../../core/sample/fim.ts';
import { seededRandom } from '../../core/sample/random.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { buildDataset } from '../../node/build/buildDataset.ts';
import { makers } from '../../node/build/makers.ts';
import { nodeDigest } from '../../node/store/digest.ts';

/** What samples can be made of a session. */
export interface SampleChoices {
  readonly kinds: readonly Sample['kind'][];
  readonly families: readonly {
    readonly id: string;
    /** Fill-in-the-middle texts can be trained. */
    readonly fim: boolean;
    /** Conversations can be written. */
    readonly chat: boolean;
  }[];
}

export function sampleChoices(): SampleChoices {
  return {
    kinds: makers.filter(({ reads }) => reads.includes('session')).map(({ kind }) => kind),
    families: families.map((family) => ({
      id: family.id,
      fim: fimModes(family).length > 0 && family.end !== null,
      chat: family.chat !== undefined,
    })),
  };
}

/** A part of a text that is to be the middle of a row; offsets in UTF-16 code units. */
export interface PreviewRequest {
  readonly family: string;
  readonly path: string;
  readonly language: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The row that a selection would become.
 * @throws TracewrightError `no-row` with the reason why there is none
 */
export function previewSample({ family, ...hole }: PreviewRequest): Sample {
  const mode = fimModes(families.find(({ id }) => id === family) ?? (families[0] as (typeof families)[number]))[0];
  const options = { ...FIM_DEFAULTS, family, minMiddleChars: 1, ...(mode === undefined ? {} : { mode }) };
  const made = fimSample(
    { source: hole.path, labels: { hole: 'selection' }, ...hole },
    options,
    seededRandom(0),
    nodeDigest,
  );
  if ('sample' in made) return made.sample;
  throw new TracewrightError('no-row', `nothing would be trained: ${made.dropped}`, {
    kind: 'usage',
    remedy: 'select another part, or take another family',
  });
}

export interface SessionBuild {
  /** The session's folder. */
  readonly session: string;
  readonly kinds: readonly Sample['kind'][];
  readonly family: string;
  /** A folder that is not there yet. */
  readonly out: string;
  readonly version: string;
}

/** Makes a dataset of one session; gives the number of rows. A build that does not end well leaves nothing behind. */
export async function buildFromSession(
  request: SessionBuild,
  progress: Progress,
  signal: AbortSignal,
): Promise<number> {
  const { session, kinds, family, out, version } = request;
  try {
    const { rows } = await buildDataset({
      sources: [session],
      kinds,
      family,
      out,
      toolVersion: version,
      progress,
      signal,
    });
    signal.throwIfAborted();
    if (rows > 0) return rows;
  } catch (error) {
    await rm(out, { recursive: true, force: true });
    throw error;
  }
  await rm(out, { recursive: true, force: true });
  throw new TracewrightError(
    'no-samples',
    `the session ${path.basename(session)} has nothing that makes such samples`,
    {
      kind: 'usage',
      remedy: 'choose other kinds, or a session in which something was edited',
    },
  );
}
