import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { decodeRecord, encodeRecord } from '../../../src/core/session/codec.ts';
import { eventSchemas, type SessionEvent } from '../../../src/core/session/event.ts';
import { readLog } from '../../../src/core/session/readLog.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { edit, open, placed } from './fixtures.ts';

const events = placed([
  open(0, 'a.ts', 'a\r\n\ud83d'),
  edit(0, 2, [0, 1, '😀']),
  edit(0, 3),
  { kind: 'focus', doc: null },
]);

function write(all: readonly SessionEvent[], id = 's'): string[] {
  let hash = id;
  return all.map((event) => {
    const record = encodeRecord(event, hash, nodeDigest);
    hash = record.hash;
    return record.line;
  });
}

const read = (text: string, file = 'events-0001.jsonl') => readLog('s', [{ file, text }], nodeDigest);
const codes = (text: string) => read(text).problems.map(({ error }) => error.code);

describe('the log codec', () => {
  it('ends a record with the first 128 bits of SHA-256 over the hash before and the text', () => {
    const { line, hash } = encodeRecord(events[0] as SessionEvent, 's', nodeDigest);
    const body = line.slice(1).replace(/,"hash":"[\w-]{22}"\}$/, '}');
    assert.equal(hash, createHash('sha256').update(`s${body}`).digest().subarray(0, 16).toString('base64url'));
    assert.ok(line.startsWith('\n{') && line.endsWith(`,"hash":"${hash}"}`));
  });

  it('reads what it wrote, whatever the texts', () => {
    const change = fc.tuple(fc.nat(), fc.nat(), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(fc.array(change)), (lists) => {
        const all = placed(lists.map((changes, v) => edit(0, v, ...changes)));
        const log = read(write(all).join(''));
        assert.deepEqual([log.events, log.problems, log.torn], [all, [], null]);
      }),
    );
  });

  it('keeps kinds and members from a newer version, and counts the kinds', () => {
    const newer = { seq: 0, t: 1, kind: 'gaze', x: 3 };
    const wider = { ...(events[3] as SessionEvent), seq: 1, since: 4 };
    const log = read(write([newer as unknown as SessionEvent, wider]).join(''));
    assert.deepEqual(log.unknown, [newer]);
    assert.deepEqual(log.events, [wider]);
    assert.deepEqual(log.problems, []);
    assert.equal(log.nextSeq, 2);
  });

  it('a torn last record, cut anywhere, loses only that record', () => {
    const lines = write(events);
    const last = lines[3] ?? '';
    for (let cut = 2; cut < last.length; cut++) {
      const log = read(lines.slice(0, 3).join('') + last.slice(0, cut));
      assert.deepEqual(log.events, events.slice(0, 3));
      assert.equal(log.torn?.line, 5);
      assert.deepEqual(log.problems, []);
    }
  });

  it('a flipped bit anywhere in the log is found, and the other events are kept', () => {
    const bytes = Buffer.from(write(events).join(''));
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      const log = read(flipped.toString('utf8'));
      assert.ok(
        log.problems.length > 0 || log.torn !== null,
        `bit at ${at}: ${flipped.toString().slice(at - 5, at + 5)}`,
      );
      assert.ok(log.events.length >= 2, `${log.events.length} events with the bit at ${at}`);
    }
  });

  it('names file, line and event of a changed record', () => {
    const text = write(events).join('').replace('a.ts', 'b.ts');
    const [problem] = read(text).problems;
    assert.equal(problem?.error.code, 'hash-mismatch');
    assert.equal(problem?.seq, 0);
    assert.match(problem?.error.sentence ?? '', /^events-0001\.jsonl:2: event 0 .+ \(.+\)$/);
    assert.equal(read(text).events.length, 4);
  });

  it('finds a record that was taken out, doubled or moved', () => {
    const [a = '', b = '', c = '', d = ''] = write(events);
    assert.deepEqual(codes(a + b + d), ['hash-mismatch', 'seq-gap']);
    assert.deepEqual(codes(a + b + b + c + d), ['hash-mismatch', 'seq-gap']);
    assert.ok(codes(a + c + b + d).includes('seq-gap'));
  });

  it('finds a log of another session by its first hash', () => {
    assert.deepEqual(
      readLog('other', [{ file: 'events-0001.jsonl', text: write(events).join('') }], nodeDigest).problems.map(
        (p) => p.seq,
      ),
      [0],
    );
  });

  it('says what is wrong with a record of the wrong shape', () => {
    const bad = [
      { seq: 0, t: 1, kind: 'save', doc: 'x' },
      { seq: 1, t: 2, kind: 'edit', doc: 0, v: 1, changes: [[0, 1]] },
    ];
    const log = read(write(bad as unknown as SessionEvent[]).join(''));
    assert.deepEqual(
      log.problems.map(({ error }) => error.code),
      ['event-misshapen', 'event-misshapen'],
    );
    assert.match(log.problems[0]?.error.message ?? '', /doc/);
  });

  it('takes of edits and selections what their schemas take, which it mostly does not ask', () => {
    const odd = fc.constantFrom<unknown>(
      undefined,
      null,
      -1,
      1.5,
      7,
      'x',
      'undo',
      'mouse',
      {},
      [],
      [[0, 1]],
      [[0, 1, 'x']],
      [[0, 1, 2]],
      [[-1, 1]],
    );
    const members = ['doc', 'v', 'changes', 'minimal', 'reason', 'evidence', 'ranges', 'cause', 'later', 't'];
    const spoiled = fc.dictionary(fc.constantFrom(...members), odd, { maxKeys: 2 });
    const sound = fc.constantFrom(
      { seq: 0, t: 1, kind: 'edit', doc: 0, v: 1, changes: [[0, 1, 'x']] },
      { seq: 0, t: 1, kind: 'selection', doc: 0, ranges: [[0, 1]], cause: 'keyboard' },
    );
    const seen = { event: 0, misshapen: 0 };
    fc.assert(
      fc.property(sound, spoiled, (record, changes) => {
        const changed = { ...record, ...changes } as unknown as SessionEvent;
        const { line } = encodeRecord(changed, 's', nodeDigest);
        const { outcome } = decodeRecord(line.slice(1), 's', nodeDigest);
        const taken = eventSchemas[changed.kind].safeParse(JSON.parse(JSON.stringify(changed))).success;
        assert.equal(outcome, taken ? 'event' : 'misshapen');
        seen[taken ? 'event' : 'misshapen']++;
      }),
      { numRuns: 2000 },
    );
    assert.ok(seen.event > 200 && seen.misshapen > 200, JSON.stringify(seen));
  });

  it('calls a line that is no record unreadable', () => {
    assert.deepEqual(decodeRecord('hello', 's', nodeDigest), { outcome: 'unreadable', hash: null });
    assert.deepEqual(codes(`\nhello${write(events).join('')}`).slice(0, 1), ['record-unreadable']);
  });

  it('names the segments that are missing', () => {
    const lines = write(events);
    const segments = ['events-0001.jsonl', 'events-0004.jsonl'].map((file, n) => ({
      file,
      text: lines.slice(3 * n, 3 * n + 3).join(''),
    }));
    const log = readLog('s', segments, nodeDigest);
    assert.deepEqual(
      log.problems.map(({ error }) => error.sentence.split(':')[0]),
      ['events-0002.jsonl to events-0003.jsonl'],
    );
    assert.equal(log.problems[0]?.error.code, 'segment-missing');
    assert.equal(log.events.length, 4);
  });
});
