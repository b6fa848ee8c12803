import assert from 'node:assert/strict';
import { codes, groundOf, outline, read } from './reading.ts';

describe('Claude Code sessions', () => {
  const base = { sessionId: 's', cwd: '/r', version: '2.1.0', gitBranch: 'main', isSidechain: false };
  const user = (uuid: string, parentUuid: string | null, content: unknown) => ({
    ...base,
    type: 'user',
    uuid,
    parentUuid,
    message: { role: 'user', content },
  });
  const answer = (uuid: string, parentUuid: string, id: string, content: unknown[]) => ({
    ...base,
    type: 'assistant',
    uuid,
    parentUuid,
    message: {
      id,
      role: 'assistant',
      model: 'm',
      content,
      usage: { input_tokens: 5, cache_read_input_tokens: 7, output_tokens: 3 },
    },
  });

  it('one message over several records is one step, with all its calls and their results', () => {
    const { trajectory } = read('claude-code', [
      user('u', null, 'Go'),
      answer('a1', 'u', 'msg', [{ type: 'thinking', thinking: 'Hm', signature: 'sig' }]),
      answer('a2', 'a1', 'msg', [{ type: 'tool_use', id: 't1', name: 'Read', input: {} }]),
      answer('a3', 'a2', 'msg', [{ type: 'tool_use', id: 't2', name: 'Grep', input: {} }]),
      user('r2', 'a3', [{ type: 'tool_result', tool_use_id: 't2', content: 'two' }]),
      user('r1', 'a2', [{ type: 'tool_result', tool_use_id: 't1', content: 'one', is_error: true }]),
    ]);
    assert.deepEqual(outline(trajectory), ['user: Go', 'agent:  Read="one" Grep="two"']);
    const [, step] = trajectory.steps;
    assert.equal(step?.reasoning_content, 'Hm');
    assert.deepEqual(step?.extra?.thinking_signatures, ['sig']);
    assert.deepEqual(step?.metrics, { prompt_tokens: 12, completion_tokens: 3, cached_tokens: 7 });
  });

  it('records that come again after a compaction are read once, so that steps have no gaps', () => {
    const records = [user('u', null, 'Go'), answer('a', 'u', 'msg', [{ type: 'text', text: 'Yes' }])];
    const { trajectory, warnings } = read('claude-code', [...records, ...records]);
    assert.deepEqual(outline(trajectory), ['user: Go', 'agent: Yes']);
    assert.deepEqual(warnings, []);
  });

  it('names the steps that the person went back behind', () => {
    const { trajectory } = read('claude-code', [
      user('u', null, 'Go'),
      answer('a', 'u', 'm1', [{ type: 'text', text: 'wrong way' }]),
      user('v', 'u', 'No, the other one'),
      answer('b', 'v', 'm2', [{ type: 'text', text: 'right way' }]),
    ]);
    assert.deepEqual(groundOf(trajectory).abandonedSteps, [2]);
  });

  it('parents in a circle end nothing', () => {
    const { trajectory } = read('claude-code', [
      { ...user('u', null, 'Go'), parentUuid: 'a' },
      answer('a', 'u', 'm1', [{ type: 'text', text: 'Yes' }]),
    ]);
    assert.deepEqual(outline(trajectory), ['user: Go', 'agent: Yes']);
  });

  it('a compaction is a boundary of the context', () => {
    const { trajectory } = read('claude-code', [
      user('u', null, 'Go'),
      {
        ...base,
        type: 'system',
        subtype: 'compact_boundary',
        uuid: 'c',
        parentUuid: null,
        logicalParentUuid: 'u',
        content: 'Compacted',
      },
      { ...user('v', 'c', 'Summary so far'), isCompactSummary: true },
    ]);
    assert.deepEqual(trajectory.steps[1]?.extra?.context_management, { boundary: 'replace' });
    assert.equal(trajectory.steps[2]?.extra?.isCompactSummary, true);
  });

  it('a session whose folder changed on the way is one trajectory', () => {
    const { trajectory } = read('claude-code', [
      user('u', null, 'Go'),
      { ...answer('a', 'u', 'm', [{ type: 'text', text: 'Yes' }]), cwd: '/r/packages/one' },
    ]);
    assert.equal(trajectory.steps.length, 2);
  });

  it('keeps records of an unknown type, and counts them', () => {
    const { unknown, trajectory } = read('claude-code', [
      user('u', null, 'Go'),
      { type: 'from-the-future', sessionId: 's' },
    ]);
    assert.equal(unknown, 1);
    const { unknown: kept } = groundOf(trajectory);
    assert.deepEqual(kept, [{ line: 2, record: { type: 'from-the-future', sessionId: 's' } }]);
  });
});

describe('Codex rollouts', () => {
  const item = (payload: object) => ({ timestamp: '2026-02-11T05:53:33.335Z', type: 'response_item', payload });
  const tokens = {
    timestamp: '2026-02-11T05:53:34.000Z',
    type: 'event_msg',
    payload: {
      type: 'token_count',
      info: { last_token_usage: { input_tokens: 10, cached_input_tokens: 4, output_tokens: 2 } },
    },
  };

  it('what one inference gave is one step, up to the count of its tokens', () => {
    const { trajectory } = read('codex', [
      item({ type: 'reasoning', summary: [{ type: 'summary_text', text: 'Look first' }], encrypted_content: 'x' }),
      item({ type: 'function_call', name: 'shell', arguments: '{"command":["ls"]}', call_id: 'c1' }),
      item({ type: 'function_call', name: 'shell', arguments: '{"command":["pwd"]}', call_id: 'c2' }),
      tokens,
      item({
        type: 'function_call_output',
        call_id: 'c1',
        output: '{"output":"a","metadata":{"exit_code":2,"duration_seconds":0.5}}',
      }),
      item({
        type: 'function_call_output',
        call_id: 'c2',
        output: 'Exit code: 0\nWall time: 1.5 seconds\nOutput:\n/r',
      }),
      item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Done' }] }),
    ]);
    assert.equal(trajectory.steps.length, 2);
    const [step] = trajectory.steps;
    assert.equal(step?.reasoning_content, 'Look first');
    assert.equal(step?.tool_calls?.length, 2);
    assert.deepEqual(step?.metrics, { prompt_tokens: 10, completion_tokens: 2, cached_tokens: 4 });
    assert.deepEqual(
      step?.observation?.results.map(({ extra }) => extra?.tracewright),
      [
        { exitCode: 2, isError: true, durationMs: 500 },
        { exitCode: 0, isError: false, durationMs: 1500 },
      ],
    );
  });
});

describe('Gemini CLI sessions', () => {
  const message = (id: string, type: string, content: string) => ({
    id,
    type,
    content,
    timestamp: '2026-01-01T00:00:00Z',
  });

  it('a rewind takes back what came after, and keeps it beside', () => {
    const { trajectory } = read('gemini-cli', [
      message('1', 'user', 'Go'),
      message('2', 'gemini', 'wrong'),
      message('3', 'user', 'more'),
      { $rewindTo: '2' },
      message('4', 'gemini', 'right'),
      { $set: { summary: 'It went well' } },
    ]);
    assert.deepEqual(outline(trajectory), ['user: Go', 'agent: right']);
    assert.equal(trajectory.notes, 'It went well');
    assert.equal(groundOf(trajectory).asideRecords, 4);
  });
});

describe('opencode sessions', () => {
  it('a call that only has an error keeps it as its result', () => {
    const { trajectory } = read('opencode', [
      {
        info: { id: 'ses' },
        messages: [
          { info: { id: 'm1', role: 'user', time: { created: 1 } }, parts: [{ type: 'text', text: 'Go' }] },
          {
            info: { id: 'm2', role: 'assistant', modelID: 'm', time: { created: 2 } },
            parts: [
              { type: 'step-start', snapshot: 'aaa' },
              {
                type: 'tool',
                callID: 'c',
                tool: 'edit',
                state: { status: 'error', input: { filePath: 'a' }, error: 'not found' },
              },
              {
                type: 'step-finish',
                reason: 'tool-calls',
                snapshot: 'bbb',
                cost: 0.1,
                tokens: { input: 5, output: 2, cache: { read: 1, write: 0 } },
              },
            ],
          },
        ],
      },
    ]);
    assert.deepEqual(outline(trajectory), ['user: Go', 'agent:  edit="not found"']);
    assert.deepEqual(
      [trajectory.steps[1]?.extra?.snapshotBefore, trajectory.steps[1]?.extra?.snapshotAfter],
      ['aaa', 'bbb'],
    );
  });
});

describe('OpenHands', () => {
  it('V0: results of parallel calls go to the calls that caused them', () => {
    const call = (id: number, tool: string) => ({
      id,
      source: 'agent',
      action: 'run',
      args: { command: tool },
      tool_call_metadata: { tool_call_id: `t${id}`, function_name: tool, model_response: { id: 'r1', model: 'm' } },
    });
    const result = (id: number, cause: number, content: string) => ({
      id,
      cause,
      source: 'agent',
      observation: 'run',
      content,
      extras: { metadata: { exit_code: 0 } },
    });
    const { trajectory } = read('openhands-v0', [
      [call(1, 'one'), call(2, 'two'), result(3, 2, 'B'), result(4, 1, 'A')],
    ]);
    assert.deepEqual(outline(trajectory), ['agent:  one="A" two="B"']);
  });

  it('V1: the system prompt and the definitions of the tools are kept', () => {
    const { trajectory } = read('openhands-v1', [
      {
        kind: 'SystemPromptEvent',
        id: '0',
        source: 'agent',
        system_prompt: { type: 'text', text: 'You are' },
        tools: [{ type: 'function', function: { name: 'terminal' } }],
      },
      {
        kind: 'MessageEvent',
        id: '1',
        source: 'user',
        llm_message: { role: 'user', content: [{ type: 'text', text: 'Go' }] },
      },
    ]);
    assert.deepEqual(outline(trajectory), ['system: You are', 'user: Go']);
    assert.equal(trajectory.agent.tool_definitions?.length, 1);
  });
});

describe('every format', () => {
  const junk: unknown[] = [
    null,
    1,
    'text',
    [],
    {},
    { type: 7 },
    { type: 'user', message: [] },
    { message: { content: [null, 3, { type: 'tool_use' }] } },
    { messages: [1, null, { role: {} }] },
    { requests: [{}], prompts: [{ logs: [{}] }] },
    { resourceSpans: [{ scopeSpans: [{ spans: [{}] }] }] },
    { history: [{}], trajectory: [{}] },
    { samples: [{ messages: [{}] }], eval: {} },
    [{ action: 'run' }, { observation: 'run' }],
    { kind: 'ActionEvent' },
    { role: 'assistant', message: { content: 'x\ud800' } },
  ];

  for (const id of [
    'claude-code',
    'codex',
    'codex-exec',
    'copilot-events',
    'vscode-chat',
    'vscode-chat-log',
    'chatreplay',
    'gemini-cli',
    'gemini-responses',
    'cline',
    'cline-classic',
    'opencode',
    'cursor',
    'droid',
    'pi',
    'swe-agent',
    'mini-swe-agent',
    'openhands-v0',
    'openhands-v0-rows',
    'openhands-v1',
    'inspect',
    'adp',
    'otlp',
    'openai-chat',
  ]) {
    it(`${id}: throws on nothing`, () => {
      const result = read(id, junk);
      assert.ok(Array.isArray(result.trajectory.steps));
      assert.deepEqual(
        codes(result).filter((code) => code === ''),
        [],
      );
    });
  }
});
