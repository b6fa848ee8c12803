import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Every byte below a `.tracewright` folder as latin1 text: all files as they are, and all git objects inflated. */
export function everythingIn(folder: string): string {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'));
  const gitDir = path.join(folder, 'shadow.git');
  if (!existsSync(gitDir)) return files.join('\n');
  const objects = execFileSync('git', ['cat-file', '--batch-all-objects', '--batch', '--unordered'], {
    env: { ...process.env, GIT_DIR: gitDir },
    maxBuffer: 1024 * 1024 * 1024,
  });
  return [...files, objects.toString('latin1')].join('\n');
}
