import { execFileSync } from 'node:child_process';
import { chmodSync, type Dirent, lstatSync, readdirSync, rmSync, type Stats } from 'node:fs';
import path from 'node:path';

export interface SettledFolder {
  /** What was taken out, with a word for what it was; at most twenty. */
  readonly removed: readonly string[];
  /** More files or bytes than there may be, in one sentence: nothing should be done with the folder but remove it. */
  readonly excess: string | null;
}

/** Deeper than this nothing that people make is; the file system's own functions fail on much deeper paths. */
const DEEPEST = 100;
const LONGEST_PATH = 3500;

/**
 * Makes a folder that untrusted commands worked in harmless for what comes after: pipes, sockets and devices go (git
 * does not know them), and repositories inside (git would read their settings, and run what those name), and names that
 * are no UTF-8; set-user-id bits go; what its owner may not read or enter becomes readable. Links stay and are not
 * followed. Nothing may run in there meanwhile.
 */
export function settleFolder(
  folder: string,
  limits: { readonly files: number; readonly diskBytes: number },
): SettledFolder {
  const removed: string[] = [];
  let [files, bytes] = [0, 0];
  const take = (place: Buffer, what: string) => {
    if (removed.length < 20)
      removed.push(`${place.subarray(Buffer.byteLength(folder) + 1).toString('utf8')} (${what})`);
    removeAll(place);
  };
  const open: { readonly place: Buffer; readonly depth: number }[] = [{ place: Buffer.from(folder), depth: 0 }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of entriesOf(at.place)) {
      const place = Buffer.concat([at.place, Buffer.from(path.sep), entry.name]);
      const stat = lstatSync(place, { throwIfNoEntry: false });
      if (stat === undefined) continue;
      const odd = oddity(entry, stat, place.length > LONGEST_PATH ? DEEPEST : at.depth);
      if (odd !== null) {
        if (!(at.depth === 0 && isEmptyGit(entry, place))) take(place, odd);
        continue;
      }
      files++;
      if (stat.isFile()) bytes += stat.size;
      if (files > limits.files) return { removed, excess: `it left more than ${limits.files} files` };
      if (bytes > limits.diskBytes) return { removed, excess: `it left files of more than ${limits.diskBytes} bytes` };
      makePlain(place, stat);
      if (stat.isDirectory()) open.push({ place, depth: at.depth + 1 });
    }
  }
  return { removed, excess: null };
}

type Entry = Dirent<Buffer>;

function oddity(entry: Entry, stat: Stats, depth: number): string | null {
  if (stat.isFIFO()) return 'a pipe';
  if (stat.isSocket()) return 'a socket';
  if (stat.isBlockDevice() || stat.isCharacterDevice()) return 'a device';
  const name = entry.name.toString('utf8');
  if (/^(\.git|git~\d+)[ .]*$/i.test(name)) return 'a repository';
  if (!Buffer.from(name, 'utf8').equals(entry.name)) return 'a name that is no UTF-8';
  return depth >= DEEPEST && stat.isDirectory() ? 'too deep' : null;
}

/** The place over which the sandbox hides what commands take for the copy's repository. */
function isEmptyGit(entry: Entry, place: Buffer): boolean {
  return entry.name.toString('latin1') === '.git' && entry.isDirectory() && entriesOf(place).length === 0;
}

function makePlain(place: Buffer, stat: Stats): void {
  if (stat.isSymbolicLink()) return;
  const needed = stat.isDirectory() ? 0o700 : 0o600;
  const mode = (stat.mode & 0o777) | needed;
  if ((stat.mode & 0o7777) !== mode) chmodSync(place, mode);
}

function entriesOf(place: Buffer): Entry[] {
  return readdirSync(place, { withFileTypes: true, encoding: 'buffer' }) as Entry[];
}

/** Also what is nested so deep that its path is too long for one call. */
function removeAll(place: Buffer): void {
  try {
    rmSync(place, { recursive: true, force: true });
  } catch {
    const name = place.toString('utf8');
    execFileSync('chmod', ['-R', 'u+rwx', '--', name], { stdio: 'ignore' });
    execFileSync('rm', ['-rf', '--', name], { stdio: 'ignore' });
  }
}
