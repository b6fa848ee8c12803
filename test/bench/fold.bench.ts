import { existsSync } from 'node:fs';
import path from 'node:path';
import { apply } from '../../src/core/edit/apply.ts';
import { encodeRecord } from '../../src/core/session/codec.ts';
import { DiskModel } from '../../src/core/session/diskModel.ts';
import type { NewEvent, SessionEvent } from '../../src/core/session/event.ts';
import { WorkspaceFold } from '../../src/core/session/fold.ts';
import { inferOperations } from '../../src/core/session/operations.ts';
import { readLog } from '../../src/core/session/readLog.ts';
import { verifyEvents } from '../../src/core/session/verify.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';
import { pathsOf, textParser } from '../../src/node/syntax/textParser.ts';
import { RECORDINGS, readRecording } from '../conformance/workspaceRecording.ts';
import { type BenchRow, bestTime } from './benchRow.ts';

const none = () => undefined;

/** Reading, folding and verifying a long session; tree ids of a large workspace. */
export async function bench(): Promise<BenchRow[]> {
  const recorded = path.join(RECORDINGS, 'EditSourceTracker.test1.recording.w.json');
  const published = existsSync(recorded);
  const events = published ? readRecording(recorded).events : generatedSession();
  const from = published ? 'a recorded session of 92 min' : 'a generated session';
  const edits = events.filter(({ kind }) => kind === 'edit' || kind === 'document-open' || kind === 'resync');
  const count = edits.filter(({ kind }) => kind === 'edit').length;

  const folding = bestTime(20, () => foldAll(edits));
  const naive = bestTime(20, () => foldNaively(edits));
  const whole = bestTime(10, () => foldAll(events));
  const lines = encoded(events);
  const text = lines.join('');
  const reading = bestTime(5, () => readLog('s', [{ file: 'events-0001.jsonl', text }], nodeDigest));
  const verifying = bestTime(20, () =>
    verifyEvents(readLog('s', [{ file: 'events-0001.jsonl', text }], nodeDigest).events, [[]], none, nodeDigest),
  );
  const proved = (1000 * events.length) / verifying;
  const bare = lines.map((line) => line.slice(1));
  const parsing = bestTime(20, () => {
    for (const line of bare) JSON.parse(line);
  });
  const parse = await textParser(pathsOf(events));
  const inferring = bestTime(5, () => inferOperations(events, [[]], none, nodeDigest, parse));
  const day = repeated(events, 60_000);
  const inferringDay = bestTime(2, () => inferOperations(day, [[]], none, nodeDigest, parse));
  const rate = (1000 * count) / folding;
  return [
    {
      name: `fold ${count} edits of ${from}`,
      value: rate,
      unit: 'edits/s',
      target: '>= 200,000',
      ratio: naive / folding,
      baseline: 'slice and concat',
      ok: rate >= 200_000,
    },
    { name: `fold all ${events.length} events`, value: whole, unit: 'ms', target: '< 100', ok: whole < 100 },
    {
      name: `read them from ${(text.length / 1e6).toFixed(1)} MB, hashes checked`,
      value: (1000 * events.length) / reading,
      unit: 'events/s',
      ok: true,
    },
    {
      name: 'read and verify them',
      value: proved,
      unit: 'events/s',
      target: '>= 200,000',
      ratio: verifying / parsing,
      baseline: 'JSON.parse',
      ok: proved >= 200_000,
    },
    {
      name: 'infer their operations, with syntax',
      value: inferring,
      unit: 'ms',
      target: '< 2,000',
      ok: inferring < 2000,
    },
    {
      name: `infer those of ${day.length} events, with syntax`,
      value: inferringDay,
      unit: 'ms',
      target: '< 5,000',
      ok: inferringDay < 5000,
    },
    largeDocument(),
    ...largeTree(),
  ];
}

/** The same work over and over, each time in files of its own. */
function repeated(events: readonly SessionEvent[], length: number): SessionEvent[] {
  const lasting = (events.at(-1)?.t ?? 0) + 10_000;
  return Array.from({ length }, (_, seq): SessionEvent => {
    const round = Math.floor(seq / events.length);
    const event = { ...(events[seq % events.length] as SessionEvent), seq };
    event.t += round * lasting;
    if ('doc' in event && typeof event.doc === 'number') event.doc += 1000 * round;
    if ('path' in event && typeof event.path === 'string') event.path = `r${round}/${event.path}`;
    return event;
  });
}

function foldAll(events: readonly SessionEvent[]): void {
  const fold = new WorkspaceFold([[]], none, nodeDigest);
  for (const event of events) fold.apply(event);
  for (const { doc } of fold.documents()) fold.text(doc);
  if (fold.divergence !== null) throw new Error(fold.divergence.why);
}

function foldNaively(events: readonly SessionEvent[]): void {
  const texts = new Map<number, string>();
  for (const event of events) {
    if ((event.kind === 'document-open' || event.kind === 'resync') && 'text' in event.content)
      texts.set(event.doc, event.content.text);
    if (event.kind !== 'edit') continue;
    const text = apply(texts.get(event.doc) ?? '', event.changes);
    texts.set(event.doc, text);
    // Without a look at it V8 would only note what to concatenate.
    if (text.charCodeAt(text.length >> 1) < 0) throw new Error('never');
  }
}

function largeDocument(): BenchRow {
  const text = 'const value = compute(value, 1);\n'.repeat(32_000);
  const edits = Array.from(
    { length: 500 },
    (_, n): NewEvent => ({ kind: 'edit', doc: 0, v: n + 2, changes: [[500_000 + n, 0, 'x']] }),
  );
  const opened: NewEvent = {
    kind: 'document-open',
    doc: 0,
    path: 'a.ts',
    v: 1,
    content: { text },
    eol: '\n',
    encoding: 'utf8',
    language: '',
  };
  const events = [opened, ...edits].map((event, seq) => ({ seq, t: seq, ...event }) as SessionEvent);
  const folding = bestTime(3, () => foldAll(events));
  const naive = bestTime(3, () => foldNaively(events));
  return {
    name: 'fold typing in a document of 1 MB',
    value: (1000 * edits.length) / folding,
    unit: 'edits/s',
    ratio: naive / folding,
    baseline: 'slice and concat',
    target: '>= 10 ×',
    ok: naive / folding >= 10,
  };
}

function encoded(events: readonly SessionEvent[]): string[] {
  let hash = 's';
  return events.map((event) => {
    const record = encodeRecord(event, hash, nodeDigest);
    hash = record.hash;
    return record.line;
  });
}

function largeTree(): BenchRow[] {
  const oid = 'a5'.repeat(20);
  const entries = Array.from({ length: 10_000 }, (_, n) => ({
    path: `packages/p${n % 100}/src/d${n % 7}/f${n}.ts`,
    mode: '100644',
    oid,
  }));
  const first = bestTime(5, () => new DiskModel(entries, nodeDigest).treeId());
  const model = new DiskModel(entries, nodeDigest);
  let round = 0;
  const again = bestTime(20, () => {
    model.set('packages/p3/src/d3/f3.ts', { mode: '100644', oid: (round++).toString(16).padStart(40, '0') });
    model.treeId();
  });
  return [
    { name: 'tree id of 10,000 files', value: first, unit: 'ms', target: '< 500', ok: first < 500 },
    { name: 'tree id again after one file changed', value: again, unit: 'ms', target: '< 2', ok: again < 2 },
  ];
}

/** The shape of the published session: 24 documents, 3,247 edits near one another, selections between. */
function generatedSession(): SessionEvent[] {
  const events: NewEvent[] = [];
  const lengths: number[] = [];
  for (let doc = 0; doc < 24; doc++) {
    const text = 'const value = compute(value, 1);\n'.repeat(40 * (doc + 1));
    lengths.push(text.length);
    events.push({
      kind: 'document-open',
      doc,
      path: `d${doc}.ts`,
      v: 1,
      content: { text },
      eol: '\n',
      encoding: 'utf8',
      language: 'typescript',
    });
  }
  for (let edit = 0; edit < 3247; edit++) {
    const doc = Math.floor(edit / 90) % 24;
    const length = lengths[doc] ?? 0;
    const offset = (Math.floor(edit / 30) * 7919 + (edit % 30)) % length;
    events.push({ kind: 'edit', doc, v: edit + 2, changes: [[offset, edit % 5 === 0 ? 1 : 0, 'x']] });
    lengths[doc] = length + (edit % 5 === 0 ? 0 : 1);
    events.push({ kind: 'selection', doc, ranges: [[offset, offset]] });
  }
  return events.map((event, seq) => ({ seq, t: seq, ...event }) as SessionEvent);
}
