import { rmSync } from 'node:fs';
import path from 'node:path';
import { refName, type ShadowGit } from '../git/shadowGit.ts';

/**
 * Makes a tree of blobs that the shadow git directory holds and keeps it under the session's ref. A file whose path is a
 * folder of another one is left out: both cannot have been there.
 */
export async function keepBase(
  shadow: ShadowGit,
  session: string,
  files: ReadonlyMap<string, string>,
): Promise<string> {
  const index = path.join(shadow.gitDir, `import-${refName(session)}`);
  const folders = new Set([...files.keys()].flatMap(foldersAbove));
  const lines = [...files].filter(([file]) => !folders.has(file)).map(([file, oid]) => `100644 ${oid}\t${file}\0`);
  try {
    await shadow.git(['update-index', '-z', '--index-info'], { index, input: lines.join('') });
    const tree = (await shadow.git(['write-tree'], { index })).stdout.toString('utf8').trim();
    const who = ['-c', 'user.name=Tracewright', '-c', 'user.email=tracewright@localhost'];
    const commit = (await shadow.git([...who, 'commit-tree', tree, '-m', 'Base of an imported session'])).stdout;
    await shadow.git(['update-ref', `refs/tracewright/${refName(session)}`, commit.toString('utf8').trim()]);
    return tree;
  } finally {
    rmSync(index, { force: true });
  }
}

function foldersAbove(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'));
}
