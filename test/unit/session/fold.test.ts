import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apply } from '../../../src/core/edit/apply.ts';
import { treeId } from '../../../src/core/session/diskModel.ts';
import { encodeText } from '../../../src/core/session/encode.ts';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { WorkspaceFold } from '../../../src/core/session/fold.ts';
import { neededBlobs } from '../../../src/core/session/neededBlobs.ts';
import { verifyEvents } from '../../../src/core/session/verify.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { baseOf, edit, open, placed, save } from './fixtures.ts';

const start = { 'src/a.ts': 'let a = 1;\n', 'src/lib/b.ts': 'b\n', 'README.md': '# x\n' };

function folded(events: readonly NewEvent[], files: Record<string, string> = start): WorkspaceFold {
  const { base, blobs } = baseOf(files);
  const fold = new WorkspaceFold(base, blobs, nodeDigest);
  for (const event of placed(events)) fold.apply(event);
  return fold;
}

const diskText = (fold: WorkspaceFold, path: string) => {
  const file = fold.file(path);
  return file === undefined ? undefined : Buffer.from(fold.bytes(file) ?? []).toString();
};

const checkpointOf = (files: Record<string, string>): NewEvent => ({
  kind: 'checkpoint',
  trees: [treeId(baseOf(files).base[0] ?? [], nodeDigest)],
  why: 'test',
});

describe('folding a session', () => {
  it('gives every text after every edit, and changes the disk on save only', () => {
    const fold = folded([open(0, 'src/a.ts', start['src/a.ts']), edit(0, 2, [4, 1, 'abc'], [0, 3, 'const'])]);
    assert.equal(fold.text(0), 'const abc = 1;\n');
    assert.equal(diskText(fold, 'src/a.ts'), start['src/a.ts']);
    assert.equal(fold.effectiveText('src/a.ts'), 'const abc = 1;\n');
    const after = { ...start, 'src/a.ts': 'const abc = 1;\n' };
    assert.equal(new Map(fold.effectiveFiles()).get('src/a.ts')?.oid, baseOf(after).base[0]?.[0]?.oid);
    const saved = folded([
      open(0, 'src/a.ts', start['src/a.ts']),
      edit(0, 2, [4, 1, 'abc'], [0, 3, 'const']),
      save(0, 2, after['src/a.ts']),
      checkpointOf(after),
    ]);
    assert.equal(saved.divergence, null);
    assert.deepEqual(saved.checkpoints, { checked: 1, matched: 1 });
    assert.equal(diskText(saved, 'src/a.ts'), after['src/a.ts']);
  });

  it('keeps a document’s identity and text under its new path, and saves there', () => {
    const fold = folded([
      open(0, 'src/a.ts', start['src/a.ts']),
      edit(0, 2, [0, 0, '// new\n']),
      { kind: 'file', op: 'rename', path: 'src/a.ts', to: 'src/z.ts', source: 'editor' },
      { kind: 'document-path', doc: 0, path: 'src/z.ts' },
      edit(0, 1, [0, 0, '!']),
      save(0, 1, '!// new\nlet a = 1;\n'),
    ]);
    assert.equal(fold.divergence, null);
    assert.equal(fold.effectiveText('src/a.ts'), null);
    assert.equal(diskText(fold, 'src/z.ts'), '!// new\nlet a = 1;\n');
  });

  it('follows files that are created, changed, deleted and renamed, folders too', () => {
    const fold = folded([
      { kind: 'file', op: 'create', path: 'new/c.txt', content: { text: 'c' }, source: 'editor' },
      { kind: 'file', op: 'change', path: 'README.md', content: { base64: 'AAEC' }, mode: '100755', source: 'watcher' },
      { kind: 'file', op: 'rename', path: 'src', to: 'lib', folder: true, source: 'editor' },
      { kind: 'file', op: 'delete', path: 'lib/lib', folder: true, source: 'editor' },
    ]);
    assert.deepEqual([...fold.files().keys()].sort(), ['README.md', 'lib/a.ts', 'new/c.txt']);
    assert.deepEqual(fold.bytes(fold.file('README.md') ?? { mode: '', oid: '' }), Uint8Array.of(0, 1, 2));
    assert.equal(fold.file('README.md')?.mode, '100755');
    assert.equal(fold.effectiveText('README.md'), '[binary file, 3 bytes]');
    assert.equal(fold.divergence, null);
  });

  it('writes the bytes of every Unicode encoding, and takes recorded bytes for others', () => {
    assert.deepEqual(encodeText('é', 'utf8bom'), Uint8Array.of(0xef, 0xbb, 0xbf, 0xc3, 0xa9));
    assert.deepEqual(encodeText('é', 'utf16le'), Uint8Array.of(0xff, 0xfe, 0xe9, 0));
    assert.deepEqual(encodeText('é', 'utf16be'), Uint8Array.of(0xfe, 0xff, 0, 0xe9));
    assert.equal(encodeText('é', 'windows1252'), undefined);
    const latin = { kind: 'save', doc: 0, v: 1, ...{ blob: '', bytes: 1 }, disk: { base64: '6Q==' } } as const;
    const right = folded([
      open(0, 'l.txt', 'é', { encoding: 'windows1252' }),
      { ...latin, blob: 'ea4eabc4b4b1d0c75a1cb1bf7cb9ca23ad5b0e1a' },
    ]);
    assert.equal(right.divergence?.kind, 'save');
    const bytes = right.divergence?.why.match(/[0-9a-f]{40}/)?.[0] ?? '';
    assert.equal(
      folded([open(0, 'l.txt', 'é', { encoding: 'windows1252' }), { ...latin, blob: bytes }]).divergence,
      null,
    );
  });

  it('names the first event that does not fit, and goes on', () => {
    const fold = folded([
      open(0, 'src/a.ts', start['src/a.ts']),
      edit(0, 2, [400, 1, 'x']),
      edit(7, 2, [0, 0, 'x']),
      save(0, 2, 'other'),
      { kind: 'resync', doc: 0, v: 3, content: { text: 'fresh' }, why: 'test' },
    ]);
    assert.equal(fold.divergence?.seq, 1);
    assert.equal(fold.divergence?.path, 'src/a.ts');
    assert.match(fold.divergence?.why ?? '', /offset 400 of a text of 11/);
    assert.equal(fold.text(0), 'fresh');
  });

  it('finds a base, a saved text and a checkpoint that are off by one character', () => {
    const root = {
      name: 'w',
      path: '/w',
      tree: treeId(baseOf({ ...start, 'README.md': '# y\n' }).base[0] ?? [], nodeDigest),
      commit: null,
      branch: null,
    };
    const startEvent: NewEvent = { kind: 'session-start', at: '', goal: '', roots: [root], tool: { version: '1' } };
    assert.equal(folded([startEvent]).divergence?.kind, 'session-start');
    const opened = open(0, 'src/a.ts', start['src/a.ts']);
    assert.equal(folded([opened, save(0, 1, 'let a = 2;\n')]).divergence?.kind, 'save');
    assert.equal(folded([checkpointOf({ ...start, 'README.md': '# y\n' })]).divergence?.kind, 'checkpoint');
  });

  it('skips kinds that it does not know', () => {
    const fold = folded([{ kind: 'gaze', path: 'x' } as unknown as NewEvent]);
    assert.equal(fold.divergence, null);
  });

  it('lists the blobs that it will ask for', () => {
    const { base } = baseOf(start);
    const events = placed([
      open(0, 'src/lib/b.ts', 'b\n'),
      open(1, 'big', '', { content: { blob: 'b'.repeat(40) } }),
      { kind: 'file', op: 'rename', path: 'src', to: 'lib', folder: true, source: 'editor' },
      { kind: 'save', doc: 1, v: 2, blob: 'c'.repeat(40), bytes: 1, disk: { blob: 'c'.repeat(40) } },
    ]);
    const needed = neededBlobs(events, base);
    assert.deepEqual(new Set(needed), new Set(['b'.repeat(40), 'c'.repeat(40), base[0]?.[0]?.oid, base[0]?.[1]?.oid]));
  });
});

describe('verifying a session', () => {
  it('agrees with random edits and saves, and disagrees once a character is changed', () => {
    const step = fc.tuple(fc.nat(), fc.nat({ max: 5 }), fc.string({ maxLength: 5 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), fc.nat(), (steps, victim) => {
        let text = start['src/a.ts'];
        const events: NewEvent[] = [open(0, 'src/a.ts', text)];
        steps.forEach(([at, length, put], index) => {
          const offset = at % (text.length + 1);
          const change: [number, number, string] = [offset, Math.min(length, text.length - offset), `<${put}>`];
          text = apply(text, [change]);
          events.push(edit(0, index + 2, change), save(0, index + 2, text));
        });
        const { base, blobs } = baseOf(start);
        assert.deepEqual(verifyEvents(placed(events), base, blobs, nodeDigest).firstDivergence, null);
        const at = 1 + 2 * (victim % steps.length);
        const broken = placed(events).map((event) =>
          event.seq === at && event.kind === 'edit'
            ? {
                ...event,
                changes: event.changes.map(([o, d, i]): [number, number, string] => [o, d, i.replace('<', '{')]),
              }
            : event,
        );
        const verification = verifyEvents(broken, base, blobs, nodeDigest);
        assert.equal(verification.ok, false);
        assert.equal(verification.firstDivergence?.seq, at + 1);
      }),
    );
  });

  it('finds minimal changes that give another text', () => {
    const { base, blobs } = baseOf(start);
    const event = { ...edit(0, 2, [0, 10, 'let b = 1;']), minimal: [[4, 1, 'c']] as [number, number, string][] };
    const verification = verifyEvents(placed([open(0, 'src/a.ts', start['src/a.ts']), event]), base, blobs, nodeDigest);
    assert.deepEqual([verification.ok, verification.firstDivergence?.seq], [false, 1]);
    assert.equal(verification.documents, 1);
  });
});
