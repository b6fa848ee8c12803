/**
 * `npm run test:host`: bundles the host tests and runs them inside a real VS Code, on a git repository of their own.
 * TEST_GREP picks tests by name, TEST_EXTENSION names another extension folder. With `--prepare` only the bundle and
 * a workspace under out/test are made, for a debugger to start.
 */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { terminalProgress } from '../../scripts/terminalProgress.ts';
import { bundleForHost } from '../../scripts/vscode/bundleForHost.ts';
import { runInVscode } from '../../scripts/vscode/runInVscode.ts';

const root = path.resolve(import.meta.dirname, '../..');
const out = path.join(root, 'out', 'test', 'host');
const prepareOnly = process.argv.includes('--prepare');
const scratch = await mkdtemp(path.join(os.tmpdir(), 'tracewright-host-'));

try {
  await bundle();
  if (prepareOnly) await makeWorkspace(path.join(root, 'out', 'test', 'workspace'));
  else await runTestsIn(await makeWorkspace(path.join(scratch, 'workspace')));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await rm(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

async function runTestsIn(workspace: string): Promise<void> {
  await runInVscode({
    workspace,
    testsEntry: path.join(out, 'index.cjs'),
    extension: process.env.TEST_EXTENSION ?? root,
    helpers: [path.join(out, 'helper')],
    screenshots: path.join(root, 'out', 'screenshots'),
    progress: terminalProgress(),
  });
}

async function bundle(): Promise<void> {
  const suites = (await readdir(path.join(import.meta.dirname, 'suite'))).filter((name) => name.endsWith('.test.ts'));
  const modules = ['index.ts', 'helper/main.ts', ...suites.map((name) => `suite/${name}`)];
  await bundleForHost(import.meta.dirname, modules, out);
  await copyFile(path.join(import.meta.dirname, 'helper', 'package.json'), path.join(out, 'helper', 'package.json'));
}

/** Two TypeScript files that know each other, committed. */
async function makeWorkspace(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, 'src'), { recursive: true });
  await writeFile(
    path.join(folder, 'src', 'total.ts'),
    'export function total(list: number[]): number {\n  return list.reduce((sum, n) => sum + n, 0);\n}\n',
  );
  await writeFile(
    path.join(folder, 'src', 'main.ts'),
    "import { total } from './total';\n\nconsole.log(total([1, 2, 3]));\n",
  );
  await writeFile(
    path.join(folder, 'tsconfig.json'),
    '{ "compilerOptions": { "strict": true, "noEmit": true }, "include": ["src"] }\n',
  );
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Host Test');
  git('config', 'user.email', 'host@example.invalid');
  git('config', 'core.autocrlf', 'false');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Start');
  return folder;
}
