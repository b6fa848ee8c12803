import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chat, exportOf, root, type SpanFacts, traceA } from '../receiver/agentSpans.ts';

const main = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');

interface Running {
  readonly child: ChildProcess;
  readonly endpoint: string;
  /** Exit code and standard output. */
  readonly ended: Promise<[code: number | null, out: string]>;
}

describe('tracewright capture', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-capture-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const start = async (): Promise<Running> => {
    const child = spawn(process.execPath, [main, 'capture', '--port', '0', '--out', folder, '--for', '1m', '--json']);
    let [out, told] = ['', ''];
    child.stdout.on('data', (piece) => {
      out += String(piece);
    });
    const ended = new Promise<[number | null, string]>((resolve) => child.on('exit', (code) => resolve([code, out])));
    const endpoint = await new Promise<string>((resolve, reject) => {
      child.stderr.on('data', (piece) => {
        told += String(piece);
        const found = /OTEL_EXPORTER_OTLP_ENDPOINT=(\S+)/.exec(told)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.on('exit', () => reject(new Error(told)));
    });
    return { child, endpoint, ended };
  };
  const send = async (endpoint: string, ...spans: readonly SpanFacts[]) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${endpoint}/v1/traces`, {
      method: 'POST',
      headers,
      body: JSON.stringify(exportOf(...spans)),
    });
    assert.equal(answer.status, 200);
  };

  it('loses nothing that it answered when it is killed, and goes on in the same file', async () => {
    const first = await start();
    await send(first.endpoint, chat(traceA, 'a000000000000002', 'before the end', 'one'));
    first.child.kill('SIGKILL');
    await first.ended;
    assert.match(
      readFileSync(path.join(folder, 'captures', readdirSync(path.join(folder, 'captures'))[0] ?? ''), 'utf8'),
      /before the end/,
    );
    const second = await start();
    await send(second.endpoint, chat(traceA, 'a000000000000003', 'after it', 'two', { start: 3 }), root(traceA));
    second.child.kill('SIGINT');
    const [code, out] = await second.ended;
    assert.equal(code, 0);
    const { spans, refused, trajectories } = JSON.parse(out);
    assert.deepEqual([spans, refused, trajectories.length, trajectories[0].steps], [2, 0, 1, 4]);
    assert.equal(readdirSync(path.join(folder, 'captures')).length, 1);
  });

  it('says in one sentence why it cannot start', async () => {
    const running = await start();
    const { port } = new URL(running.endpoint);
    const run = (...given: string[]) =>
      spawnSync(process.execPath, [main, 'capture', '--out', folder, ...given], { encoding: 'utf8' });
    const taken = run('--port', port);
    assert.equal(taken.status, 4);
    assert.match(taken.stderr, new RegExp(`^tracewright: port ${port} is in use by another program \\(.*\\)\\n$`));
    assert.equal(run('--port', '70000').status, 2);
    assert.equal(run('--port', 'x').status, 2);
    running.child.kill('SIGTERM');
    assert.equal((await running.ended)[0], 0);
  });
});
