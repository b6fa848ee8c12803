import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { treeId } from '../../../src/core/session/diskModel.ts';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { loadSession, type StoredObjects } from '../../../src/node/store/loadSession.ts';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';
import { verifySession, verifyStored } from '../../../src/node/store/verifySession.ts';
import { baseOf, edit, open } from '../session/fixtures.ts';

describe('verifying a session piece by piece', () => {
  const { base, blobs } = baseOf({ 'a.ts': 'one\n', 'b.ts': 'zwei ä\n' });
  const tree = treeId(base[0] ?? [], nodeDigest);
  const git: StoredObjects = {
    listTree: async () => base[0] ?? [],
    readBlobs: async (oids) => oids.map((oid) => blobs(oid) ?? null),
  };
  let folder: string;
  let session: string;
  let original: ReadonlyMap<string, Buffer>;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-test-'));
    session = write();
    original = segmentsOf(session);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('proves a whole log, however it is cut', async () => {
    assert.ok(original.size > 3, 'several segments');
    for (const size of [1, 7, 100, 1000, undefined]) {
      const { ok, firstDivergence, checkpoints, events } = await verifyStored(session, git, size);
      assert.deepEqual([ok, firstDivergence], [true, null]);
      assert.deepEqual([checkpoints, events], [{ checked: 2, matched: 2 }, 65]);
    }
  });

  it('gives the same verdict as verifying all at once, whatever is wrong with the files', async () => {
    const names = [...original.keys()];
    const damage = fc.record({
      file: fc.constantFrom(...names),
      at: fc.nat(2000),
      how: fc.constantFrom('flip', 'cut', 'double', 'remove', 'none'),
      size: fc.integer({ min: 1, max: 3000 }),
    });
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async (damages) => {
        for (const [name, bytes] of original) writeFileSync(path.join(session, name), bytes);
        for (const one of damages) spoil(one);
        const whole = verifySession(await loadSession(session, git));
        assert.deepEqual(await verifyStored(session, git, damages[0]?.size), whole);
        if (!whole.ok) broken++;
      }),
      { numRuns: 150 },
    );
    assert.ok(broken > 50, `${broken} of the logs were broken`);
  });

  it('takes no record for torn but the last one, wherever a piece ends', async () => {
    const last = [...original.keys()].sort().at(-1) ?? '';
    const bytes = Buffer.from(original.get(last) ?? '');
    // The end of the last but one record there, without which it does not even end as one.
    bytes[bytes.lastIndexOf('\n') - 1] = 32;
    writeFileSync(path.join(session, last), bytes);
    const { torn, errors, ...rest } = await verifyStored(session, git, 1);
    assert.deepEqual([torn, errors.map(({ code }) => code)], [null, ['record-unreadable']]);
    assert.deepEqual({ torn, errors, ...rest }, verifySession(await loadSession(session, git)));
  });

  it('names a content that is missing, as verifying all at once does', async () => {
    const none: StoredObjects = { ...git, readBlobs: async (oids) => oids.map(() => null) };
    const verdict = await verifyStored(session, none);
    assert.match(verdict.firstDivergence?.why ?? '', /stored content.+missing/);
    assert.deepEqual(verdict, verifySession(await loadSession(session, none)));
  });

  function write(): string {
    const writer = SessionWriter.create(
      folder,
      {
        id: 'piecemeal',
        goal: '',
        startedAt: '',
        roots: [],
        tool: { version: '1' },
      },
      { segmentBytes: 1500 },
    );
    const root = { name: 'w', path: '/w', tree, commit: null, branch: null };
    const stored = base[0]?.[1]?.oid ?? '';
    const events: NewEvent[] = [
      { kind: 'session-start', at: '', goal: '', roots: [root], tool: { version: '1' } },
      open(0, 'a.ts', 'one\n'),
      open(1, 'b.ts', '', { content: { blob: stored } }),
      ...Array.from({ length: 30 }, (_, n) => edit(0, n + 2, [2 * n, 0, '😀'], [0, 1, 'é'])),
      ...Array.from({ length: 30 }, (_, n) => edit(1, n + 2, [0, 0, 'x'])),
      { kind: 'checkpoint', trees: [tree], why: 'idle' },
      { kind: 'checkpoint', trees: [tree], why: 'stop' },
    ];
    for (const event of events) writer.append(event);
    writer.close('');
    return writer.folder;
  }

  function spoil({ file, at, how }: { file: string; at: number; how: string }): void {
    const where = path.join(session, file);
    if (how === 'remove') {
      rmSync(where, { force: true });
      return;
    }
    if (!readdirSync(session).includes(file)) return;
    const bytes = readFileSync(where);
    const place = at % bytes.length;
    if (how === 'flip') bytes[place] = (bytes[place] ?? 0) ^ 1;
    if (how === 'cut') writeFileSync(where, bytes.subarray(0, place));
    else writeFileSync(where, how === 'double' ? Buffer.concat([bytes, bytes.subarray(place)]) : bytes);
  }
});

function segmentsOf(session: string): Map<string, Buffer> {
  const names = readdirSync(session).filter((name) => name.startsWith('events-'));
  return new Map(names.map((name) => [name, readFileSync(path.join(session, name))]));
}
