import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { TracewrightError } from '../../../src/core/errors.ts';
import { loadSession } from '../../../src/node/store/loadSession.ts';
import { recoverSession } from '../../../src/node/store/recoverSession.ts';
import { newSessionId } from '../../../src/node/store/sessionId.ts';
import { listSessions } from '../../../src/node/store/sessionList.ts';
import { readSession } from '../../../src/node/store/sessionReader.ts';
import { SessionWriter, type WriterOptions } from '../../../src/node/store/sessionWriter.ts';
import { baseOf, edit, open } from '../session/fixtures.ts';

describe('a stored session', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tracewright-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const sessions = () => path.join(folder, 'sessions');
  const head = (id: string) => ({
    id,
    goal: 'try',
    startedAt: '2026-01-02T03:04:05.000Z',
    roots: [],
    tool: { version: '1' },
  });
  const writer = (options: WriterOptions = {}, id = 'one') => SessionWriter.create(sessions(), head(id), options);
  /** A stopped session of `count` edits; its folder. */
  const written = (count = 10, options: WriterOptions = {}, id = 'one'): string => {
    const log = writer(options, id);
    log.append(open(0, 'a.ts', ''));
    for (let n = 0; n < count; n++) log.append(edit(0, n + 2, [n, 0, 'é']));
    log.append({ kind: 'session-stop', at: 'then', why: 'asked' });
    log.close('then');
    return log.folder;
  };
  const segment = (at: string, number = 1) => path.join(at, `events-000${number}.jsonl`);
  const codes = (at: string) => readSession(at).problems.map(({ error, severity }) => `${severity} ${error.code}`);

  it('gives back what was appended, numbered and timed by a monotonic clock', () => {
    let now = 500;
    const log = writer({ now: () => now });
    now = 512.34567;
    assert.deepEqual(log.append(edit(0, 2, [0, 0, 'x'])), {
      seq: 0,
      t: 12.346,
      kind: 'edit',
      doc: 0,
      v: 2,
      changes: [[0, 0, 'x']],
    });
    now = 700;
    log.append({ kind: 'focus', doc: null });
    log.close('end');
    const read = readSession(log.folder);
    assert.deepEqual(
      read.events.map(({ seq, t }) => [seq, t]),
      [
        [0, 12.346],
        [1, 200],
      ],
    );
    assert.deepEqual([read.problems, read.torn], [[], null]);
    assert.deepEqual(read.meta.summary, { events: 2, documents: 0, segments: 1, lastHash: read.lastHash });
    assert.throws(() => log.append({ kind: 'pause' }), { code: 'session-closed' });
  });

  it('goes on in a new segment when one is full, and reads as one log', async () => {
    const at = written(50, { segmentBytes: 1000 });
    const names = readdirSync(at).filter((name) => name.startsWith('events-'));
    assert.ok(names.length > 4);
    const read = readSession(at);
    assert.equal(read.events.length, 52);
    assert.deepEqual(read.problems, []);
    assert.equal(read.meta.summary?.segments, names.length);
  });

  it('lets one writer in at a time, and takes the lock of a dead one over', () => {
    const log = writer();
    assert.throws(() => SessionWriter.continue(readSession(log.folder)), { code: 'session-locked' });
    assert.throws(() => recoverSession(log.folder), { code: 'session-locked' });
    log.close('end');
    writeFileSync(path.join(log.folder, 'writer.lock'), JSON.stringify({ pid: 2 ** 22 + 1, host: 'elsewhere' }));
    assert.throws(
      () => SessionWriter.continue(readSession(log.folder)),
      { code: 'session-locked' },
      'another host may still write',
    );
    writeFileSync(path.join(log.folder, 'writer.lock'), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
    const next = SessionWriter.continue(readSession(log.folder));
    next.append({ kind: 'pause' });
    next.close('later');
    assert.deepEqual(readSession(log.folder).problems, []);
    assert.ok(!existsSync(path.join(log.folder, 'writer.lock')));
  });

  it('says once that the log cannot be written, keeps it whole and refuses what comes later', () => {
    if (!existsSync('/dev/full')) return assert.notEqual(process.platform, 'linux');
    const at = written(3);
    unlinkSync(path.join(at, 'events-0001.jsonl'));
    symlinkSync('/dev/full', segment(at));
    const failures: TracewrightError[] = [];
    const full = SessionWriter.continue(
      { ...readOnlyView(at), folder: at },
      { onFailure: (error) => failures.push(error) },
    );
    assert.throws(() => full.append({ kind: 'pause' }), { code: 'session-write-failed' });
    assert.throws(() => full.append({ kind: 'pause' }), { code: 'session-write-failed' });
    assert.equal(failures.length, 1);
    assert.match(failures[0]?.sentence ?? '', /events-0001\.jsonl: the log cannot be written: ENOSPC.+\(free space/);
  });

  const readOnlyView = (at: string) => {
    renameSync(segment(at), path.join(folder, 'aside'));
    writeFileSync(segment(at), '');
    const read = readSession(at);
    unlinkSync(segment(at));
    renameSync(path.join(folder, 'aside'), segment(at));
    return read;
  };

  it('takes back the part of a record that still fitted on a full disk, and lets no smaller one after it', async function () {
    if (process.platform === 'win32') return this.skip();
    const script = path.join(folder, 'recorder.ts');
    const store = path.resolve(import.meta.dirname, '../../../src/node/store/sessionWriter.ts');
    writeFileSync(
      script,
      `import { SessionWriter } from ${JSON.stringify(store)};
       const log = SessionWriter.create(${JSON.stringify(sessions())}, ${JSON.stringify(head('full'))});
       log.append({ kind: 'pause' });
       for (const size of [5000, 1]) {
         try { log.append({ kind: 'command-output', command: 0, text: 'x'.repeat(size) }); console.log('written'); }
         catch (error) { console.log(error.code); }
       }`,
    );
    const limited = 'trap "" XFSZ; ulimit -f 2; exec "$0" "$1"';
    const child = spawn('bash', ['-c', limited, process.execPath, script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) said.push(line);
    assert.deepEqual(said, ['session-write-failed', 'session-write-failed']);
    const read = readSession(path.join(sessions(), 'full'));
    assert.deepEqual([read.events.length, read.torn, read.problems], [1, null, []]);
  });

  it('cannot be made where a file stands in the way, in one sentence', () => {
    writeFileSync(path.join(folder, 'sessions'), 'a file in the way');
    assert.throws(() => writer(), { code: 'session-not-writable' });
  });

  it('cannot be made in a folder without write permission, in one sentence', function () {
    // Windows has no such modes; a folder there is refused through its access list.
    if (process.platform === 'win32') return this.skip();
    chmodSync(folder, 0o555);
    try {
      const refused = asNobody(() => {
        try {
          writer();
          return null;
        } catch (error) {
          return error;
        }
      });
      assert.ok(refused instanceof TracewrightError);
      assert.equal(refused.code, 'session-not-writable');
      assert.equal((refused.cause as NodeJS.ErrnoException).code, 'EACCES');
      assert.equal(refused.sentence.includes('\n'), false);
    } finally {
      chmodSync(folder, 0o700);
    }
    assert.deepEqual(readdirSync(folder), []);
  });

  /** Permissions do not bind root, so as root the work is done with the rights of nobody in particular. */
  const asNobody = <Result>(work: () => Result): Result => {
    if (process.geteuid?.() !== 0) return work();
    process.seteuid?.(65_534);
    try {
      return work();
    } finally {
      process.seteuid?.(0);
    }
  };

  describe('that is damaged', () => {
    it('loses only the torn last record, and recovery sets it aside and says so', () => {
      const log = writer();
      log.append(open(0, 'a.ts', ''));
      log.append(edit(0, 2, [0, 0, 'x']));
      log.close('end');
      appendFileSync(segment(log.folder), '\n{"seq":2,"t":5,"kind":"edit","do');
      const read = readSession(log.folder);
      assert.deepEqual([read.events.length, read.problems.length, read.torn?.line], [2, 0, 4]);
      assert.throws(() => SessionWriter.continue(read), { code: 'session-torn' });
      const recovery = recoverSession(log.folder, new Date('2026-01-01T00:00:00Z'));
      assert.equal(recovery?.events, 2);
      assert.equal(recovery?.tornBytes, 33);
      assert.equal(
        readFileSync(path.join(log.folder, recovery?.setAside ?? ''), 'utf8'),
        '\n{"seq":2,"t":5,"kind":"edit","do',
      );
      const after = readSession(log.folder);
      assert.deepEqual(
        after.events.map(({ kind }) => kind),
        ['document-open', 'edit', 'recovered', 'session-stop'],
      );
      assert.deepEqual([after.problems, after.torn], [[], null]);
      assert.equal(after.meta.stoppedAt, '2026-01-01T00:00:00.000Z');
      assert.equal(recoverSession(log.folder), null);
    });

    it('gets its summary when the recorder died between the last event and the summary', () => {
      const at = written(1);
      const { summary: _summary, ...meta } = readSession(at).meta;
      writeFileSync(path.join(at, 'session.json'), JSON.stringify({ ...meta, stoppedAt: null }));
      assert.equal(recoverSession(at), null);
      const after = readSession(at);
      assert.deepEqual([after.meta.stoppedAt, after.meta.summary?.events, after.events.length], ['then', 3, 3]);
    });

    it('is told by a flipped byte, with file, line and event', () => {
      const at = written();
      const bytes = readFileSync(segment(at));
      const where = bytes.indexOf('"v":7');
      bytes[where + 4] = '9'.charCodeAt(0);
      writeFileSync(segment(at), bytes);
      const { problems, events } = readSession(at);
      assert.deepEqual(
        problems.map(({ seq, error }) => [seq, error.code]),
        [[6, 'hash-mismatch']],
      );
      assert.ok(problems[0]?.error.sentence.startsWith(`${segment(at)}:8: event 6 `));
      assert.equal(events.length, 12);
    });

    it('is told by a missing segment, by its name', () => {
      const at = written(50, { segmentBytes: 1000 });
      unlinkSync(segment(at, 2));
      const { problems, events } = readSession(at);
      assert.deepEqual(
        problems.map(({ error }) => [error.code, path.basename(error.place.file ?? '')]),
        [['segment-missing', 'events-0002.jsonl']],
      );
      assert.ok(events.length > 20);
    });

    it('leaves foreign files alone, with a warning', () => {
      const at = written();
      writeFileSync(path.join(at, 'notes.txt'), 'x');
      mkdirSync(path.join(at, 'more'));
      assert.deepEqual(codes(at), ['warning foreign-file', 'warning foreign-file']);
      assert.equal(readSession(at).events.length, 12);
    });

    it('is refused when a newer version wrote it', () => {
      const at = written();
      const meta = readSession(at).meta;
      writeFileSync(path.join(at, 'session.json'), JSON.stringify({ ...meta, version: 2, later: true }));
      assert.throws(() => readSession(at), { code: 'session-version', message: /version 2.+up to 1/ });
      assert.deepEqual(
        listSessions(folder).map(({ state, problem }) => [state, problem?.code]),
        [['unreadable', 'session-version']],
      );
    });

    it('is read from its log when the summary is lost or garbage', () => {
      const at = written();
      writeFileSync(path.join(at, 'session.json'), '{"version":1,');
      assert.deepEqual(codes(at), ['warning session-file-damaged', 'warning session-file-missing']);
      unlinkSync(path.join(at, 'session.json'));
      assert.deepEqual(codes(at), ['warning session-file-missing']);
      assert.equal(readSession(at).events.length, 12);
    });

    it('is no session at all when there is nothing', () => {
      assert.throws(() => readSession(path.join(folder, 'nowhere')), {
        code: 'session-missing',
        message: /does not exist/,
      });
      assert.throws(() => readSession(folder), { code: 'session-missing', message: /no session/ });
      writeFileSync(path.join(folder, 'file'), '');
      assert.throws(() => readSession(path.join(folder, 'file')), { code: 'session-missing' });
    });
  });

  it('is listed by what happened to it', () => {
    written(1, {}, 'a-stopped');
    const live = writer({}, 'b-live');
    const dead = writer({}, 'c-dead');
    unlinkSync(path.join(dead.folder, 'writer.lock'));
    assert.deepEqual(
      listSessions(folder).map(({ id, state }) => [id, state]),
      [
        ['a-stopped', 'stopped'],
        ['b-live', 'recording'],
        ['c-dead', 'died'],
      ],
    );
    live.close('end');
    assert.deepEqual(listSessions(path.join(folder, 'none')), []);
  });

  it('has an id that sorts by time', () => {
    assert.equal(
      newSessionId(new Date('2026-11-23T19:54:36.5Z'), () => 0.5),
      '20261123-195436-8000',
    );
  });

  it('is loaded with its base and the contents that folding needs', async () => {
    const { base, blobs } = baseOf({ 'a.ts': 'base\n' });
    const log = writer();
    const root = { name: 'w', path: '/w', tree: 'tree-id', commit: null, branch: null };
    log.append({ kind: 'session-start', at: '', goal: '', roots: [root], tool: { version: '1' } });
    log.append(open(0, 'a.ts', 'base\n'));
    log.close('end');
    const asked: string[][] = [];
    const loaded = await loadSession(log.folder, {
      listTree: async (tree) => (tree === 'tree-id' ? (base[0] ?? []) : []),
      readBlobs: async (oids) => {
        asked.push([...oids]);
        return oids.map((oid) => blobs(oid) ?? null);
      },
    });
    const oid = base[0]?.[0]?.oid ?? '';
    assert.deepEqual([loaded.base, asked], [base, [[oid]]]);
    assert.equal(Buffer.from(loaded.blobs(oid) ?? []).toString(), 'base\n');
  });

  it('has every acknowledged event after its recorder was killed in the middle of writing', async () => {
    const script = path.join(folder, 'recorder.ts');
    const store = path.resolve(import.meta.dirname, '../../../src/node/store/sessionWriter.ts');
    writeFileSync(
      script,
      `import { SessionWriter } from ${JSON.stringify(store)};
       import { writeSync } from 'node:fs';
       const log = SessionWriter.create(${JSON.stringify(sessions())}, ${JSON.stringify(head('killed'))}, { segmentBytes: 20000 });
       log.append({ kind: 'document-open', doc: 0, path: 'a.ts', v: 1, content: { text: '' }, eol: '\\n', encoding: 'utf8', language: 'ts' });
       for (let n = 0; ; n++) writeSync(1, log.append({ kind: 'edit', doc: 0, v: n + 2, changes: [[n, 0, 'x']] }).seq + '\\n');`,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let acknowledged = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 2000) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    assert.equal(child.signalCode, 'SIGKILL');
    assert.ok(acknowledged >= 2000);
    const at = path.join(sessions(), 'killed');
    assert.equal(listSessions(folder)[0]?.state, 'died');
    assert.ok(recoverSession(at) !== null);
    const read = readSession(at);
    assert.deepEqual(read.problems, []);
    assert.ok(read.events.length > acknowledged + 2, `${read.events.length} events, ${acknowledged} acknowledged`);
    assert.deepEqual(
      read.events.slice(-2).map(({ kind }) => kind),
      ['recovered', 'session-stop'],
    );
  });
});
