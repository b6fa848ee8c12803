import * as z from 'zod/mini';
import { activityEventSchemas } from './activityEvents.ts';
import { base, changeSchema, contentSchema, evidence, located } from './eventFields.ts';
import { notebookEventSchemas } from './notebookEvents.ts';
import { noteEventSchemas } from './noteEvents.ts';

/**
 * The facts that a session's log holds. One schema a kind; the types come from the schemas.
 *
 * Common to all: `seq` counts from 0 without gaps over the whole session; `t` is milliseconds since the
 * session started, on a monotonic clock. Paths are relative to their workspace root, with forward slashes;
 * `root` is the root's index and is left out for the first one. Offsets are UTF-16 code units.
 * A reader keeps records whose `kind` it does not know, and a record may carry more fields than are named here.
 */
export type Content = z.infer<typeof contentSchema>;

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
  ...activityEventSchemas,
  ...notebookEventSchemas,
  ...noteEventSchemas,
  'session-start': z.object({
    ...base,
    kind: z.literal('session-start'),
    /** Wall clock, ISO 8601 in UTC. */
    at: z.string(),
    goal: z.string(),
    roots: z.array(rootState),
    tool: z.object({ version: z.string(), editor: z.optional(z.string()) }),
    /** The session was made from somebody else's recording: which format, and the file's name. */
    imported: z.optional(z.object({ format: z.string(), version: z.string(), file: z.string() })),
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
    changes: z.array(changeSchema),
    /** The smallest changes with the same result, when the reported ones are wasteful. */
    minimal: z.optional(z.array(changeSchema)),
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
    /** What made it save: the person, a delay, or that the editor lost the focus. */
    cause: z.optional(z.enum(['manual', 'delay', 'focus'])),
    /** First and last `seq` of the edits that the save itself made before it wrote (formatting and the like). */
    formatting: z.optional(z.tuple([z.number(), z.number()])),
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
  /**
   * The person's own repository moved: HEAD, the branch, or what it is in the middle of. `moves` are the entries that
   * its reflogs gained, oldest first; a stash that was dropped or popped is a move from it to the one on top now. The
   * first one of a session has no moves: it says where things stood.
   */
  git: z.object({
    ...base,
    kind: z.literal('git'),
    root: z.optional(z.number()),
    /** Only for another repository that stands inside the root (a submodule, a clone): its folder. */
    path: z.optional(z.string()),
    commit: z.nullable(z.string()),
    branch: z.nullable(z.string()),
    /** Tree id of that commit in the person's repository. */
    tree: z.optional(z.string()),
    /** An operation of git that is under way. */
    during: z.optional(z.enum(['merge', 'rebase', 'cherry-pick', 'revert', 'bisect', 'am'])),
    moves: z.optional(
      z.array(
        z.object({
          action: z.enum([
            'commit',
            'amend',
            'checkout',
            'merge',
            'rebase',
            'reset',
            'pull',
            'cherry-pick',
            'revert',
            'stash',
            'clone',
            'branch',
            'other',
          ]),
          from: z.nullable(z.string()),
          to: z.nullable(z.string()),
          message: z.string(),
        }),
      ),
    ),
    evidence,
  }),
  /** Many files changed at once, by a checkout or the like: the disk went from one tree to another. */
  bulk: z.object({
    ...base,
    kind: z.literal('bulk'),
    root: z.optional(z.number()),
    /** Tree ids of the disk before and after, as a checkpoint has them. */
    from: z.string(),
    to: z.string(),
    /** Path, mode and blob id of every file that changed or came; mode and blob id are null for one that went. */
    files: z.array(z.tuple([z.string(), z.nullable(z.string()), z.nullable(z.string())])),
    source: z.enum(['watcher', 'checkpoint']),
    evidence,
  }),
  /** The disk as git sees it: one tree id a root. Folding the log up to here must give the same. */
  checkpoint: z.object({ ...base, kind: z.literal('checkpoint'), trees: z.array(z.string()), why: z.string() }),
  /** Something secret was kept out of the log: text was replaced by a placeholder of the same length, or a file left out. */
  redaction: z.object({
    ...base,
    kind: z.literal('redaction'),
    doc: z.optional(z.number()),
    path: z.optional(z.string()),
    root: z.optional(z.number()),
    /** What found it: a rule's name. Never what was found. */
    rule: z.string(),
    count: z.number(),
  }),
  /**
   * A record of the recording that this session was imported from which has no kind of its own here: `type` is its kind
   * there, `data` its other members.
   */
  foreign: z.object({
    ...base,
    kind: z.literal('foreign'),
    type: z.string(),
    doc: z.optional(z.number()),
    data: z.record(z.string(), z.unknown()),
  }),
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
