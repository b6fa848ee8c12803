import { readdirSync } from 'node:fs';
import type { PathRule } from '../../core/trajectory/pathInside.ts';
import type { FileView, FolderEntry, ToolWorld } from '../../core/trajectory/tools/callOutcome.ts';
import type { ToolSession } from '../../core/trajectory/tools/toolSession.ts';
import { copyPath } from './copyPath.ts';
import type { DisposableCopy } from './disposableCopy.ts';

/** One replay under way. */
export interface Replaying {
  readonly copy: DisposableCopy;
  readonly tools: ToolSession;
  /** Where the recording's folders lie here. */
  readonly rules: readonly PathRule[];
  /** The tree that was recorded after the last step that has one; null before it. */
  recordedTree: string | null;
  /** Something was not run that may have changed files, and no recorded tree has set that right. */
  untold: boolean;
}

/** The files of a copy as tools see them. */
export function worldOf(copy: DisposableCopy): ToolWorld {
  return { look: (path) => view(copy, path), list: (folder) => list(copy, folder) };
}

function view(copy: DisposableCopy, path: string): FileView {
  const bytes = copy.read(path);
  if (bytes === null) return { kind: copy.kind(path) === 'absent' ? 'absent' : 'bytes' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: 'bytes' };
  }
}

function list(copy: DisposableCopy, folder: string): FolderEntry[] | null {
  if (folder !== '' && copy.kind(folder) !== 'folder') return null;
  const entries = readdirSync(folder === '' ? copy.folder : copyPath(copy.folder, folder), { withFileTypes: true });
  return entries
    .filter(({ name }) => name !== '.git')
    .map((entry) => ({ name: entry.name, kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other' }));
}
