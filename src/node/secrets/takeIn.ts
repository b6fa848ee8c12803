import { lstat, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { isBinary, redactBytes, scannedText } from '../../core/session/redaction/redactBytes.ts';
import type { Redactor } from '../../core/session/redaction/redactor.ts';
import { BlobPack } from './blobPack.ts';

/** A file as a snapshot is to have it. `folder`: git is to look at it; `none`: there is no file, or what stands there is none. */
export type TakenFile =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: string;
      readonly oid: string;
      /** What tells that the file is still the same. */
      readonly stamp: string;
      readonly found: ReadonlyMap<string, number>;
    }
  | { readonly kind: 'folder' | 'none' | 'unreadable'; readonly path: string };

export interface TakeInCall {
  /** The shadow git directory, absolute. */
  readonly gitDir: string;
  readonly root: string;
  /** Relative to the root, with forward slashes. */
  readonly paths: readonly string[];
}

/** Finds secrets in a text that the redactor's own rules do not know. Never throws. */
export type SecretFinder = (text: string, path: string) => Promise<readonly string[]>;

/** So many files are read at once. */
const AT_ONCE = 16;
/** Files are looked through together, up to so much, before any of them is stored: what one tells of hides it in all. Bytes. */
const TOGETHER = 64 * 1024 * 1024;

type Read =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: string;
      readonly bytes: Uint8Array;
      readonly stamp: string;
    }
  | { readonly kind: 'folder' | 'none' | 'unreadable'; readonly path: string };

/** A file that was looked through; `cleanAt`: the redactor's generation at which nothing was found in it. */
interface Looked {
  readonly file: Read;
  readonly cleanAt: number | undefined;
}

/**
 * Reads files, replaces the secrets in their text, and stores the result in the shadow git directory: what was found in
 * them never reaches it. git itself reads none of these files, so that nothing can change between the look and the store.
 */
export async function takeIn(
  { gitDir, root, paths }: TakeInCall,
  redactor: Redactor,
  find?: SecretFinder,
): Promise<TakenFile[]> {
  const pack = new BlobPack(gitDir, paths.length);
  const taken: TakenFile[] = [];
  let group: Looked[] = [];
  let size = 0;
  try {
    for (let at = 0; at < paths.length; at += AT_ONCE) {
      const read = await Promise.all(paths.slice(at, at + AT_ONCE).map((name) => readOne(root, name)));
      for (const file of read) {
        size += file.kind === 'file' ? file.bytes.length : 0;
        group.push({ file, cleanAt: await lookThrough(file, redactor, find) });
      }
      if (size < TOGETHER && at + AT_ONCE < paths.length) continue;
      for (const file of group) taken.push(await store(file, redactor, pack));
      group = [];
      size = 0;
    }
  } finally {
    await pack.end();
  }
  return taken;
}

async function store({ file, cleanAt }: Looked, redactor: Redactor, pack: BlobPack): Promise<TakenFile> {
  if (file.kind !== 'file') return file;
  const { path: name, mode, stamp } = file;
  const clean = mode === LINK || cleanAt === redactor.generation;
  const { bytes, found } = clean ? { bytes: file.bytes, found: new Map() } : redactBytes(file.bytes, redactor);
  return { kind: 'file', path: name, mode, oid: await pack.add(bytes), stamp, found };
}

const LINK = '120000';

async function readOne(root: string, name: string): Promise<Read> {
  const file = path.join(root, name);
  try {
    const stats = await lstat(file, { bigint: true });
    const stamp = stampOf(stats);
    if (stats.isDirectory()) return { kind: 'folder', path: name };
    if (stats.isSymbolicLink()) {
      return { kind: 'file', path: name, mode: LINK, bytes: Buffer.from(await readlink(file)), stamp };
    }
    if (!stats.isFile()) return { kind: 'none', path: name };
    const mode = (stats.mode & 0o100n) === 0n ? '100644' : '100755';
    return { kind: 'file', path: name, mode, bytes: await readFile(file), stamp };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'none', path: name };
    if (code === 'EACCES' || code === 'EPERM') return { kind: 'unreadable', path: name };
    throw error;
  }
}

/** Larger texts teach nothing; they are redacted all the same. Bytes. */
const LARGEST_LEARNED = 4 * 1024 * 1024;

async function lookThrough(
  file: Read,
  redactor: Redactor,
  find: SecretFinder | undefined,
): Promise<number | undefined> {
  if (file.kind !== 'file' || file.mode === LINK || !redactor.enabled) return undefined;
  if (file.bytes.length > LARGEST_LEARNED || isBinary(file.bytes)) return undefined;
  const text = scannedText(file.bytes) ?? '';
  const spans = redactor.spans(text);
  const clean = spans.length === 0 ? redactor.generation : undefined;
  for (const { start, end, rule } of spans) if (rule !== 'seen-before') redactor.learn(text.slice(start, end));
  const more = (await find?.(text, file.path)) ?? [];
  for (const value of more) redactor.learn(value);
  return clean;
}

/** Tells one state of a file from the next. */
export function stampOf({
  ino,
  size,
  mtimeNs,
  ctimeNs,
  mode,
}: {
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly mode: bigint;
}): string {
  return `${ino} ${size} ${mtimeNs} ${ctimeNs} ${mode}`;
}
