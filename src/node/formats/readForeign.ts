import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { ATIF_VERSION, type Step, type Trajectory } from '../../core/trajectory/atif.ts';
import { atifHead } from '../../core/trajectory/importing/atifHead.ts';
import { completedJson } from '../../core/trajectory/importing/completedJson.ts';
import type { FileHead, RecordReader, TrajectoryFormat } from '../../core/trajectory/importing/format.ts';
import { type ImportWarning, TrajectoryBuilder } from '../../core/trajectory/importing/trajectoryBuilder.ts';
import { recogniseTrajectory, trajectoryFormats } from '../../core/trajectory/importing/trajectoryFormats.ts';
import { mainFile, type TrajectoryFile, trajectoryFiles } from './companionFiles.ts';
import { fileHead } from './fileHead.ts';
import { jsonLines } from './jsonLines.ts';
import { openCodeStorage } from './openCodeStorage.ts';
import { readJsonFile } from './readJsonFile.ts';
import { readTextFile } from './readTextFile.ts';
import { readTrajectory } from './readTrajectory.ts';
import { zipEntries } from './zipEntries.ts';

export interface ForeignOptions {
  /** Id of the format; recognised from the content when not given. */
  readonly format?: string;
  /** Hears of every step as soon as it is whole; the trajectory that is returned then has none. */
  readonly onStep?: (step: Step) => void;
}

export interface ForeignTrajectory {
  readonly trajectory: Trajectory;
  readonly format: string;
  readonly formatVersion: string | null;
  readonly steps: number;
  readonly toolCalls: number;
  readonly unknownRecords: number;
  readonly warnings: readonly ImportWarning[];
}

/**
 * Reads an agent's log of any known format as a trajectory, line by line where the format has lines.
 * Throws `unknown-format`, `no-steps`, `not-json` and what reading files throws; what is wrong inside is a warning.
 */
export async function readForeign(named: string, options: ForeignOptions = {}): Promise<ForeignTrajectory> {
  const file = mainFile(named);
  const head = await fileHead(file);
  if (options.format === 'atif' || (options.format === undefined && atifHead(head) !== null)) {
    return readAtif(file, options.onStep);
  }
  const { format, version } = formatOf(head, file, options.format);
  let formatVersion = version;
  const builder = new TrajectoryBuilder(options.onStep === undefined ? {} : { onStep: options.onStep });
  builder.ground({ source: { format: format.id, formatVersion: version, file: path.basename(file) } });
  const reader = format.reader(builder);
  for (const one of await trajectoryFiles(format.id, file)) {
    formatVersion = (await readInto(reader, builder, format, one)) ?? formatVersion;
  }
  if (formatVersion !== version)
    builder.ground({ source: { format: format.id, formatVersion, file: path.basename(file) } });
  reader.end();
  const trajectory = builder.finish();
  const steps = trajectory.final_metrics?.total_steps;
  if (steps === 0) {
    throw new TracewrightError('no-steps', `this ${format.title} holds no step of any agent`, {
      place: { file },
      remedy:
        format.id === 'openhands-v1-folder'
          ? 'its events are looked for in the folder events beside base_state.json'
          : 'name the file or folder that holds its messages',
    });
  }
  return {
    trajectory,
    format: format.id,
    formatVersion,
    steps: typeof steps === 'number' ? steps : trajectory.steps.length,
    toolCalls: builder.toolCalls,
    unknownRecords: builder.unknownRecords,
    warnings: builder.warnings,
  };
}

/** ATIF of any version in the version that is written; nothing of it is touched. */
async function readAtif(file: string, onStep: ForeignOptions['onStep']): Promise<ForeignTrajectory> {
  const { trajectory, validation } = await readTrajectory(file);
  const { steps } = trajectory;
  if (onStep !== undefined) for (const step of steps) onStep(step);
  return {
    trajectory: { ...trajectory, schema_version: ATIF_VERSION, steps: onStep === undefined ? steps : [] },
    format: 'atif',
    formatVersion: trajectory.schema_version,
    steps: steps.length,
    toolCalls: steps.reduce((sum, step) => sum + (step.tool_calls?.length ?? 0), 0),
    unknownRecords: 0,
    warnings: validation.warnings.map(({ path: at, code, message }) => ({
      code,
      message: `${at}: ${message}`,
      line: null,
    })),
  };
}

function formatOf(
  head: FileHead,
  file: string,
  named: string | undefined,
): { readonly format: TrajectoryFormat; readonly version: string | null } {
  const asked = trajectoryFormats.find(({ id }) => id === named);
  if (asked !== undefined) return { format: asked, version: asked.recognise(head)?.version ?? null };
  const found = named === undefined ? recogniseTrajectory(head) : null;
  if (found !== null) return { format: found.format, version: found.recognised.version };
  throw new TracewrightError('unknown-format', 'no known format of agents’ logs begins like this file', {
    place: { file },
    remedy: `name one with --format: ${trajectoryFormats.map(({ id }) => id).join(', ')}`,
  });
}

/** The answer is the version, where only the content tells it. */
async function readInto(
  reader: RecordReader,
  builder: TrajectoryBuilder,
  format: TrajectoryFormat,
  { file, name }: TrajectoryFile,
): Promise<string | undefined> {
  const beside = name === undefined ? {} : { file: name };
  if (format.shape === 'document') {
    await readDocument(reader, builder, format, file, beside);
    return undefined;
  }
  if (format.shape === 'archive') return readArchive(reader, builder, file);
  for await (const lines of jsonLines(file)) {
    for (const { line, value, broken, damaged } of lines) {
      const place = { line, ...beside };
      if (damaged === true) builder.warn('not-utf8', 'bytes that are no UTF-8 became U+FFFD', place);
      if (broken === undefined) reader.take(value, place);
      else if (broken.last) builder.warn('torn-line', 'the last line was not written to its end', place);
      else {
        builder.warn('not-json', 'this line is no JSON; it is kept as text', place);
        builder.unknown(broken.text, place);
      }
    }
  }
  return undefined;
}

/** The main document has to be whole; without one that stands beside it the rest can still be told. */
async function readDocument(
  reader: RecordReader,
  builder: TrajectoryBuilder,
  format: TrajectoryFormat,
  file: string,
  beside: { readonly file?: string },
): Promise<void> {
  const place = { line: 1, ...beside };
  try {
    reader.take(format.id === 'opencode' ? await openCodeStorage(file) : await readJsonFile(file), place);
  } catch (cause) {
    if (!(cause instanceof TracewrightError)) throw cause;
    const begun = cause.code === 'not-json' ? completedJson(await readTextFile(file)) : undefined;
    if (begun !== undefined) {
      const { line } = cause.place;
      builder.warn('torn-document', 'the document ends too early; what is whole before that is read', {
        ...place,
        ...(line === undefined ? {} : { line }),
      });
      reader.take(begun, place);
      return;
    }
    if (beside.file === undefined) throw cause;
    builder.warn(cause.code, `${beside.file}: ${cause.message}`, { ...place, line: cause.place.line ?? 1 });
  }
}

/** The entries that hold JSON, those first that say what the others are about, and the version among them. */
async function readArchive(
  reader: RecordReader,
  builder: TrajectoryBuilder,
  file: string,
): Promise<string | undefined> {
  const isHead = (name: string) => name === 'header.json' || name === '_journal/start.json';
  const isSample = (name: string) => /^samples\/[^/]+\.json$/.test(name);
  let version: string | undefined;
  for (const wanted of [isHead, isSample]) {
    for await (const { name, bytes } of zipEntries(file, wanted)) {
      const place = { line: 1, file: name };
      try {
        const document: unknown = JSON.parse(bytes.toString('utf8'));
        if (isHead(name)) version ??= versionOf(document);
        reader.take(document, place);
      } catch (cause) {
        if (!(cause instanceof SyntaxError)) throw cause;
        builder.warn('not-json', `${name} is no JSON`, place);
      }
    }
  }
  return version;
}

function versionOf(header: unknown): string | undefined {
  const version: unknown = typeof header === 'object' && header !== null ? Reflect.get(header, 'version') : undefined;
  return typeof version === 'number' || typeof version === 'string' ? String(version) : undefined;
}
