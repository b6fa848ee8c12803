import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { command, note, workspaceFolder, writeSession, writeTrajectory } from '../memory/rememberedFolder.ts';

const main = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');

describe('tracewright mcp', () => {
  let root: string;
  let storage: string;
  let client: Client;

  before(async () => {
    ({ root, storage } = workspaceFolder());
    writeSession(storage, 's1', 'Move the tax', [note('n1', 'rounding belongs here'), command('npm test')]);
    writeTrajectory(storage, 't1', 'rename the invoice', 150);
    writeFileSync(path.join(root, 'a.ts'), 'one\n');
    client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args: [main, 'mcp', '--dir', root], stderr: 'pipe' }),
    );
  });

  after(async () => {
    await client.close();
    rmSync(root, { recursive: true, force: true });
  });

  const call = async (name: string, given: Record<string, unknown> = {}) => {
    const answer = await client.callTool({ name, arguments: given });
    const [first] = answer.content as { readonly type: string; readonly text: string }[];
    return { isError: answer.isError === true, text: first?.text ?? '' };
  };
  // biome-ignore lint/suspicious/noExplicitAny: the answers are looked into by their members
  const told = async (name: string, given: Record<string, unknown> = {}): Promise<any> => {
    const { isError, text } = await call(name, given);
    assert.equal(isError, false, text);
    return JSON.parse(text);
  };

  it('has tools that read, and one that adds a note', async () => {
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map(({ name, annotations }) => `${name} ${annotations?.readOnlyHint}`).sort(), [
      'add_note false',
      'list_sessions true',
      'read_trajectory true',
      'recall_session true',
      'search_sessions true',
    ]);
  });

  it('lists, searches and recalls', async () => {
    const { items, total } = await told('list_sessions');
    assert.deepEqual(items.map(({ id }: { id: string }) => id).sort(), ['s1', 't1']);
    assert.equal(total, 2);
    const found = await told('search_sessions', { query: 'rounding' });
    assert.equal(found.items[0].id, 's1');
    assert.equal(found.items[0].found[0].text, 'why: rounding belongs here');
    const recalled = await told('recall_session', { id: 's1', limit: 2 });
    assert.equal(recalled.items.length, 2);
    const rest = await told('recall_session', { id: 's1', offset: recalled.next });
    assert.equal(recalled.items.length + rest.items.length, recalled.total);
    assert.equal(rest.next, null);
  });

  it('reads a long trajectory page by page, each step once', async () => {
    const steps: number[] = [];
    for (let offset: number | null = 0; offset !== null; ) {
      const answer: { steps: { step: number }[]; next: number | null } = await told('read_trajectory', {
        id: 't1',
        offset,
        limit: 40,
      });
      steps.push(...answer.steps.map(({ step }) => step));
      offset = answer.next;
    }
    assert.deepEqual(
      steps,
      Array.from({ length: 150 }, (_, index) => index + 1),
    );
  });

  it('keeps a note and finds it in the next search', async () => {
    const kept = await told('add_note', { type: 'decision', text: 'the cache stays', path: 'a.ts', startLine: 1 });
    assert.equal(kept.kept, 'in the memory');
    const found = await told('search_sessions', { query: 'cache stays' });
    assert.equal(found.items[0].found[0].text, 'decision: the cache stays (a.ts)');
  });

  it('answers bad input with one sentence and goes on', async () => {
    const bad: [string, Record<string, unknown>, RegExp][] = [
      ['add_note', { text: 'x', path: '../outside' }, /leads out of the workspace/],
      ['add_note', { text: '' }, /./],
      ['add_note', { text: 'x', type: 'rant' }, /./],
      ['recall_session', { id: '../../etc' }, /nothing is remembered by the id/],
      ['read_trajectory', { id: 'none' }, /nothing is remembered by the id none \(list_sessions/],
      ['search_sessions', { query: 'x', limit: 100_000 }, /./],
    ];
    for (const [name, given, expected] of bad) {
      const answer = await call(name, given);
      assert.equal(answer.isError, true, `${name} ${JSON.stringify(given)}`);
      assert.match(answer.text, expected);
    }
    assert.equal((await told('list_sessions')).items.length > 0, true);
  });

  it('says that a folder is not there, and ends when its input ends', () => {
    const missing = spawnSync(process.execPath, [main, 'mcp', '--dir', path.join(root, 'none')], { encoding: 'utf8' });
    assert.equal(missing.status, 3);
    assert.match(missing.stderr, /^tracewright: .*there is no such folder \(name the workspace folder with --dir\)\n$/);
    const ended = spawnSync(process.execPath, [main, 'mcp', '--dir', root], { encoding: 'utf8', input: '' });
    assert.deepEqual([ended.status, ended.stdout], [0, '']);
    assert.equal(existsSync(path.join(root, '.tracewright', 'inbox')), false);
  });
});
