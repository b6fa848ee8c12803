import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { NewEvent, SessionEvent } from '../../src/core/session/event.ts';
import { RECORDINGS } from './workspaceRecording.ts';

interface Entry {
  readonly t: number | string;
  readonly k: string;
  readonly u?: string;
  readonly v?: number;
  readonly e?: 'c' | 'm' | 'd';
  readonly f?: readonly (string | readonly [string, string])[];
  readonly ch?: readonly (readonly [offset: number, deleted: number, inserted: string])[];
  readonly reason?: 1 | 2;
  readonly det?: { readonly s?: string; readonly m?: Readonly<Record<string, unknown>>; readonly source?: string };
  readonly cl?: string | { readonly value: string };
  readonly d?: string;
  readonly code?: number;
  readonly c?: string | number;
  readonly n?: string | number;
}

/** What the probed workspace held, where an inference has to read it; other files hold filler. */
const TEXTS: Readonly<Record<string, string>> = {
  'a.ts': 'export function sum(a: number, b: number) { return a + b; }\n// x\n',
  'b.ts': "import { sum } from './a';\nconsole.log(sum(1, 2), sum(3, 4));\n",
  'c.ts': "import { sum } from './a';\nexport const x = sum(5, 6);\n",
  'm.txt': 'aaaaa\nbbbbb\nccccc\n',
  'f.json': '{"a":1,\n"b" :2 }',
  'crlf.txt': 'l1\r\nl2\r\nl3\r\n',
};
const FILLER = 'some words of a text\n'.repeat(5000);

/**
 * The events of a probe as the recorder would have written them: files only, changes that change something, what the
 * watcher tells of files that were not just saved, and with each edit the editor's word for its source.
 */
export function probeEvents(name: string): Map<string, SessionEvent[]> {
  const lines = readFileSync(path.join(RECORDINGS, 'vscode-api-probe', name), 'utf8')
    .split('\n')
    .filter(Boolean);
  const events: { event: NewEvent; t: number }[] = [];
  const scenarios: { name: string; from: number }[] = [];
  const docs = new Map<string, number>();
  const saved = new Map<string, number>();
  const known = (uri: string | undefined) => (uri?.startsWith('file:') ? uri.slice('file:'.length) : undefined);
  let commands = 0;
  for (const line of lines) {
    const entry = JSON.parse(line) as Entry & { readonly scen?: string };
    if (typeof entry.t !== 'number') continue;
    const { t, k, v = 1 } = entry;
    const add = (event: NewEvent) => events.push({ event, t });
    const file = known(entry.u);
    if (k === 'BEGIN') scenarios.push({ name: entry.scen ?? '', from: events.length });
    const opened = () => {
      const doc = docs.size === 0 ? 0 : Math.max(...docs.values()) + 1;
      docs.set(file ?? '', doc);
      const text = TEXTS[file ?? ''] ?? FILLER;
      add({
        kind: 'document-open',
        doc,
        path: file ?? '',
        v,
        content: { text },
        eol: '\n',
        encoding: 'utf8',
        language: '',
      });
      return doc;
    };
    if (k === 'open' && file !== undefined) opened();
    if (k === 'change' && file !== undefined && (entry.ch?.length ?? 0) > 0) {
      const doc = docs.get(file) ?? opened();
      const { s, source = s, ...metadata } = { ...entry.det, ...entry.det?.m };
      add({
        kind: 'edit',
        doc,
        v,
        changes: (entry.ch ?? []).map(([offset, deleted, inserted]): [number, number, string] => [
          offset,
          deleted,
          inserted,
        ]),
        evidence: { detailedReason: { source, metadata } },
        ...(entry.reason === undefined ? {} : { reason: entry.reason === 1 ? ('undo' as const) : ('redo' as const) }),
      });
      saved.set(file, t);
    }
    if ((k === 'save' || k === 'didSave') && file !== undefined && docs.has(file)) {
      add({ kind: 'save', doc: docs.get(file) ?? 0, v, blob: '', bytes: 0 });
      saved.set(file, t);
    }
    if (k === 'close' && docs.has(file ?? '')) add({ kind: 'document-close', doc: docs.get(file ?? '') ?? 0 });
    if (k === 'fsw' && file !== undefined && t - (saved.get(file) ?? -9999) > 2000) {
      const op = entry.e === 'c' ? 'create' : entry.e === 'd' ? 'delete' : 'change';
      add({
        kind: 'file',
        op,
        path: file,
        ...(op === 'delete' ? {} : { content: { text: `${t}` } }),
        source: 'watcher',
      });
      saved.set(file, t);
    }
    for (const moved of k === 'didRenameFiles' ? (entry.f ?? []) : []) {
      const [from = '', to = ''] = typeof moved === 'string' ? [] : moved.map((uri) => known(uri));
      add({ kind: 'file', op: 'rename', path: from, to, folder: !from.includes('.'), source: 'editor' });
      for (const one of [from, to]) saved.set(one, t);
    }
    for (const gone of k === 'didDeleteFiles' ? (entry.f ?? []) : []) {
      if (typeof gone !== 'string') continue;
      add({ kind: 'file', op: 'delete', path: known(gone) ?? '', source: 'editor' });
      saved.set(known(gone) ?? '', t);
    }
    if (k === 'termStart') {
      const text = typeof entry.cl === 'string' ? entry.cl : (entry.cl?.value ?? '');
      add({ kind: 'command-start', command: ++commands, terminal: 'bash', line: text, confidence: 'high' });
    }
    if (k === 'termData') add({ kind: 'command-output', command: commands, text: entry.d ?? '' });
    if (k === 'termEnd') add({ kind: 'command-end', command: commands, exitCode: entry.code ?? null });
    if (k === 'gitState') add({ kind: 'git', commit: String(entry.c), branch: String(entry.n) });
  }
  const placed = events.map(({ event, t }, seq) => ({ ...event, seq, t }) as SessionEvent);
  if (scenarios.length === 0) scenarios.push({ name: 'all', from: 0 });
  return new Map(
    scenarios.map(({ name: scenario, from }, index) => [
      scenario,
      withOpenings(placed, from, scenarios[index + 1]?.from ?? placed.length),
    ]),
  );
}

/** A scenario alone: its events, behind the openings of the documents that earlier ones had left open. */
function withOpenings(events: readonly SessionEvent[], from: number, to: number): SessionEvent[] {
  const own = events.slice(from, to);
  const docs = new Set(own.flatMap((event) => ('doc' in event && typeof event.doc === 'number' ? [event.doc] : [])));
  const before = events
    .slice(0, from)
    .filter((event) => event.kind === 'document-open' && docs.has(event.doc))
    .map((event) => ({ ...event, t: own[0]?.t ?? 0 }));
  return [...before, ...own].map((event, seq) => ({ ...event, seq }));
}
