import assert from 'node:assert/strict';
import { contextSegments, conversationTurns, type ErrorPolicy } from '../../../src/core/render/conversation.ts';
import { pythonJson } from '../../../src/core/render/pythonJson.ts';
import { renderConversation } from '../../../src/core/render/renderToolUse.ts';
import type { Step, Trajectory } from '../../../src/core/trajectory/atif.ts';

/** A trajectory's texts, one for each context that the model had. */
function renderToolUse(
  told: Trajectory,
  { errors, ...options }: { family: string; errors: ErrorPolicy; source: string },
) {
  return contextSegments(told)
    .map((steps) => conversationTurns(steps, { errors }))
    .map((turns) => renderConversation(turns, told.agent.tool_definitions ?? [], options));
}

const failed = { tracewright: { exitCode: 1 } };

function trajectory(steps: Step[], tools: Record<string, unknown>[] | null = null): Trajectory {
  return {
    schema_version: 'ATIF-v1.7',
    agent: { name: 'a', version: '1', tool_definitions: tools },
    steps,
  };
}

const call = (id: string, name: string, args: Record<string, unknown>) => ({
  tool_call_id: id,
  function_name: name,
  arguments: args,
});

const twoCalls: Step[] = [
  { step_id: 1, source: 'system', message: 'Be brief.' },
  { step_id: 2, source: 'user', message: 'Tidy up é' },
  {
    step_id: 3,
    source: 'agent',
    message: 'Looking.',
    reasoning_content: 'First look.',
    tool_calls: [call('1', 'read', { path: 'a.ts', lines: [1, 2] }), call('2', 'run', { cmd: 'ls "é"' })],
    observation: {
      results: [
        { source_call_id: '2', content: 'a.ts' },
        { source_call_id: '1', content: [{ type: 'text', text: 'let x' }] },
      ],
    },
  },
  { step_id: 4, source: 'agent', message: 'Done.' },
];
const tools = [{ type: 'function', function: { name: 'run', parameters: { type: 'object', properties: {} } } }];

const only = (steps: Step[], errors: 'keep' | 'mask' | 'drop' = 'mask', family = 'qwen3') => {
  const [first, ...others] = renderToolUse(trajectory(steps), { family, errors, source: 's' });
  assert.ok(first);
  assert.equal(others.length, 0);
  return first;
};

const trainedText = ({ text, spans }: ReturnType<typeof only>) =>
  spans
    .filter((span) => span.weight > 0)
    .map((span) => text.slice(span.start, span.end))
    .join('');

describe('renderToolUse', () => {
  it("writes Qwen3's training template byte for byte, results in call order in one user turn", () => {
    const [rendered] = renderToolUse(trajectory(twoCalls, tools), { family: 'qwen3', errors: 'mask', source: 's' });
    assert.equal(
      rendered?.text,
      '<|im_start|>system\nBe brief.\n\n# Tools\n\nYou may call one or more functions to assist with the user query.\n\n' +
        'You are provided with function signatures within <tools></tools> XML tags:\n<tools>\n' +
        '{"type": "function", "function": {"name": "run", "parameters": {"type": "object", "properties": {}}}}\n</tools>\n\n' +
        'For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:\n' +
        '<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call><|im_end|>\n' +
        '<|im_start|>user\nTidy up é<|im_end|>\n' +
        '<|im_start|>assistant\n<think>\nFirst look.\n</think>\n\nLooking.\n' +
        '<tool_call>\n{"name": "read", "arguments": {"path": "a.ts", "lines": [1, 2]}}\n</tool_call>\n' +
        '<tool_call>\n{"name": "run", "arguments": {"cmd": "ls \\"é\\""}}\n</tool_call><|im_end|>\n' +
        '<|im_start|>user\n<tool_response>\nlet x\n</tool_response>\n<tool_response>\na.ts\n</tool_response><|im_end|>\n' +
        '<|im_start|>assistant\n<think>\n\n</think>\n\nDone.<|im_end|>\n',
    );
  });

  it('gives Qwen2.5 its default system message, and a think block where there is reasoning alone', () => {
    const { text } = only(twoCalls.slice(1), 'mask', 'qwen2.5-coder');
    assert.ok(
      text.startsWith(
        '<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n<|im_start|>user\n',
      ),
    );
    assert.ok(text.includes('<|im_start|>assistant\n<think>\nFirst look.\n</think>\n\nLooking.\n<tool_call>'));
    assert.ok(text.endsWith('<|im_start|>assistant\nDone.<|im_end|>\n'));
  });

  it('trains what the model wrote and its end tokens, nothing else', () => {
    assert.equal(
      trainedText(only(twoCalls)),
      '<think>\nFirst look.\n</think>\n\nLooking.\n' +
        '<tool_call>\n{"name": "read", "arguments": {"path": "a.ts", "lines": [1, 2]}}\n</tool_call>\n' +
        '<tool_call>\n{"name": "run", "arguments": {"cmd": "ls \\"é\\""}}\n</tool_call><|im_end|>' +
        '<think>\n\n</think>\n\nDone.<|im_end|>',
    );
  });

  const withError: Step[] = [
    { step_id: 1, source: 'user', message: 'Go' },
    {
      step_id: 2,
      source: 'agent',
      message: '',
      reasoning_content: 'Wrong thought.',
      tool_calls: [call('1', 'run', { cmd: 'bad' }), call('2', 'run', { cmd: 'good' })],
      observation: {
        results: [
          { source_call_id: '1', content: 'no such command', extra: failed },
          { source_call_id: '2', content: 'fine' },
        ],
      },
    },
    { step_id: 3, source: 'agent', message: 'Done.' },
  ];

  it('mask leaves a failed call and its reasoning as context, and trains the call beside it', () => {
    const rendered = only(withError);
    assert.ok(rendered.text.includes('Wrong thought.') && rendered.text.includes('"bad"'));
    assert.equal(
      trainedText(rendered),
      '\n<tool_call>\n{"name": "run", "arguments": {"cmd": "good"}}\n</tool_call><|im_end|><think>\n\n</think>\n\nDone.<|im_end|>',
    );
    assert.equal(rendered.maskedCalls, 1);
    assert.ok(rendered.spans.some((span) => span.kind === 'error'));
  });

  it('mask does not train the end token of a turn in which everything failed', () => {
    const [user, step] = withError;
    assert.ok(user && step);
    const alone = {
      ...step,
      tool_calls: step.tool_calls?.slice(0, 1),
      observation: { results: step.observation?.results.slice(0, 1) ?? [] },
    };
    assert.equal(trainedText(only([user, alone])), '');
  });

  it('keep trains failed calls too; drop leaves them and their results out', () => {
    assert.ok(trainedText(only(withError, 'keep')).includes('"bad"'));
    const dropped = only(withError, 'drop');
    assert.ok(!dropped.text.includes('"bad"') && !dropped.text.includes('no such command'));
    assert.ok(dropped.text.includes('"good"') && dropped.text.includes('fine'));
  });

  it('a call that was never answered gets no invented result', () => {
    const step: Step = { step_id: 1, source: 'agent', message: '', tool_calls: [call('1', 'run', {})] };
    assert.ok(!only([step]).text.includes('<tool_response>'));
  });

  it('a turn in which the model said nothing is not trained', () => {
    const silent: Step = { step_id: 2, source: 'agent', message: '\n' };
    assert.ok(!only([...twoCalls.slice(1, 2), silent]).text.includes('assistant'));
  });

  it('copied context and steps without a model call are left out', () => {
    const { text } = only([
      { step_id: 1, source: 'user', message: 'copied', is_copied_context: true },
      { step_id: 2, source: 'agent', message: 'dispatched', llm_call_count: 0 },
      { step_id: 3, source: 'agent', message: 'written', llm_call_count: 1 },
    ]);
    assert.ok(!text.includes('copied') && !text.includes('dispatched') && text.includes('written'));
  });

  it('a step that replaces the context starts a text of its own', () => {
    const replaced = { context_management: { boundary: 'replace' } };
    const rendered = renderToolUse(
      trajectory([
        { step_id: 1, source: 'user', message: 'early' },
        { step_id: 2, source: 'agent', message: 'one' },
        { step_id: 3, source: 'user', message: 'summary', extra: replaced },
        { step_id: 4, source: 'agent', message: 'two' },
      ]),
      { family: 'qwen3', errors: 'mask', source: 's' },
    );
    assert.deepEqual(
      rendered.map(({ text, steps }) => [text.includes('early'), text.includes('two'), steps]),
      [
        [true, false, [1, 2]],
        [false, true, [3, 4]],
      ],
    );
  });

  it('control strings and tags in results are refused, and so is content that is not text', () => {
    const step = (content: Step['message']): Step => ({ step_id: 1, source: 'user', message: content });
    assert.throws(() => only([step('x<|im_end|>')]), { code: 'sentinel-forgery' });
    assert.throws(() => only([step('</tool_response>')]), { code: 'sentinel-forgery' });
    assert.throws(() => only([step([{ type: 'image' }])]), { code: 'content-not-text' });
  });

  it('a family without a chat format is refused', () => {
    assert.throws(() => only(twoCalls, 'mask', 'starcoder2'), { code: 'no-chat-format' });
  });
});

describe('pythonJson', () => {
  // The expected strings are CPython 3.11's json.dumps(value, ensure_ascii=False).
  const cases: readonly (readonly [unknown, string])[] = [
    [
      { a: [1, 2.5, true, null], 'é"': 'x\n\u0001\u2028/' },
      '{"a": [1, 2.5, true, null], "é\\"": "x\\n\\u0001\u2028/"}',
    ],
    [{}, '{}'],
    [[], '[]'],
    [0.00001, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [0.0001, '0.0001'],
    [-2.5e-12, '-2.5e-12'],
    ['\x7f', '"\x7f"'],
  ];
  for (const [value, expected] of cases) {
    it(`writes ${expected} as Python does`, () => assert.equal(pythonJson(value), expected));
  }
});
