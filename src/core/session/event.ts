import * as z from 'zod/mini';

/**
 * The facts that a session's log holds. One schema a kind; the types come from the schemas.
 *
 * Common to all: `seq` counts from 0 without gaps over the whole session; `t` is milliseconds since the
 * session started, on a monotonic clock. Paths are relative to their workspace root, with forward slashes;
 * `root` is the root's index and is left out for the first one. Offsets are UTF-16 code units.
 * A reader keeps records whose `kind` it does not know, and a record may carry more fields than are named here.
 */
const base = { seq: z.number(), t: z.number() };
const located = { path: z.string(), root: z.optional(z.number()) };

/**
 * A content, in the cheapest way that loses nothing: text in the record, bytes in the record (base64),
 * or the id of a blob in the shadow git directory.
 */
export const contentSchema = z.union([
  z.object({ text: z.string() }),
  z.object({ base64: z.string() }),
  z.object({ blob: z.string() }),
]);
export type Content = z.infer<typeof contentSchema>;

const change = z.readonly(z.tuple([z.number(), z.number(), z.string()]));

/** What was seen that tells who or what caused an event. Judged late, never while recording. */
const evidence = z.optional(z.record(z.string(), z.unknown()));

const rootState = z.object({
  /** The root's name in the editor, and its absolute path when it was recorded. */
  name: z.string(),
  path: z.string(),
  /** Tree id of the files on disk, in the shadow git directory. */
  tree: z.string(),
  /** The user's own repository: its HEAD commit (null: no commits or no git) and branch (null: detached or none). */
  commit: z.nullable(z.string()),
  branch: z.nullable(z.string()),
});
export type RootState = z.infer<typeof rootState>;

export const eventSchemas = {
  'session-start': z.object({
    ...base,
    kind: z.literal('session-start'),
    /** Wall clock, ISO 8601 in UTC. */
    at: z.string(),
    goal: z.string(),
    roots: z.array(rootState),
    tool: z.object({ version: z.string(), editor: z.optional(z.string()) }),
  }),
  /** A text document came into the editor's hands (shown or not), with its text at that moment. */
  'document-open': z.object({
    ...base,
    kind: z.literal('document-open'),
    /** Number of the document inside this session; never used again for another one. */
    doc: z.number(),
    ...located,
    /** Only for documents without a file in the workspace (untitled, other schemes). */
    uri: z.optional(z.string()),
    v: z.number(),
    content: contentSchema,
    eol: z.enum(['\n', '\r\n']),
    /** The editor's name for the encoding, for example utf8, utf8bom, utf16le, windows1252. */
    encoding: z.string(),
    language: z.string(),
    dirty: z.optional(z.boolean()),
    /**
     * The bytes on disk when they are not what encoding the text gives (mixed line ends, undecodable bytes,
     * an encoding that is not Unicode). Absent: the text, its line ends and its encoding give the bytes.
     */
    disk: z.optional(contentSchema),
    evidence,
  }),
  'document-close': z.object({ ...base, kind: z.literal('document-close'), doc: z.number() }),
  /** A document keeps its identity and text under a new path. */
  'document-path': z.object({
    ...base,
    kind: z.literal('document-path'),
    doc: z.number(),
    ...located,
    uri: z.optional(z.string()),
  }),
  'document-state': z.object({
    ...base,
    kind: z.literal('document-state'),
    doc: z.number(),
    eol: z.optional(z.enum(['\n', '\r\n'])),
    encoding: z.optional(z.string()),
    language: z.optional(z.string()),
    dirty: z.optional(z.boolean()),
  }),
  edit: z.object({
    ...base,
    kind: z.literal('edit'),
    doc: z.number(),
    /** The document's version after the edit. */
    v: z.number(),
    /** As the editor reported it, in its order. */
    changes: z.array(change),
    /** The smallest changes with the same result, when the reported ones are wasteful. */
    minimal: z.optional(z.array(change)),
    reason: z.optional(z.enum(['undo', 'redo'])),
    evidence,
  }),
  /** The recorder's idea of a text was wrong, or was not kept for a while: this is the text now. */
  resync: z.object({
    ...base,
    kind: z.literal('resync'),
    doc: z.number(),
    v: z.number(),
    content: contentSchema,
    why: z.string(),
  }),
  save: z.object({
    ...base,
    kind: z.literal('save'),
    doc: z.number(),
    v: z.number(),
    /** git blob id of the bytes that are on disk after the save. */
    blob: z.string(),
    bytes: z.number(),
    /** Those bytes, when encoding the text does not give them. */
    disk: z.optional(contentSchema),
    evidence,
  }),
  /**
   * Something happened to a file or folder on disk. `source` says who told: the editor's own file events,
   * the file watcher, or the comparison that every checkpoint makes with the disk.
   */
  file: z.object({
    ...base,
    kind: z.literal('file'),
    op: z.enum(['create', 'change', 'delete', 'rename']),
    ...located,
    /** Where it went, for `rename`. */
    to: z.optional(z.string()),
    toRoot: z.optional(z.number()),
    /** True when `path` names a folder: everything below it is meant. */
    folder: z.optional(z.boolean()),
    /** git file mode; absent means 100644, or unchanged. */
    mode: z.optional(z.string()),
    /** The bytes after `create` and `change`. */
    content: z.optional(contentSchema),
    source: z.enum(['editor', 'watcher', 'checkpoint']),
    evidence,
  }),
  /** A file that cannot be recorded as text (too large for the editor, not a regular file): why, and its bytes if kept. */
  opaque: z.object({
    ...base,
    kind: z.literal('opaque'),
    ...located,
    why: z.string(),
    content: z.optional(contentSchema),
  }),
  'command-start': z.object({
    ...base,
    kind: z.literal('command-start'),
    /** Number of the command inside this session. */
    command: z.number(),
    terminal: z.string(),
    line: z.string(),
    /** Absent: the terminal did not say. */
    cwd: z.optional(z.string()),
    confidence: z.enum(['low', 'medium', 'high']),
  }),
  'command-output': z.object({ ...base, kind: z.literal('command-output'), command: z.number(), text: z.string() }),
  /** `exitCode` is null where the shell did not tell. */
  'command-end': z.object({
    ...base,
    kind: z.literal('command-end'),
    command: z.number(),
    exitCode: z.nullable(z.number()),
  }),
  /** Reasoning in somebody's own words, attached to code and to what was done. */
  note: z.object({
    ...base,
    kind: z.literal('note'),
    note: z.string(),
    type: z.enum(['goal', 'hypothesis', 'decision', 'evidence', 'rejected', 'verification', 'why']),
    text: z.string(),
    anchors: z.array(
      z.object({
        doc: z.optional(z.number()),
        ...located,
        start: z.number(),
        end: z.number(),
        /** The text between `start` and `end` at that moment. */
        quote: z.string(),
      }),
    ),
    /** The events that the note is about: first and last `seq`. */
    about: z.optional(z.tuple([z.number(), z.number()])),
  }),
  /** What is selected in the editor that has the focus: every cursor as anchor and active end. */
  selection: z.object({
    ...base,
    kind: z.literal('selection'),
    doc: z.number(),
    ranges: z.array(z.tuple([z.number(), z.number()])),
    cause: z.optional(z.enum(['keyboard', 'mouse', 'command'])),
  }),
  /** The editor that has the focus changed; null when none has it. */
  focus: z.object({ ...base, kind: z.literal('focus'), doc: z.nullable(z.number()) }),
  git: z.object({
    ...base,
    kind: z.literal('git'),
    root: z.optional(z.number()),
    commit: z.nullable(z.string()),
    branch: z.nullable(z.string()),
  }),
  /** The disk as git sees it: one tree id a root. Folding the log up to here must give the same. */
  checkpoint: z.object({ ...base, kind: z.literal('checkpoint'), trees: z.array(z.string()), why: z.string() }),
  /** While paused nothing is recorded; `resume` is followed by whatever had changed. */
  pause: z.object({ ...base, kind: z.literal('pause') }),
  resume: z.object({ ...base, kind: z.literal('resume'), at: z.string() }),
  /** The log ended without `session-stop`, and this start put it in order. */
  recovered: z.object({
    ...base,
    kind: z.literal('recovered'),
    at: z.string(),
    /** How many bytes of a torn last record were set aside. */
    tornBytes: z.number(),
    /** Name of the file, beside the log, that holds them. */
    setAside: z.optional(z.string()),
  }),
  'session-stop': z.object({
    ...base,
    kind: z.literal('session-stop'),
    at: z.string(),
    why: z.enum(['asked', 'closed', 'recovered']),
  }),
} as const;

export type EventKind = keyof typeof eventSchemas;
export type SessionEventOf<K extends EventKind> = z.infer<(typeof eventSchemas)[K]>;

/** Every kind that this version knows. */
export type SessionEvent = { [K in EventKind]: SessionEventOf<K> }[EventKind];

/** An event before the log gives it its place: everything but `seq` and `t`. */
export type NewEvent = { [K in EventKind]: Omit<SessionEventOf<K>, 'seq' | 't'> }[EventKind];

/** A record of a kind from a newer version: kept, counted, skipped by the fold. */
export interface UnknownEvent {
  readonly seq: number;
  readonly t: number;
  readonly kind: string;
}
