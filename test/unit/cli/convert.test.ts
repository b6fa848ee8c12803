import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { recordedSession } from './recordedSession.ts';

const program = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');

describe('convert on the command line', () => {
  let recorded: Awaited<ReturnType<typeof recordedSession>>;
  let folder: string;
  before(async () => {
    recorded = await recordedSession();
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-convert-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await recorded.dispose();
  });

  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      encoding: 'utf8',
      cwd: folder,
    });
    return { status, stderr, json: () => JSON.parse(stdout) };
  };
  const at = (name: string) => path.join(folder, name);
  const row = {
    messages: [
      { role: 'user', content: 'Go' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'ls', arguments: '{ "path": "." }' } }],
      },
      { role: 'tool', tool_call_id: 'c', content: 'a.ts' },
    ],
  };

  it('a log goes out as it came in, and what it cannot hold is refused with exit code 1 until that is allowed', () => {
    writeFileSync(at('in.jsonl'), `${JSON.stringify(row)}\n`);
    const refused = run('convert', at('in.jsonl'), '--to', 'openai-chat', '--out', at('no.jsonl'), '--json');
    assert.equal(refused.status, 1, refused.stderr);
    assert.deepEqual(refused.json().losses, [
      { what: 'facts about the workspace and the source', count: 1 },
      { what: 'name and version of the agent', count: 1 },
    ]);
    assert.ok(!existsSync(at('no.jsonl')));
    const allowed = run('convert', at('in.jsonl'), '--to', 'openai-chat', '--lossy', '--out', at('out.jsonl'));
    assert.equal(allowed.status, 0, allowed.stderr);
    assert.deepEqual(JSON.parse(readFileSync(at('out.jsonl'), 'utf8')), row);
    const again = run('convert', at('in.jsonl'), '--to', 'openai-chat', '--lossy', '--out', at('out.jsonl'));
    assert.equal(again.status, 3);
    assert.match(again.stderr, /out\.jsonl: there is something of this name already/);
  });

  it('a session and a recording of an editor are told as trajectories first', () => {
    const session = run('convert', recorded.session, '--to', 'openai-chat', '--lossy', '--json');
    assert.equal(session.status, 0, session.stderr);
    assert.ok(JSON.parse(session.json().content).tools.length > 0);
    const log = [
      { documentType: 'workspaceRecording@1.0', kind: 'header', repoRootUri: 'file:///r', time: 5, uuid: 'u' },
      { kind: 'documentEncountered', id: 0, relativePath: 'a.ts', time: 5 },
      { kind: 'setContent', id: 0, v: 1, content: 'let a;\n', time: 5 },
      { kind: 'changed', id: 0, v: 2, edit: [[4, 5, 'b']], time: 9 },
    ];
    writeFileSync(at('r.w.json'), JSON.stringify({ log }));
    const recording = run('convert', at('r.w.json'), '--to', 'atif', '--out', at('r.json'));
    assert.equal(recording.status, 0, recording.stderr);
    const { steps } = JSON.parse(readFileSync(at('r.json'), 'utf8'));
    assert.deepEqual(
      steps.flatMap(({ tool_calls: calls = [] }: { tool_calls?: { function_name: string }[] }) =>
        calls.map(({ function_name: name }) => name),
      ),
      ['str_replace'],
    );
    assert.equal(run('validate', at('r.json'), '--strict').status, 0);
  });

  it('the folder of a classic Cline task brings the tokens and times of its requests', () => {
    mkdirSync(at('task'));
    const file = (name: string, value: unknown) => writeFileSync(path.join(at('task'), name), JSON.stringify(value));
    file('api_conversation_history.json', [
      { role: 'user', content: [{ type: 'text', text: '<task>\nGo\n</task>' }] },
      { role: 'assistant', content: [{ type: 'text', text: '<read_file>\n<path>a.ts</path>\n</read_file>' }] },
      { role: 'user', content: [{ type: 'text', text: "[read_file for 'a.ts'] Result:\nx" }] },
    ]);
    const told = JSON.stringify({ tokensIn: 10, tokensOut: 2, cost: 0.5 });
    file('ui_messages.json', [{ ts: 1.7e12, type: 'say', say: 'api_req_started', text: told }]);
    file('history_item.json', { id: 'task-1', totalCost: 0.5 });
    file('task_metadata.json', { model_usage: [{ model_id: 'some-model' }] });
    for (const named of [at('task'), path.join(at('task'), 'ui_messages.json')]) {
      const { content } = run('convert', named, '--to', 'atif', '--json').json();
      const { agent, session_id: session, steps, final_metrics: sums } = JSON.parse(content);
      assert.deepEqual([agent.model_name, session, sums.total_cost_usd], ['some-model', 'task-1', 0.5]);
      assert.equal(steps[1].timestamp, new Date(1.7e12).toISOString());
      assert.deepEqual(steps[1].metrics, { prompt_tokens: 10, completion_tokens: 2, cost_usd: 0.5 });
      assert.deepEqual(steps[1].tool_calls[0].arguments, { path: 'a.ts' });
    }
  });

  it('an older Claude Code session brings the subagents that stand beside it, and no others', () => {
    const user = (sessionId: string, more: object) => ({
      type: 'user',
      uuid: `${sessionId}-${JSON.stringify(more).length}`,
      parentUuid: null,
      sessionId,
      isSidechain: false,
      message: { role: 'user', content: 'Go' },
      ...more,
    });
    mkdirSync(at('project'));
    const lines = (name: string, value: unknown) =>
      writeFileSync(path.join(at('project'), name), `${JSON.stringify(value)}\n`);
    lines('one.jsonl', user('one', {}));
    lines('agent-a1.jsonl', user('one', { isSidechain: true, agentId: 'a1' }));
    lines('agent-b2.jsonl', user('two', { isSidechain: true, agentId: 'b2' }));
    const { content } = run('convert', path.join(at('project'), 'one.jsonl'), '--to', 'atif', '--json').json();
    const embedded = JSON.parse(content).subagent_trajectories as { trajectory_id: string }[];
    assert.deepEqual(
      embedded.map(({ trajectory_id: id }) => id),
      ['a1'],
    );
  });

  it('a format that is none, and a file that is no log, are said', () => {
    assert.equal(run('convert', at('in.jsonl'), '--to', 'nonsense').status, 2);
    assert.equal(run('convert', at('in.jsonl'), '--to', 'atif', '--from', 'nonsense').status, 2);
    assert.equal(run('convert', at('nowhere'), '--to', 'atif').status, 3);
    writeFileSync(at('other.txt'), 'hello');
    const other = run('convert', at('other.txt'), '--to', 'atif');
    assert.equal(other.status, 3);
    assert.equal(other.stderr.trim().split('\n').length, 1);
  });
});
