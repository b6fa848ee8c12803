import { lstatSync, readFileSync, readlinkSync } from 'node:fs';

/** A file as git would store it. */
export interface DiskFile {
  readonly mode: '100644' | '100755' | '120000';
  readonly bytes: Uint8Array;
}

/** What a path is on disk: a file, a folder, nothing, or a file that is too large to read here. */
export type OnDisk =
  | { readonly kind: 'file'; readonly file: DiskFile }
  | { readonly kind: 'folder' }
  | { readonly kind: 'none' }
  | { readonly kind: 'large' };

/** Larger files are left to the next checkpoint, where git reads them. Bytes. */
const LARGEST_READ = 16 * 1024 * 1024;

/** Reads a path without following a link at its end. */
export function readDisk(file: string): OnDisk {
  try {
    const stats = lstatSync(file);
    if (stats.isSymbolicLink()) {
      return { kind: 'file', file: { mode: '120000', bytes: Buffer.from(readlinkSync(file)) } };
    }
    if (stats.isDirectory()) return { kind: 'folder' };
    if (!stats.isFile()) return { kind: 'none' };
    if (stats.size > LARGEST_READ) return { kind: 'large' };
    const mode = (stats.mode & 0o100) === 0 ? '100644' : '100755';
    return { kind: 'file', file: { mode, bytes: readFileSync(file) } };
  } catch {
    return { kind: 'none' };
  }
}
