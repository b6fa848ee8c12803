import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { RecordingFormat, RecordingHead } from '../../core/formats/recordingFormat.ts';
import {
  type DraftSink,
  type ImportCounts,
  type ImportWarning,
  SessionDraft,
} from '../../core/formats/sessionDraft.ts';
import type { Progress } from '../../core/ports.ts';
import type { Content, NewEvent, RootState } from '../../core/session/event.ts';
import { ShadowGit } from '../git/shadowGit.ts';
import { newSessionId } from '../store/sessionId.ts';
import { SessionWriter } from '../store/sessionWriter.ts';
import { keepBase } from './importBase.ts';
import { type RecordsEnd, recordingRecords } from './recordingRecords.ts';

export interface ImportRequest {
  /** The parts of one recording, in their order. */
  readonly files: readonly string[];
  readonly format: RecordingFormat;
  /** The `.tracewright` folder that gets the session. */
  readonly dataFolder: string;
  /** Version of this product. */
  readonly version: string;
  readonly progress: Progress;
}

export interface ImportedRecording {
  readonly id: string;
  readonly folder: string;
  readonly formatVersion: string;
  readonly counts: ImportCounts;
  readonly warnings: readonly ImportWarning[];
  /** Bytes of what was read, and of the log that it became. */
  readonly bytes: { readonly read: number; readonly log: number };
}

/** Larger contents go to the shadow git directory, as the recorder does it. Bytes. */
const LARGEST_INLINE = 16 * 1024;

/**
 * Makes a session of somebody else's recording. The recording is read twice, as a stream: first for the files that it
 * began with, which become the base state in the shadow git directory, then for the events. A session that could not be
 * finished is taken away again.
 */
export async function importRecording(request: ImportRequest): Promise<ImportedRecording> {
  const { files, format, dataFolder, progress } = request;
  mkdirSync(dataFolder, { recursive: true });
  const survey = await surveyed(request);
  const id = newSessionId(new Date(survey.start));
  const shadow = new ShadowGit(dataFolder, id);
  try {
    await shadow.init();
    const tree = await keepBase(shadow, id, survey.base);
    const sink = new LogSink(shadow, id, survey, request, tree);
    try {
      const draft = new SessionDraft(sink);
      const reader = format.reader(draft);
      progress.report({ message: 'Writing the session' });
      for await (const { value, line } of recordsOf(files, format, draft)) reader.take(value, line);
      reader.end();
      sink.close();
      return {
        id,
        folder: sink.folder,
        formatVersion: survey.head.version,
        counts: draft.counts,
        warnings: draft.warnings,
        bytes: { read: sizeOf(files), log: sizeOf(logFiles(sink.folder)) },
      };
    } catch (error) {
      sink.abandon();
      throw error;
    }
  } finally {
    shadow.dispose();
  }
}

interface Survey {
  readonly head: RecordingHead;
  /** Wall clock of the first moment, in milliseconds since 1970. */
  readonly start: number;
  /** Blob id of every file that the recording began with. */
  readonly base: ReadonlyMap<string, string>;
}

async function surveyed({ files, format, dataFolder, progress }: ImportRequest): Promise<Survey> {
  const shadow = new ShadowGit(dataFolder);
  await shadow.init();
  const base = new Map<string, string>();
  let start = Number.POSITIVE_INFINITY;
  const draft = new SessionDraft({
    base(name, text) {
      if (!base.has(name)) base.set(name, shadow.writeBlob(Buffer.from(text)));
    },
    event(_event, time) {
      if (time !== null) start = Math.min(start, time);
    },
  });
  const reader = format.reader(draft);
  progress.report({ message: 'Reading the recording' });
  for await (const { value, line } of recordsOf(files, format, draft)) reader.take(value, line);
  reader.end();
  return { head: reader.head(), start: isMoment(start) ? start : 0, base };
}

function isMoment(time: number): boolean {
  return Math.abs(time) <= 8.64e15;
}

async function* recordsOf(files: readonly string[], format: RecordingFormat, draft: SessionDraft) {
  for (const file of files) {
    const end: RecordsEnd = { torn: false };
    for await (const { value, line, text } of recordingRecords(file, format.list, end)) {
      if (value !== undefined) yield { value: withSnapshot(value, file), line };
      else {
        draft.at(line);
        draft.unknown(
          'unreadable',
          { text: text ?? '' },
          null,
          'unreadable',
          'this line is no JSON; it was kept as it is',
        );
      }
    }
    if (end.torn)
      draft.warn('torn', `${path.basename(file)} ends in the middle of a record; what is before it was read`);
  }
}

/** A snapshot of crowd-code stands in a file of its own beside the chunk. */
function withSnapshot(value: unknown, chunk: string): unknown {
  if (typeof value !== 'object' || value === null || !('snapshotId' in value)) return value;
  const { snapshotId } = value;
  if (typeof snapshotId !== 'string' || !/^[\w-]+$/.test(snapshotId)) return value;
  try {
    const file = path.join(path.dirname(chunk), 'snapshots', `${snapshotId}.json`);
    return { ...value, files: JSON.parse(readFileSync(file, 'utf8')) };
  } catch {
    return value;
  }
}

class LogSink implements DraftSink {
  readonly #shadow: ShadowGit;
  readonly #writer: SessionWriter;
  readonly #start: number;
  /** Milliseconds since the start. */
  #now = 0;

  constructor(shadow: ShadowGit, id: string, { head, start }: Survey, request: ImportRequest, tree: string) {
    this.#shadow = shadow;
    this.#start = start;
    const { files, format, version } = request;
    const file = path.basename(files[0] ?? '');
    const where = head.root ?? `/${file}`;
    const at = new Date(start).toISOString();
    const root: RootState = {
      name: path.posix.basename(where) || where,
      path: where,
      tree,
      commit: null,
      branch: null,
    };
    const goal = `(imported from ${file})`;
    const tool = { version, editor: `${format.title} ${head.version}` };
    const { branch: _branch, ...rootMeta } = root;
    this.#writer = SessionWriter.create(
      path.join(request.dataFolder, 'sessions'),
      { id, goal, startedAt: at, roots: [rootMeta], tool },
      { now: () => this.#now },
    );
    const imported = { format: format.id, version: head.version, file };
    this.#writer.append({ kind: 'session-start', at, goal, roots: [root], tool, imported });
    this.#writer.append({ kind: 'checkpoint', trees: [tree], why: 'start' });
  }

  get folder(): string {
    return this.#writer.folder;
  }

  base(): void {
    // The first reading took them.
  }

  event(event: NewEvent, time: number | null): void {
    const own = time === null || !isMoment(time) ? this.#now : time - this.#start;
    this.#now = Math.max(this.#now, own);
    const clock = own === this.#now ? {} : { clock: own + this.#start };
    this.#writer.append({ ...this.#stored(event), ...clock });
  }

  close(): void {
    const at = new Date(this.#start + this.#now).toISOString();
    this.#writer.append({ kind: 'session-stop', at, why: 'closed' });
    this.#writer.close(at);
  }

  abandon(): void {
    try {
      this.#writer.close(new Date(this.#start).toISOString());
    } finally {
      rmSync(this.#writer.folder, { recursive: true, force: true });
    }
  }

  #stored(event: NewEvent): NewEvent {
    if (event.kind === 'document-open' || event.kind === 'resync') {
      return { ...event, content: this.#content(event.content) };
    }
    if (event.kind === 'file' && event.content !== undefined)
      return { ...event, content: this.#content(event.content) };
    return event;
  }

  /** A half of a surrogate pair would not come back from UTF-8, so that such a text stays in the log. */
  #content(content: Content): Content {
    if (!('text' in content) || content.text.length * 3 <= LARGEST_INLINE || /\p{Surrogate}/u.test(content.text)) {
      return content;
    }
    const bytes = Buffer.from(content.text);
    return bytes.length <= LARGEST_INLINE ? content : { blob: this.#shadow.writeBlob(bytes) };
  }
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

function logFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => path.join(folder, name));
}
