import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** The beginning of a file, by which its format is recognised. */
export interface FileHead {
  /** Base name, and the path with forward slashes as it was given. */
  readonly name: string;
  readonly path: string;
  /** The first bytes, and what they are as UTF-8 (the last line may be cut). */
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The whole file is in `text`. */
  readonly whole: boolean;
}

export interface Recognised {
  /** As the format marks it; null when it does not say. */
  readonly version: string | null;
  /** 0 to 1: how sure. The surest format reads the file; below 0.5 none does without being named. */
  readonly confidence: number;
}

/** Takes the records of one file in order, and then the end. Never throws on what it does not know. */
export interface RecordReader {
  take(record: unknown, place: Place): void;
  end(): void;
}

/**
 * A foreign format of agents' logs. `shape` says how its files are cut into records: `lines` are JSON Lines, `document`
 * is one JSON document (handed over as a single record), `archive` has entries that the format's own adapter unpacks.
 */
export interface TrajectoryFormat {
  /** As `--format` takes it. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  readonly shape: 'lines' | 'document' | 'archive';
  recognise(head: FileHead): Recognised | null;
  reader(builder: TrajectoryBuilder): RecordReader;
}
