import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { TracewrightError } from '../src/core/errors.ts';
import type { Progress } from '../src/core/ports.ts';
import { cached } from './vscode/cache.ts';
import { npm } from './vscode/npm.ts';

const packageName = '@noble/hashes';

/** Consecutive releases that ship their TypeScript source. */
const releases = ['1.6.0', '1.6.1', '1.7.0', '1.7.1', '1.7.2', '1.8.0', '2.0.0', '2.0.1', '2.2.0'];

/** Raised when what this file makes out of the releases changes. */
const layout = 1;
const kept = /^(src|test|package\.json|README\.md|LICENSE)$/;

/** Makes the language service work over every release, whichever way its imports are written. */
const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2022', 'dom'],
    module: 'esnext',
    moduleResolution: 'bundler',
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
  },
  include: ['src'],
};

/**
 * Puts a git repository of real code into an empty or missing folder: published releases of a package, one commit
 * each, with the same commit ids on every machine. The releases are fetched once and kept in the cache.
 */
export async function makeSampleRepository(directory: string, progress: Progress): Promise<void> {
  const present = await readdir(directory).catch(() => []);
  if (present.length > 0) {
    throw new TracewrightError('NOT_EMPTY', 'the folder for the sample repository is not empty', {
      place: { file: directory },
      remedy: 'name a new folder',
    });
  }
  const first = releases[0];
  const last = releases.at(-1);
  const repository = await cached(
    {
      name: `sample-noble-hashes-${first}-${last}-${layout}`,
      needs: [path.join('.git', 'HEAD'), 'src', 'tsconfig.json'],
      build: (staging) => build(staging, progress),
    },
    progress,
  );
  await mkdir(directory, { recursive: true });
  await cp(repository, directory, { recursive: true });
  await git(directory, ['update-index', '-q', '--refresh']);
}

async function build(repository: string, progress: Progress): Promise<void> {
  const unpacked = path.join(repository, '.git', 'releases');
  await git(repository, ['init', '--quiet', '--initial-branch=main']);
  for (const [name, value] of Object.entries(settings)) await git(repository, ['config', name, value]);
  await mkdir(unpacked);
  await writeFile(path.join(unpacked, 'package.json'), '{ "private": true }\n');
  progress.report({ message: `sample repository: fetching ${releases.length} releases of ${packageName} …` });
  const aliases = releases.map((version) => `${alias(version)}@npm:${packageName}@${version}`);
  await npm(['install', '--no-fund', '--no-audit', '--ignore-scripts', '--loglevel=error', ...aliases], unpacked);
  progress.report({ message: 'sample repository: committing them one after another …' });
  for (const [index, version] of releases.entries()) {
    await replaceFiles(repository, path.join(unpacked, 'node_modules', alias(version)));
    await git(repository, ['add', '--all']);
    const message = `Release ${version}`;
    await git(repository, ['commit', '--quiet', '--message', message], commitIdentity(index));
    await git(repository, ['tag', version]);
  }
  await rm(unpacked, { recursive: true, force: true });
}

async function replaceFiles(repository: string, release: string): Promise<void> {
  for (const name of await readdir(repository)) {
    if (name !== '.git') await rm(path.join(repository, name), { recursive: true, force: true });
  }
  for (const name of await readdir(release)) {
    if (kept.test(name)) await cp(path.join(release, name), path.join(repository, name), { recursive: true });
  }
  await writeFile(path.join(repository, 'tsconfig.json'), `${JSON.stringify(tsconfig, undefined, 2)}\n`);
  await writeFile(path.join(repository, '.gitignore'), 'node_modules/\n');
}

function alias(version: string): string {
  return `release-${version.replaceAll('.', '-')}`;
}

const settings = {
  'user.name': 'Sample Author',
  'user.email': 'sample@example.invalid',
  'core.autocrlf': 'false',
  'core.fileMode': 'false',
  'commit.gpgSign': 'false',
};

/** Days of publication differ between registries, so the releases stand a month apart. */
function commitIdentity(index: number): Record<string, string> {
  const date = new Date(Date.UTC(2025, index, 1, 12)).toISOString();
  const person = { NAME: settings['user.name'], EMAIL: settings['user.email'], DATE: date };
  return Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) =>
      Object.entries(person).map(([key, value]) => [`GIT_${role}_${key}`, value]),
    ),
  );
}

/** git as nobody configured it: the settings of a person or a machine would change the commits. */
async function git(
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  await promisify(execFile)('git', ['-C', directory, ...args], {
    env: { ...inherited, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: '1', ...env },
  });
}
