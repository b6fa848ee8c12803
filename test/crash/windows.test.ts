import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findBrowser, launchBrowser } from '../../scripts/vscode/browser.ts';
import { bundleForHost } from '../../scripts/vscode/bundleForHost.ts';
import { codeServer } from '../../scripts/vscode/codeServer.ts';
import { startServer, type VscodeServer } from '../../scripts/vscode/server.ts';
import { quietSettings } from '../../scripts/vscode/settings.ts';
import { openWindow } from '../../scripts/vscode/window.ts';
import type { LoadedSession } from '../../src/node/store/loadSession.ts';
import { openSession } from '../../src/node/store/openSession.ts';
import { SessionWriter } from '../../src/node/store/sessionWriter.ts';
import { verifySession } from '../../src/node/store/verifySession.ts';

const root = path.resolve(import.meta.dirname, '../..');
const extension = process.env.TEST_EXTENSION ?? root;
const bundles = path.join(root, 'out', 'test', 'windows');
const silent = { report: () => undefined };

const who = ['-c', 'user.name=Window Test', '-c', 'user.email=window@example.invalid'];
const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-C', folder, ...who, ...args], { encoding: 'utf8' }).trim();

describe('windows of every sort', function () {
  this.timeout(300_000);
  let scratch: string;
  let browser: Browser;
  let server: VscodeServer | undefined;

  before(async () => {
    await bundleForHost(
      import.meta.dirname,
      ['oneOfTwo.ts', 'severalRoots.ts', 'nestedRoots.ts', 'noFolder.ts', 'restricted.ts'],
      bundles,
    );
    browser = await launchBrowser(await findBrowser(silent));
  });
  after(() => browser.close());
  beforeEach(async () => {
    scratch = await mkdtemp(path.join(os.tmpdir(), 'tracewright-windows-'));
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    await rm(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  const start = async (env: Record<string, string>, restricted = false): Promise<VscodeServer> => {
    const settings = { ...quietSettings, 'security.workspace.trust.startupPrompt': 'never' };
    server = await startServer(await codeServer(silent), { settings, env, workspaceTrust: restricted });
    return server;
  };

  /** Opens a window in which a module of this folder runs. `good` resolves when it ran to its end, else it rejects. */
  const visit = async (module: string, folder?: string): Promise<{ page: Page; good: Promise<void> }> => {
    assert.ok(server);
    const said: string[] = [];
    const request = {
      ...(folder === undefined ? {} : { folder }),
      extensionDevelopmentPath: extension,
      extensionTestsPath: path.join(bundles, `${module}.cjs`),
    };
    const { page, exitCode } = await openWindow(browser, server, request, (line) => said.push(line));
    const good = Promise.race([exitCode, server.failed]).then((code) =>
      assert.equal(code, 0, `${module} failed. The window said: ${said.slice(-12).join('\n')}`),
    );
    good.catch(() => undefined);
    return { page, good };
  };

  const plain = async (name: string): Promise<string> => {
    const folder = path.join(scratch, name);
    await mkdir(folder);
    await writeFile(path.join(folder, 'typed.txt'), `${name}\n`);
    return folder;
  };
  const repository = async (name: string): Promise<string> => {
    const folder = await plain(name);
    git(folder, 'init', '--quiet', '--initial-branch=main');
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '--message', 'Start');
    return folder;
  };

  it('two on one folder record at once, and both recordings hold', async () => {
    const folder = await repository('shared');
    const meeting = path.join(scratch, 'meeting');
    await mkdir(meeting);
    await start({ TRACEWRIGHT_TEST_MEETING: meeting });
    const windows = [await visit('oneOfTwo', folder), await visit('oneOfTwo', folder)];
    // The first that fails tells why; the other one only waits for it in vain.
    await Promise.all(windows.map(({ good }) => good));
    const sessions = await sessionsOf(folder);
    assert.equal(sessions.length, 2);
    const mine = readdirSync(folder).filter((name) => name.startsWith('by-'));
    assert.equal(mine.length, 2);
    for (const session of sessions) {
      // A window's own file may be told by its document alone, when the save comes before the watcher.
      const told = session.events.flatMap((event) =>
        event.kind === 'file' || event.kind === 'document-open' ? [event.path] : [],
      );
      for (const name of mine) assert.ok(told.includes(name), `${session.meta.id} knows ${name}`);
    }
    const excluded = readFileSync(path.join(folder, '.git', 'info', 'exclude'), 'utf8').split('\n');
    assert.equal(excluded.filter((line) => line === '.tracewright/').length, 1);
    assert.equal(git(folder, 'status', '--porcelain').includes('.tracewright'), false);
  });

  it('several folders are recorded side by side: with git, without, without commits, with a detached head', async () => {
    const folders = [
      await repository('committed'),
      await plain('plain'),
      await plain('empty'),
      await repository('detached'),
    ];
    const [committed = '', , empty = '', detached = ''] = folders;
    git(empty, 'init', '--quiet', '--initial-branch=first');
    await writeFile(path.join(empty, '.git', 'info', 'exclude'), 'x.log\n');
    git(detached, 'checkout', '--quiet', '--detach');
    const added = await plain('late');
    const workspace = path.join(scratch, 'all.code-workspace');
    await writeFile(workspace, JSON.stringify({ folders: folders.map((folder) => ({ path: folder })) }));
    await start({ TRACEWRIGHT_TEST_ADDED: added });
    const { page, good } = await visit('severalRoots', workspace);
    const toast = page.getByText('The folder "late" is not recorded').first().waitFor({ timeout: 90_000 });
    await Promise.all([good, toast]);
    const [session] = await sessionsOf(committed);
    assert.ok(session);
    const first = session.events[0];
    assert.ok(first?.kind === 'session-start');
    assert.deepEqual(
      first.roots.map(({ name, commit, branch }) => [name, commit, branch]),
      [
        ['committed', git(committed, 'rev-parse', 'HEAD'), 'main'],
        ['plain', null, null],
        ['empty', null, 'first'],
        ['detached', git(detached, 'rev-parse', 'HEAD'), null],
      ],
    );
    const saves = session.events.filter(({ kind }) => kind === 'save');
    assert.equal(saves.length, 4, 'one save a folder, none of the one that came later');
    const logs = session.events.flatMap((event) =>
      event.kind === 'file' && event.path === 'x.log' ? [event.root ?? 0] : [],
    );
    assert.deepEqual(logs.sort(), [0, 1, 3], 'each folder has rules of its own');
    assert.ok(!JSON.stringify(session.events).includes('not recorded'));
  });

  it('folders that stand inside each other are recorded once: a file belongs to the innermost', async () => {
    const outer = await repository('outer');
    const inner = path.join(outer, 'inner');
    const other = path.join(outer, 'other');
    await writeFile(path.join(outer, 'moves.txt'), 'moves\n');
    for (const folder of [inner, other]) {
      await mkdir(folder);
      await writeFile(path.join(folder, 'typed.txt'), 'below\n');
    }
    git(outer, 'add', '.');
    git(outer, 'commit', '--quiet', '--message', 'Below');
    // A repository of its own inside the outer one.
    git(other, 'init', '--quiet', '--initial-branch=own');
    const workspace = path.join(scratch, 'nested.code-workspace');
    await writeFile(workspace, JSON.stringify({ folders: [outer, inner, other].map((folder) => ({ path: folder })) }));
    await start({});
    const { good } = await visit('nestedRoots', workspace);
    await good;
    const [session] = await sessionsOf(outer);
    assert.ok(session);
    const bases = session.base.map((entries) => entries.map(({ path: name }) => name).sort());
    assert.deepEqual(bases, [['moves.txt', 'typed.txt'], ['typed.txt'], ['typed.txt']]);
    const told = session.events.flatMap((event) =>
      event.kind === 'file' ? [`${event.root ?? 0}:${event.op} ${event.path} ${event.source}`] : [],
    );
    for (const root of [0, 1, 2]) {
      const about = told.filter((words) => words.startsWith(`${root}:create outside.txt`));
      assert.equal(about.length, 1, `told once in root ${root}: ${told.join(', ')}`);
    }
    assert.ok(told.includes('0:rename moves.txt editor'), told.join(', '));
    assert.ok(!told.some((words) => /inner|other/.test(words)), told.join(', '));
    const saves = session.events.filter(({ kind }) => kind === 'save');
    assert.equal(saves.length, 3);
    const gits = session.events.flatMap((event) => (event.kind === 'git' ? [event] : []));
    const moved = gits.filter(({ moves = [] }) => moves.some(({ action }) => action === 'commit'));
    assert.deepEqual(moved.map(({ root = 0 }) => root).sort(), [0, 1], 'both are in the repository that moved');
    assert.deepEqual(
      gits.filter(({ root }) => root === 2).map(({ branch, commit }) => [branch, commit]),
      [['own', null]],
    );
  });

  it('one without a folder answers with a sentence', async () => {
    await start({});
    const { good } = await visit('noFolder');
    await good;
  });

  it('one whose folder is not trusted records nothing and runs no git there', async () => {
    const folder = await repository('untrusted');
    const head = { id: 's1', goal: '', startedAt: new Date(0).toISOString(), roots: [], tool: { version: '0' } };
    SessionWriter.create(path.join(folder, '.tracewright', 'sessions'), head).close(new Date(0).toISOString());
    const calls = path.join(scratch, 'calls.txt');
    await start({ PATH: `${await spyOnGit(calls)}${path.delimiter}${process.env.PATH}` }, true);
    const { good } = await visit('restricted', folder);
    await good;
    const lines = existsSync(calls) ? readFileSync(calls, 'utf8').split('\n') : [];
    assert.deepEqual(
      lines.filter((line) => line.includes(folder)),
      [],
    );
    assert.deepEqual(readdirSync(path.join(folder, '.tracewright')), ['sessions']);
    assert.deepEqual(readdirSync(path.join(folder, '.tracewright', 'sessions')), ['s1']);
  });

  /** A folder for the PATH with a git that writes down where it runs and with what, and then does it. */
  async function spyOnGit(calls: string): Promise<string> {
    const folder = path.join(scratch, 'bin');
    await mkdir(folder);
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const program = path.join(folder, 'git');
    await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$PWD $GIT_DIR $*" >> '${calls}'\nexec '${real}' "$@"\n`);
    await chmod(program, 0o755);
    return folder;
  }
});

/** Every session of a folder; each must hold. */
async function sessionsOf(folder: string): Promise<LoadedSession[]> {
  const sessions = path.join(folder, '.tracewright', 'sessions');
  const found: LoadedSession[] = [];
  for (const id of readdirSync(sessions)) {
    const session = await openSession(path.join(sessions, id));
    const { ok, firstDivergence, checkpoints } = verifySession(session);
    assert.deepEqual([ok, firstDivergence], [true, null], id);
    assert.ok(checkpoints.checked >= 2 && checkpoints.matched === checkpoints.checked);
    found.push(session);
  }
  return found;
}
