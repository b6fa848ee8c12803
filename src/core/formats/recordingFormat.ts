import type { SessionDraft } from './sessionDraft.ts';

/** What a recording says of itself as a whole, known after a first reading. */
export interface RecordingHead {
  /** Absolute path of the recorded folder, with forward slashes; null where it is not told. */
  readonly root: string | null;
  /** Version of the format, as the recording names it. */
  readonly version: string;
}

/** Takes the records of a recording, one after another. Whatever they hold, it throws nothing. */
export interface RecordingReader {
  take(record: unknown, line: number | null): void;
  end(): void;
  head(): RecordingHead;
}

/**
 * A format of somebody else's recordings. `list` names the member of the file's top object that holds the records, where
 * the file is one JSON document; its other members come as records `{kind: <name>, data}` of their own.
 */
export interface RecordingFormat {
  readonly id: string;
  readonly title: string;
  readonly list: string;
  /** The version when the beginning of a file (its first 64 KB as text) shows this format; else null. */
  recognise(head: string): string | null;
  reader(draft: SessionDraft): RecordingReader;
}
