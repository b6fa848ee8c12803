import * as z from 'zod/mini';

export const MINED_VERSION = 1;

const objectId = z.string().check(z.regex(/^[0-9a-f]{40,64}$/));

/**
 * One file of one commit, as `edits-NNNN.jsonl` has it. Contents stay in the repository: `before` and `after` are blob
 * ids, and `changes` turn the one text into the other.
 */
export const minedEditSchema = z.object({
  v: z.literal(MINED_VERSION),
  commit: objectId,
  /** First parent; null for a first commit. */
  parent: z.nullable(objectId),
  /** The commit's tree. */
  tree: objectId,
  /** When it was written, seconds since 1970. */
  time: z.number(),
  /** The first line of the message. */
  subject: z.string(),
  /** Agents that the commit names as authors or co-authors, as it names them. Empty says nothing about who it was. */
  agents: z.readonly(z.array(z.string())),
  /** Relative to the root, with forward slashes. */
  path: z.string(),
  /** Where the file was before, when it was renamed or copied. */
  from: z.exactOptional(z.string()),
  /** The editor's language id; null when the extension is not known. */
  language: z.nullable(z.string()),
  /** Blob ids; null: not there. */
  before: z.nullable(objectId),
  after: z.nullable(objectId),
  /**
   * `[offset, deleted, inserted]`: at `offset` of the text before (UTF-16 code units), `deleted` units give way to
   * `inserted`. Ascending, disjoint. Empty for files that came, went or only moved.
   */
  changes: z.readonly(z.array(z.readonly(z.tuple([z.number(), z.number(), z.string()])))),
});
export type MinedEdit = Readonly<z.infer<typeof minedEditSchema>>;

const counts = z.record(z.string(), z.number());

/** `mined.json`: what a folder of mined edits holds, and what is known already. */
export const minedManifestSchema = z.object({
  version: z.literal(MINED_VERSION),
  toolVersion: z.string(),
  /** First commits of the history: they tell whether another run is of the same repository. */
  roots: z.readonly(z.array(objectId)),
  /** Everything that these reach has been read. */
  heads: z.readonly(z.array(objectId)),
  commits: z.number(),
  edits: z.number(),
  /** Bytes of the contents that were read. */
  bytes: z.number(),
  /** Why files were left out, and how often. */
  leftOut: counts,
  byLanguage: counts,
  files: z.readonly(z.array(z.object({ name: z.string(), edits: z.number(), sha256: z.string() }))),
});
export type MinedManifest = Readonly<z.infer<typeof minedManifestSchema>>;
