import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import type { TreeEntry } from '../../../src/core/ports.ts';
import { DiskModel, treeId } from '../../../src/core/session/diskModel.ts';
import { blobId } from '../../../src/core/session/gitObject.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

const oid = (text: string) => blobId(Buffer.from(text), nodeDigest);

describe('the disk as git sees it', () => {
  it('has the tree id that git itself computes, with names that sort in unusual ways', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'tracewright-tree-'));
    try {
      const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
      git('init', '-q');
      const names = [
        'a.b',
        'a/x',
        'a0',
        'a-b/c/d',
        'a.c/e',
        'ä',
        'Z',
        '\u{1f600}',
        '\uff5e',
        'b/\u{1f600}/f',
        'b/\uff5e',
        'z/z/z/z',
      ];
      const entries = names.map((name): TreeEntry => {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), `${name}\n`, { mode: name === 'Z' ? 0o755 : 0o644 });
        return { path: name, mode: name === 'Z' ? '100755' : '100644', oid: oid(`${name}\n`) };
      });
      git('add', '-A');
      assert.equal(treeId(entries, nodeDigest), git('write-tree'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has the id of the empty tree without files', () => {
    assert.equal(treeId([], nodeDigest), '4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  });

  it('after any changes has the tree id of a model made anew from its files', () => {
    const name = fc.constantFrom('a', 'b', 'a/b', 'a/c', 'a/b/c', 'd/e/f', 'd/e/g', 'd.e');
    const step = fc.tuple(fc.boolean(), name, fc.constantFrom('x', 'y'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const model = new DiskModel([], nodeDigest);
        for (const [put, at, text] of steps) {
          if (put) model.set(at, { mode: '100644', oid: oid(text) });
          else model.remove(at);
          const entries = [...model.files()].map(([file, { mode, oid }]) => ({ path: file, mode, oid }));
          assert.equal(model.treeId(), treeId(entries, nodeDigest));
        }
      }),
    );
  });

  it('removes a folder with all that is below', () => {
    const model = new DiskModel([], nodeDigest);
    for (const at of ['a/b', 'a/c/d', 'ab']) model.set(at, { mode: '100644', oid: oid(at) });
    assert.deepEqual(
      [...model.remove('a').keys()].sort(),
      ['/b', '/c/d'].map((name) => name.slice(1)),
    );
    assert.deepEqual([...model.files().keys()], ['ab']);
  });

  it('knows the tree id of 10,000 files quickly after one of them changed', () => {
    const entries = Array.from({ length: 10_000 }, (_, n) => ({
      path: `d${n % 100}/e${n % 7}/f${n}`,
      mode: '100644',
      oid: oid(`${n}`),
    }));
    const model = new DiskModel(entries, nodeDigest);
    const before = model.treeId();
    const started = performance.now();
    model.set('d1/e1/f1', { mode: '100644', oid: oid('other') });
    assert.notEqual(model.treeId(), before);
    assert.ok(performance.now() - started < 20);
  });
});
