import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as vscode from 'vscode';
import { chat, exportOf, root, traceA } from '../../unit/receiver/agentSpans.ts';
import { eventsOf, folderPath, record, until } from '../recording.ts';

const run = <T>(command: string, ...given: unknown[]) =>
  vscode.commands.executeCommand<T>(`tracewright.${command}`, ...given);

interface Server {
  readonly label: string;
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
}

describe('agents at work', () => {
  const storage = () => path.join(folderPath(), '.tracewright');
  const trajectories = () => {
    try {
      return readdirSync(path.join(storage(), 'trajectories')).filter((name) => name.includes(traceA));
    } catch {
      return [];
    }
  };

  before(async () => {
    await vscode.extensions.getExtension('tracewright.tracewright')?.activate();
  });

  after(() => {
    for (const name of ['captures', 'trajectories', 'memory'])
      rmSync(path.join(storage(), name), { recursive: true, force: true });
  });

  it('are captured between start and stop: the trajectory of a span that was sent appears', async () => {
    const endpoint = await run<string>('startCapture', {});
    assert.match(endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(await run<string>('startCapture', {}), endpoint);
    const settings = await run<string>('copyCaptureSettings', { agent: 'any' });
    assert.ok(settings.includes(`OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`));
    assert.equal(await vscode.env.clipboard.readText(), settings);
    const body = JSON.stringify(exportOf(chat(traceA, 'a000000000000002', 'from an agent', 'done'), root(traceA)));
    const answer = await fetch(`${endpoint}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    assert.equal(answer.status, 200);
    await until('the trajectory is there', () => trajectories().length === 1);
    const text = readFileSync(path.join(storage(), 'trajectories', trajectories()[0] ?? ''), 'utf8');
    assert.match(text, /from an agent/);
    assert.equal(await run<number>('stopCapture', {}), 2);
    await assert.rejects(fetch(`${endpoint}/v1/traces`, { method: 'POST', body: '{}' }));
  });

  it('are offered the past by a server that works, and hand their notes to the session that is recorded', async () => {
    const [server] = await run<Server[]>('memoryServers', {});
    assert.ok(server, 'a server is offered');
    const { contributes } = vscode.extensions.getExtension('tracewright.tracewright')?.packageJSON ?? {};
    assert.deepEqual(
      contributes.mcpServerDefinitionProviders.map(({ id }: { id: string }) => id),
      ['tracewright.memory'],
    );
    assert.equal(server.cwd, folderPath());
    const client = new Client({ name: 'host test', version: '1' });
    const { command, args } = server;
    const env = { ...(process.env as Record<string, string>), ...server.env };
    const session = await record('with an agent', async () => {
      await client.connect(new StdioClientTransport({ command, args, env, cwd: server.cwd }));
      const given = { type: 'decision', text: 'an agent decided this', path: 'src/total.ts', startLine: 1 };
      const answer = await client.callTool({ name: 'add_note', arguments: given });
      assert.match(JSON.stringify(answer.content), /in the session that is recorded/);
      const found = await client.callTool({ name: 'search_sessions', arguments: { query: 'agent decided' } });
      assert.match(JSON.stringify(found.content), /an agent decided this/);
      await run('pauseRecording');
      const late = await client.callTool({ name: 'add_note', arguments: { text: 'said while paused' } });
      assert.match(JSON.stringify(late.content), /in the memory/);
      await run('resumeRecording');
      await client.close();
    });
    const [note, another] = eventsOf(session, 'note');
    assert.equal(another, undefined);
    assert.equal(note?.via, 'agent');
    assert.equal(note?.type, 'decision');
    assert.equal(note?.anchors[0]?.path, 'src/total.ts');
    assert.notEqual(note?.anchors[0]?.quote, '');
  });
});
