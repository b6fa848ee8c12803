/**
 * Verifies a log of 150 MB, or as many as the first argument says, that another process wrote before. The last line
 * says by how many megabytes the process grew at most.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { encodeRecord } from '../../src/core/session/codec.ts';
import { treeId } from '../../src/core/session/diskModel.ts';
import type { NewEvent, SessionEvent } from '../../src/core/session/event.ts';
import { segmentName } from '../../src/core/session/readLog.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';
import { verifyStored } from '../../src/node/store/verifySession.ts';

const SEGMENT = 16 * 1024 * 1024;
const [task = '150', folder = ''] = process.argv.slice(2);
if (task === 'write') writeLog(folder, Number(process.argv[4]));
else await measure(Number(task));

async function measure(mb: number): Promise<void> {
  const session = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-'));
  try {
    execFileSync(process.execPath, [import.meta.filename, 'write', session, String(mb)]);
    const before = process.resourceUsage().maxRSS;
    const began = performance.now();
    const verdict = await verifyStored(path.join(session, 'large'), {
      listTree: async () => [],
      readBlobs: async (oids) => oids.map(() => null),
    });
    const seconds = (performance.now() - began) / 1000;
    if (verdict.firstDivergence !== null) throw new Error(verdict.firstDivergence.why);
    const rss = (process.resourceUsage().maxRSS - before) / 1024;
    console.log(JSON.stringify({ mb, rss, events: verdict.events, rate: verdict.events / seconds }));
  } finally {
    rmSync(session, { recursive: true });
  }
}

function writeLog(sessions: string, mb: number): void {
  const id = 'large';
  mkdirSync(path.join(sessions, id));
  let [hash, seq, total, segment, size] = [id, 0, 0, 1, 0];
  let file = openSync(path.join(sessions, id, segmentName(segment)), 'w');
  let waiting: string[] = [];
  const flush = () => {
    writeSync(file, waiting.join(''));
    waiting = [];
  };
  for (const event of eventsOfADay()) {
    const record = encodeRecord({ seq, t: seq, ...event } as SessionEvent, hash, nodeDigest);
    hash = record.hash;
    seq++;
    size += record.line.length;
    total += record.line.length;
    if (waiting.push(record.line) === 5000) flush();
    if (total > mb * 1e6) break;
    if (size < SEGMENT) continue;
    flush();
    closeSync(file);
    file = openSync(path.join(sessions, id, segmentName(++segment)), 'w');
    size = 0;
  }
  flush();
  closeSync(file);
}

function* eventsOfADay(): Generator<NewEvent> {
  const tree = treeId([], nodeDigest);
  const root = { name: 'w', path: '/w', tree, commit: null, branch: null };
  yield { kind: 'session-start', at: '', goal: '', roots: [root], tool: { version: '1' } };
  const text = 'const answer = compute(42);\n'.repeat(1000);
  for (let doc = 0; doc < 20; doc++) {
    const head = { kind: 'document-open', doc, path: `d${doc}.ts`, v: 1, language: 'ts' } as const;
    yield { ...head, content: { text }, eol: '\n', encoding: 'utf8' };
  }
  for (let n = 0; ; n++) {
    const doc = Math.floor(n / 50) % 20;
    const at = (Math.floor(n / 30) * 7919 + (n % 30)) % text.length;
    yield { kind: 'edit', doc, v: n + 2, changes: [[at, 1, 'x']], evidence: { source: 'cursor', kind: 'type' } };
    if (n % 2 === 0) yield { kind: 'selection', doc, ranges: [[at, at]], cause: 'keyboard' };
    if (n % 5000 === 0) yield { kind: 'checkpoint', trees: [tree], why: 'idle' };
  }
}
