import * as z from 'zod/mini';
import type { TextChange } from '../edit/change.ts';
import type { RecordingFormat, RecordingHead, RecordingReader } from './recordingFormat.ts';
import type { SessionDraft } from './sessionDraft.ts';

const VERSION = /"documentType"\s*:\s*"workspaceRecording@([^"]+)"/;
const KINDS = /"kind"\s*:\s*"(documentEncountered|setContent|log-origin|applicationStart)"/;

/** The logs of Copilot Chat's workspace recorder, `workspaceRecording@1.0`: `{"log": […]}` or one record a line. */
export const workspaceRecording: RecordingFormat = {
  id: 'workspace-recording',
  title: 'Copilot Chat workspace recording',
  list: 'log',
  recognise(head) {
    const version = VERSION.exec(head)?.[1];
    if (version !== undefined) return version;
    return KINDS.test(head) && (/^\s*\{\s*"log"\s*:/.test(head) || /^\s*\{\s*"kind"/.test(head)) ? '1.0' : null;
  },
  reader: (draft) => new Reader(draft),
};

const count = z.number().check(z.int(), z.minimum(0));
const envelope = z.looseObject({
  kind: z.string(),
  id: z.optional(z.unknown()),
  time: z.optional(z.unknown()),
});
const edit = z.array(z.tuple([count, count, z.string()]));
const shapes = {
  encountered: z.object({ id: count, relativePath: z.string() }),
  setContent: z.object({ id: count, content: z.string(), v: z.optional(z.number()) }),
  content: z.object({ id: count, contentId: z.string(), v: z.optional(z.number()) }),
  changed: z.object({
    id: count,
    edit,
    v: z.optional(z.number()),
    metadata: z.optional(z.record(z.string(), z.unknown())),
  }),
  focused: z.object({ id: count }),
  selection: z.object({ id: count, selection: z.array(z.tuple([count, count])) }),
} as const;

/** Kinds that say nothing of a text, and are kept as they are. */
const KEPT: ReadonlySet<string> = new Set([
  'header',
  'applicationStart',
  'meta',
  'opened',
  'closed',
  'bookmark',
  'documentEvent',
  'event',
  'nextUserEdit',
]);

interface Entry {
  readonly kind: string;
  readonly time: number | null;
  readonly doc: number | undefined;
  /** All members but kind, time and id. */
  readonly rest: Record<string, unknown>;
  readonly record: Record<string, unknown>;
}

class Reader implements RecordingReader {
  readonly #draft: SessionDraft;
  readonly #paths = new Map<number, string>();
  readonly #stored = new Map<string, string>();
  #root: string | null = null;
  #version = '1.0';
  #time: number | null = null;

  constructor(draft: SessionDraft) {
    this.#draft = draft;
  }

  head(): RecordingHead {
    return { root: this.#root, version: this.#version };
  }

  end(): void {
    this.#draft.at(null);
  }

  take(value: unknown, line: number | null): void {
    this.#draft.at(line);
    const parsed = envelope.safeParse(value);
    if (!parsed.success) {
      this.#draft.unknown('record', { value }, this.#time, 'not-a-record', 'this is no record; it was kept as it is');
      return;
    }
    const { kind, time, id, ...rest } = parsed.data;
    const known = typeof time === 'number' && Number.isFinite(time);
    if (known) this.#time = time;
    const entry: Entry = {
      kind,
      time: known ? time : this.#time,
      doc: typeof id === 'number' && Number.isInteger(id) && id >= 0 ? id : undefined,
      rest: known || time === undefined ? rest : { ...rest, time },
      record: parsed.data,
    };
    if (entry.doc === undefined && id !== undefined) this.#unfit(entry, 'bad-id', 'its document has no number');
    else this.#take(entry);
  }

  #take(entry: Entry): void {
    switch (entry.kind) {
      case 'documentEncountered':
        this.#encountered(entry);
        return;
      case 'setContent':
        this.#setContent(entry);
        return;
      case 'storeContent':
        this.#storeContent(entry);
        return;
      case 'restoreContent':
        this.#restoreContent(entry);
        return;
      case 'changed':
        this.#changed(entry);
        return;
      case 'focused':
        this.#focused(entry);
        return;
      case 'selectionChanged':
        this.#selection(entry);
        return;
      default:
        this.#other(entry);
    }
  }

  #other({ kind, time, doc, rest, record }: Entry): void {
    if (kind === 'header' || kind === 'meta') this.#header(kind === 'meta' ? record.data : record);
    if (KEPT.has(kind)) this.#draft.foreign(kind, doc, rest, time);
    else {
      this.#draft.counts.unknownRecords++;
      this.#draft.foreign(kind, doc, rest, time);
    }
  }

  #header(data: unknown): void {
    if (typeof data !== 'object' || data === null) return;
    const { repoRootUri, documentType } = data as Record<string, unknown>;
    if (typeof repoRootUri === 'string') this.#root ??= pathOfUri(repoRootUri);
    if (typeof documentType === 'string') this.#version = documentType.split('@')[1] ?? this.#version;
  }

  #encountered(entry: Entry): void {
    const data = this.#fit(entry, shapes.encountered, 'it has no path');
    if (data === null) return;
    this.#paths.set(data.id, data.relativePath);
    this.#draft.foreign(entry.kind, entry.doc, entry.rest, entry.time);
  }

  #setContent(entry: Entry): void {
    const data = this.#fit(entry, shapes.setContent, 'it has no content');
    if (data === null) return;
    const { content: _content, ...rest } = entry.rest;
    this.#states(entry, data.id, data.content, data.v, rest);
  }

  #storeContent(entry: Entry): void {
    const data = this.#fit(entry, shapes.content, 'it has no content id');
    if (data === null) return;
    const text = this.#draft.text(data.id);
    if (text !== undefined) this.#stored.set(data.contentId, text);
    this.#draft.foreign(entry.kind, entry.doc, entry.rest, entry.time);
  }

  #restoreContent(entry: Entry): void {
    const data = this.#fit(entry, shapes.content, 'it has no content id');
    if (data === null) return;
    const { id, contentId, v } = data;
    const text = this.#stored.get(contentId);
    if (text === undefined) {
      this.#unfit(entry, 'content-missing', `the recording does not hold the content ${contentId}`);
      return;
    }
    this.#states(entry, id, text, v, entry.rest);
  }

  /** What is left of a record whose text is elsewhere stays beside it. */
  #states(entry: Entry, doc: number, text: string, v: number | undefined, rest: Record<string, unknown>): void {
    if (this.#draft.text(doc) === undefined) {
      this.#draft.open(doc, this.#paths.get(doc) ?? `document-${doc}`, text, v ?? 1, entry.time);
      if (entry.kind === 'restoreContent') this.#draft.foreign(entry.kind, doc, rest, entry.time);
      return;
    }
    this.#draft.check(doc, text, v ?? this.#draft.version(doc), entry.time, () => ({
      kind: 'foreign',
      type: entry.kind,
      doc,
      data: rest,
    }));
  }

  #changed(entry: Entry): void {
    const data = this.#fit(entry, shapes.changed, 'its edit cannot be understood');
    if (data === null) return;
    const { id, metadata } = data;
    const changes = oneAfterAnother(data.edit);
    const v = data.v ?? this.#draft.version(id) + 1;
    const evidence = metadata === undefined ? {} : { evidence: { detailedReason: metadata } };
    if (changes !== null && this.#draft.edit({ kind: 'edit', doc: id, v, changes, ...evidence }, entry.time)) return;
    if (this.#draft.text(id) === undefined) this.#unfit(entry, 'edit-without-text', 'it edits a document without text');
    else this.#unfit(entry, 'edit-out-of-bounds', 'its edit does not fit the text');
  }

  #focused(entry: Entry): void {
    const data = this.#fit(entry, shapes.focused, 'it names no document');
    if (data === null) return;
    this.#draft.add({ kind: 'focus', doc: data.id }, entry.time);
  }

  #selection(entry: Entry): void {
    const data = this.#fit(entry, shapes.selection, 'it has no selection');
    if (data === null) return;
    this.#draft.add({ kind: 'selection', doc: data.id, ranges: data.selection }, entry.time);
  }

  #fit<Shape>(entry: Entry, shape: z.ZodMiniType<Shape>, why: string): Shape | null {
    const parsed = shape.safeParse(entry.record);
    if (parsed.success) return parsed.data;
    this.#unfit(entry, 'misshapen', why);
    return null;
  }

  #unfit({ kind, record, time }: Entry, code: string, why: string): void {
    const { kind: _kind, time: _time, ...rest } = record;
    this.#draft.unknown(kind, rest, time, code, `${kind}: ${why}; it was kept as it is`);
  }
}

/**
 * Replacements [start, end, text] that are all meant for the same text, as ours, which apply one after another: from the
 * last to the first. Null when they overlap or end before they start.
 */
function oneAfterAnother(edits: readonly (readonly [number, number, string])[]): TextChange[] | null {
  const ordered = edits
    .map(([start, end, text], index) => ({ start, end, text, index }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.index - b.index);
  let reached = 0;
  for (const { start, end } of ordered) {
    if (start < reached || end < start) return null;
    reached = end;
  }
  return ordered.reverse().map(({ start, end, text }): TextChange => [start, end - start, text]);
}

/** The path of a file URI: `file:///d%3A/dev/x` is `d:/dev/x`. */
function pathOfUri(uri: string): string {
  const path = uri.replace(/^file:\/\/(localhost)?/, '');
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // A stray percent sign: the path is taken as it stands.
  }
  return decoded.replace(/^\/(?=[A-Za-z]:)/, '');
}
