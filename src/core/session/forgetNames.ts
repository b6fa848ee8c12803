import type { SessionEventOf } from './event.ts';
import type { LogRecord } from './forgetOutcome.ts';

interface Name {
  readonly path: string;
  readonly root: number;
}

/** What a file had as names is bounded by what a path can be; a longer one comes from a log that moves in circles. */
const LONGEST = 1024;

/** The names under which a forgotten file or folder appears in a session, and the documents that showed it. */
export class ForgottenNames {
  readonly documents = new Set<number>();
  readonly #paths: Set<string>[] = [];
  readonly #roots: readonly string[];

  /** @param roots absolute paths of the workspace roots, so that a mention below one is told from that of another file */
  constructor(roots: readonly string[] = []) {
    this.#roots = roots;
  }

  add({ path, root }: Name): void {
    if (path.length > LONGEST || this.has(path, root)) return;
    const paths = this.#paths[root] ?? new Set();
    this.#paths[root] = paths.add(path);
  }

  /** Whether a path is one of the names, or below one. */
  has(path: string, root = 0): boolean {
    const paths = this.#paths[root];
    if (paths === undefined) return false;
    if (paths.has(path)) return true;
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (paths.has(path.slice(0, slash))) return true;
    }
    return false;
  }

  /** The names in one root. */
  in(root: number): string[] {
    return [...(this.#paths[root] ?? [])];
  }

  /** Every name once, whatever its root. */
  all(): string[] {
    return [...new Set(this.#paths.flatMap((paths) => [...paths]))];
  }

  get size(): number {
    return this.#paths.reduce((sum, paths) => sum + paths.size, this.documents.size);
  }

  /** `text` with every mention of a name replaced. A name is a mention where it is no part of a longer one. */
  redact(text: string): string {
    let result = text;
    for (const path of this.all().sort((a, b) => b.length - a.length)) {
      if (result.includes(path)) result = result.replaceAll(mentionOf(path, this.#roots), '[forgotten]');
    }
    return result;
  }
}

/**
 * Follows a path (in every root) through the renames of a session, in both directions: what it was called before and
 * what it became, and every document that had one of these names at any time, with all its other names.
 */
export function forgottenNames(records: readonly LogRecord[], path: string): ForgottenNames {
  const roots = rootsIn(records);
  const names = new ForgottenNames(roots);
  for (let root = 0; root < Math.max(1, roots.length); root++) names.add({ path, root });
  const renames = records.flatMap((record) => (isRename(record) ? [record] : []));
  const documents = documentNames(records);
  for (let size = -1; size !== names.size; ) {
    size = names.size;
    for (const rename of renames) follow(rename, names);
    for (const [doc, { places, uris }] of documents) {
      if (!places.some((place) => names.has(place.path, place.root)) && !uris.some((uri) => leadsTo(uri, names)))
        continue;
      names.documents.add(doc);
      for (const place of places) names.add(place);
    }
  }
  return names;
}

function follow({ path, root = 0, to, toRoot = root }: SessionEventOf<'file'>, names: ForgottenNames): void {
  if (to === undefined) return;
  for (const name of names.in(root)) {
    const moved = movedName(name, path, to);
    if (moved !== undefined) names.add({ path: moved, root: toRoot });
  }
  for (const name of names.in(toRoot)) {
    const before = movedName(name, to, path);
    if (before !== undefined) names.add({ path: before, root });
  }
}

/** What `name`, or the part of it that moved, is called after `from` became `to`. */
function movedName(name: string, from: string, to: string): string | undefined {
  if (name === from || from.startsWith(`${name}/`)) return to;
  return name.startsWith(`${from}/`) ? to + name.slice(from.length) : undefined;
}

function documentNames(records: readonly LogRecord[]): Map<number, { places: Name[]; uris: string[] }> {
  const documents = new Map<number, { places: Name[]; uris: string[] }>();
  for (const record of records) {
    if (!isPlacing(record)) continue;
    const { doc, path, root = 0, uri } = record;
    const known = documents.get(doc) ?? { places: [], uris: [] };
    documents.set(doc, known);
    if (uri === undefined) known.places.push({ path, root });
    else known.uris.push(path, uri);
  }
  return documents;
}

/** A document that is no file of the workspace may still show one, for example as it was in the last commit. */
function leadsTo(uri: string, names: ForgottenNames): boolean {
  const plain = `/${decoded(uri)}`;
  return names.all().some((path) => new RegExp(`/${escaped(path)}(?=$|[/?#&"])`, 'u').test(plain));
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

function rootsIn(records: readonly LogRecord[]): readonly string[] {
  const start = records.find((record) => record.kind === 'session-start') as
    | SessionEventOf<'session-start'>
    | undefined;
  return start?.roots.map((root) => root.path) ?? [];
}

function isRename(record: LogRecord): record is SessionEventOf<'file'> {
  return record.kind === 'file' && (record as SessionEventOf<'file'>).op === 'rename';
}

function isPlacing(record: LogRecord): record is SessionEventOf<'document-open'> | SessionEventOf<'document-path'> {
  return record.kind === 'document-open' || record.kind === 'document-path';
}

function mentionOf(path: string, roots: readonly string[]): RegExp {
  const inRoot = roots.map((root) => `(?<=${escaped(root.replaceAll('\\', '/'))}/)|`).join('');
  return new RegExp(`(?:${inRoot}(?<![\\p{L}\\p{N}_-]/?))${escaped(path)}(?![\\p{L}\\p{N}_])`, 'gu');
}

function escaped(path: string): string {
  return path.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
