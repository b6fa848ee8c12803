import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A temporary folder with a real git in it, away from anybody's configuration. */
export interface Sandbox {
  readonly folder: string;
  git(args: readonly string[], folder?: string): string;
  write(file: string, content: string | Uint8Array): void;
  /** A repository with one commit of what lies in `folder`. */
  commitAll(folder?: string): string;
  dispose(): void;
}

export function makeSandbox(): Sandbox {
  const folder = mkdtempSync(path.join(tmpdir(), 'tracewright-test-'));
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  };
  const git = (args: readonly string[], cwd = folder): string =>
    execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'protocol.file.allow=always', ...args], {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  return {
    folder,
    git,
    write: (file, content) => {
      const place = path.join(folder, file);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, content);
    },
    commitAll: (where = folder) => {
      git(['init', '-q'], where);
      git(['add', '-A'], where);
      git(['commit', '-q', '--allow-empty', '-m', 'work'], where);
      return git(['rev-parse', 'HEAD'], where);
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs `work` on a machine without git. */
export async function withoutGit<T>(work: () => Promise<T>): Promise<T> {
  const kept = process.env.PATH;
  process.env.PATH = path.join(tmpdir(), 'there-is-nothing-here');
  try {
    return await work();
  } finally {
    process.env.PATH = kept;
  }
}
