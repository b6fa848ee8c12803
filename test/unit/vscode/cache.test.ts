import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheEntry, cached, cacheRoot } from '../../../scripts/vscode/cache.ts';

describe('cached', () => {
  const silent = { report: () => undefined };
  const state = { root: '', builds: 0 };
  const entry: CacheEntry = {
    name: 'thing-1',
    needs: ['whole.txt'],
    build: async (directory) => {
      state.builds++;
      await sleep(30);
      await writeFile(path.join(directory, 'whole.txt'), 'all of it');
    },
  };

  beforeEach(async () => {
    state.root = await mkdtemp(path.join(os.tmpdir(), 'tracewright-cache-'));
    state.builds = 0;
  });
  afterEach(() => rm(state.root, { recursive: true, force: true }));

  it('builds once for callers at the same time and for later ones', async () => {
    const folders = await Promise.all([1, 2, 3].map(() => cached(entry, silent, state.root)));
    folders.push(await cached(entry, silent, state.root));
    assert.deepEqual(new Set(folders), new Set([path.join(state.root, 'thing-1')]));
    assert.equal(state.builds, 1);
    assert.deepEqual(await readdir(state.root), ['thing-1']);
  });

  it('makes an entry again when a part of it is gone, and clears what an interrupted build left', async () => {
    await mkdir(path.join(state.root, 'thing-1'));
    await mkdir(path.join(state.root, 'thing-1.part-0badf00d'));
    const folder = await cached(entry, silent, state.root);
    assert.equal(await readFile(path.join(folder, 'whole.txt'), 'utf8'), 'all of it');
    assert.deepEqual(await readdir(state.root), ['thing-1']);
  });

  it('leaves nothing under the name of an entry whose build failed, so that the next call builds it', async () => {
    const broken = { ...entry, build: () => Promise.reject(new Error('no network')) };
    await assert.rejects(cached(broken, silent, state.root), /no network/);
    assert.deepEqual(await readdir(state.root), []);
    await cached(entry, silent, state.root);
    assert.equal(state.builds, 1);
  });

  it('refuses a build that did not make what is needed', async () => {
    await assert.rejects(cached({ ...entry, needs: ['more.txt'] }, silent, state.root), /incomplete.*more\.txt/);
  });

  it('takes over the lock of a process that is gone', async () => {
    const lock = path.join(state.root, 'thing-1.lock');
    await writeFile(lock, '1 gone');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    await cached(entry, silent, state.root);
    assert.deepEqual(await readdir(state.root), ['thing-1']);
  });
});

describe('cacheRoot', () => {
  it('follows the custom of each platform, and TRACEWRIGHT_CACHE before all', () => {
    const home = os.homedir();
    assert.equal(cacheRoot({ TRACEWRIGHT_CACHE: path.resolve('x') }, 'linux'), path.resolve('x'));
    assert.equal(cacheRoot({ XDG_CACHE_HOME: '/var/cache/me' }, 'linux'), path.join('/var/cache/me', 'tracewright'));
    assert.equal(cacheRoot({}, 'linux'), path.join(home, '.cache', 'tracewright'));
    assert.equal(cacheRoot({}, 'darwin'), path.join(home, 'Library', 'Caches', 'tracewright'));
    assert.equal(cacheRoot({ LOCALAPPDATA: '/local' }, 'win32'), path.join('/local', 'tracewright', 'Cache'));
  });
});
