import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { textOf } from '../../../src/core/sample/fimParts.ts';
import { type Sample, sampleSchema } from '../../../src/core/sample/sample.ts';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { type BuildRequest, buildDataset } from '../../../src/node/build/buildDataset.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { lintDataset } from '../../../src/node/sink/lintDataset.ts';
import { readRows } from '../../../src/node/sink/readRows.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';
import { edit, open, save } from '../session/fixtures.ts';

const lib = 'export function total(items: number[]) {\n  return items.length;\n}\n';
const use = "import { total } from './lib';\n\nconsole.log(total([1, 2]));\n";
const added = 'export function average(items: number[]) {\n  return total(items) / items.length;\n}\n';

const thought = '// a passing thought\n';
const averageAdded: readonly NewEvent[] = [
  open(1, 'use.ts', use),
  open(2, 'lib.ts', lib),
  edit(2, 2, [lib.length, 0, added]),
  save(2, 2, lib + added),
  edit(1, 2, [0, 0, thought]),
  { ...edit(1, 3, [0, thought.length, '']), reason: 'undo' },
];

describe('buildDataset from a session', () => {
  let folder = '';
  let session = '';
  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-session-'));
    writeFileSync(path.join(folder, 'lib.ts'), lib);
    writeFileSync(path.join(folder, 'use.ts'), use);
    session = await record(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const request = (out: string): BuildRequest => ({
    sources: [session],
    kinds: ['fim'],
    family: 'qwen2.5-coder',
    out: path.join(folder, out),
    toolVersion: '0.0.0',
  });
  const build = (out: string, keepUndone = false) => buildDataset({ ...request(out), keepUndone });

  const rowsOf = async (out: string) => {
    const rows: Sample[] = [];
    for await (const { value } of readRows(path.join(folder, out))) rows.push(sampleSchema.parse(value));
    return rows;
  };

  it('the typed function is a hole in the file as it was then, with the other file beside it', async () => {
    const manifest = await build('out');
    const rows = await rowsOf('out');
    const row = rows.find((candidate) => textOf(candidate, 'middle') === added);
    assert.ok(row, JSON.stringify([manifest.dropped, rows.map((each) => textOf(each, 'middle'))]));
    assert.equal(textOf(row, 'prefix') + textOf(row, 'suffix'), lib);
    assert.equal(textOf(row, 'context'), use);
    assert.ok(row.text.startsWith('<|repo_name|>shop\n<|file_sep|>use.ts\n'));
    assert.equal(row.proof.sha256, nodeDigest('sha256', lib + added));
    assert.equal(row.language, 'typescript');
    assert.match(row.proof.tree ?? '', /^[0-9a-f]{40}$/);
    assert.deepEqual((await lintDataset(path.join(folder, 'out'))).findings, []);
    assert.deepEqual(
      manifest.inputs.map(({ kind }) => kind),
      ['session'],
    );
  });

  it('the same session makes a conversation whose calls are the recorded changes, with the events they came from', async () => {
    const kinds = ['fim', 'tool-use'] as const;
    const manifest = await buildDataset({ ...request('out'), kinds });
    assert.equal(manifest.byKind['tool-use'], 1, JSON.stringify(manifest.dropped));
    const row = (await rowsOf('out')).find((candidate) => candidate.kind === 'tool-use');
    assert.ok(row);
    const call = row.spans.find((span) => span.kind === 'call');
    assert.ok(call);
    assert.equal(call.weight, 1);
    assert.match(row.text.slice(call.start, call.end), /"name": "str_replace".*average/);
    assert.deepEqual(call.from, { source: 'session-a', seqs: [3, 3] });
    const passing = row.spans.filter((span) => row.text.slice(span.start, span.end).includes('a passing thought'));
    assert.deepEqual(
      passing.map(({ kind, weight }) => [kind, weight]),
      [
        ['call', 0],
        ['call', 0],
      ],
      'an edit that was undone, and its undoing',
    );
    assert.match(row.text, /<\|im_start\|>user\nAdd an average<\|im_end\|>/);
    assert.deepEqual((await lintDataset(path.join(folder, 'out'))).findings, []);
  });

  it('what was typed and undone is dropped, and kept on request', async () => {
    assert.equal((await build('out')).dropped.undone, 1);
    await build('all', true);
    const undone = (await rowsOf('all')).filter((row) => row.labels.survived === false);
    assert.deepEqual(
      undone.map((row) => textOf(row, 'middle')),
      ['// a passing thought\n'],
    );
  });

  it('a name that a rename puts in at many places is a hole once', async () => {
    const lines = Array.from({ length: 4 }, (_, n) => `use${n}(total);\n`).join('');
    writeFileSync(path.join(folder, 'many.ts'), lines);
    const spots = [...lines.matchAll(/total/g)].map(({ index }): [number, number, string] => [index, 5, 'wholeSum']);
    session = await record(folder, 'session-b', [open(1, 'many.ts', lines), edit(1, 2, ...spots.reverse())]);
    const manifest = await build('out');
    const rows = await rowsOf('out');
    assert.deepEqual(
      rows.map((row) => textOf(row, 'middle')),
      ['wholeSum'],
    );
    assert.equal(manifest.dropped['repeated-in-operation'], 3);
  });

  it('the folder of sessions and .tracewright itself name the same session', async () => {
    const data = path.join(folder, '.tracewright');
    const inputs = async (out: string, source: string) =>
      (await buildDataset({ ...request(out), sources: [source] })).inputs.map(({ kind, path: name }) => [kind, name]);
    assert.deepEqual(await inputs('one', data), [['session', 'session-a']]);
    assert.deepEqual(await inputs('two', path.join(data, 'sessions')), [['session', 'session-a']]);
  });

  it('is the same bytes each time', async () => {
    await build('one');
    await build('two');
    const bytes = (out: string) => readFileSync(path.join(folder, out, 'fim.jsonl'));
    assert.ok(bytes('one').equals(bytes('two')));
  });

  it('a damaged log is refused with its file and line', async () => {
    const log = path.join(session, 'events-0001.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').replace('average', 'averagf'));
    await assert.rejects(build('out'), (error: { place?: { file?: string; line?: number } }) => {
      assert.equal(error.place?.file, log);
      assert.ok((error.place?.line ?? 0) > 0);
      return true;
    });
  });
});

async function record(root: string, id = 'session-a', work: readonly NewEvent[] = averageAdded): Promise<string> {
  const data = path.join(root, '.tracewright');
  mkdirSync(data, { recursive: true });
  const shadow = new ShadowGit(data, id);
  const { tree } = await shadow.snapshot(root);
  shadow.dispose();
  const roots = [{ name: 'shop', path: root, tree, commit: null }];
  let now = 0;
  const writer = SessionWriter.create(
    path.join(data, 'sessions'),
    { id, goal: 'Add an average', startedAt: '2026-01-01T00:00:00Z', roots, tool: { version: '0.0.0' } },
    { now: () => now },
  );
  const events = [
    {
      kind: 'session-start' as const,
      at: '2026-01-01T00:00:00Z',
      goal: 'Add an average',
      roots: roots.map((each) => ({ ...each, branch: null })),
      tool: { version: '0.0.0' },
    },
    ...work,
    { kind: 'session-stop' as const, at: '2026-01-01T00:10:00Z', why: 'asked' as const },
  ];
  for (const event of events) {
    now += 60_000;
    writer.append(event);
  }
  writer.close('2026-01-01T00:10:00Z');
  return writer.folder;
}
