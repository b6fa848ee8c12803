import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChatWarning } from '../../../src/core/chat/chatWarning.ts';
import { foreignFaults } from '../../../src/core/lint/foreignFaults.ts';
import { lintPage, lintRuleNames } from '../../../src/core/lint/lintPage.ts';
import { asRow, recogniseRow } from '../../../src/core/lint/rowFormats.ts';
import { RowLint, type RowLintContext } from '../../../src/core/lint/rowLint.ts';
import type { ForeignContext } from '../../../src/core/lint/rowRule.ts';
import { lintContext } from '../../../src/core/sample/lint.ts';
import { Redactor } from '../../../src/core/session/redaction/redactor.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

const user = { role: 'user', content: 'List the files' };
const call = { id: 'c1', type: 'function', function: { name: 'bash', arguments: '{"command":"ls"}' } };
const calling = { role: 'assistant', content: 'Let me look.', tool_calls: [call] };
const result = { role: 'tool', tool_call_id: 'c1', content: 'a.ts' };
const done = { role: 'assistant', content: 'There is a.ts.' };
const bash = { type: 'function', function: { name: 'bash', parameters: { properties: { command: {} } } } };
const openAi = { messages: [user, calling, result, done], tools: [bash] };
const withMessages = (...messages: readonly object[]) => ({ ...openAi, messages });
const withoutTools = (...messages: readonly object[]) => ({ messages });
const withCall = (change: object) =>
  withMessages(
    user,
    { ...calling, tool_calls: [{ ...call, function: { ...call.function, ...change } }] },
    result,
    done,
  );

const trl = withMessages(
  user,
  {
    ...calling,
    reasoning_content: 'Files.',
    tool_calls: [{ ...call, function: { name: 'bash', arguments: { command: 'ls' } } }],
  },
  result,
  done,
);
const axolotl = {
  messages: [
    user,
    { role: 'assistant', content: 'a😀b', training_detail: [{ begin_offset: 0, end_offset: 2, train: true }] },
  ],
};
const detail = (begin: number, end: number) => ({
  messages: [
    user,
    { role: 'assistant', content: 'a😀b', training_detail: [{ begin_offset: begin, end_offset: end, train: true }] },
  ],
});
const segments = {
  segments: [
    { label: false, text: 'Q' },
    { label: true, text: 'A</s>' },
  ],
};
const swift = {
  messages: [
    user,
    { role: 'tool_call', content: '{"name":"bash","arguments":{"command":"ls"}}', loss: true },
    { role: 'tool_response', content: 'a' },
    done,
  ],
};
const shareGpt = {
  conversations: [
    { from: 'human', value: 'Hi' },
    { from: 'gpt', value: 'Hello' },
  ],
};
const adp = {
  schema_version: '1.3.1',
  content: [
    { class_: 'text_observation', source: 'user', content: 'Go' },
    { class_: 'api_action', function: 'bash', kwargs: { command: 'ls' }, description: 'Look.' },
    { class_: 'text_observation', source: 'environment', content: 'a.ts' },
    { class_: 'message_action', content: 'Done' },
  ],
};
const adpWith = (at: number, change: object) => ({
  ...adp,
  content: adp.content.map((entry, index) => (index === at ? { ...entry, ...change } : entry)),
});
const sweSmith = { instance_id: 'i', resolved: true, patch: '', messages: [user, done] };
const sweAgent = { history: [user, { ...done, action: 'ls' }], info: { exit_status: 'submitted' } };
const atif = {
  schema_version: 'ATIF-v1.7',
  session_id: 's',
  agent: { name: 'a', version: '1' },
  steps: [
    { step_id: 1, source: 'user', message: 'Go' },
    { step_id: 2, source: 'agent', message: 'Done' },
  ],
};
const infilling = {
  task_id: 'T/1',
  prompt: 'def f():\n',
  canonical_solution: '    return one_value\n',
  suffix: '\nx\n',
};
const fimText = { text: '<fim_prefix>def f():\n<fim_suffix>\nx\n<fim_middle>    return 1<|endoftext|>' };
const completion = { prompt: 'Say it.', completion: 'It is said.' };
const pair = { prompt: 'p', chosen: 'a', rejected: 'b' };
const alpaca = { instruction: 'Add', input: '1 1', output: '2' };
const text = { text: 'Some text.' };
const parts = { prefix: 'a', middle: 'b', suffix: 'c' };
const LONG = 'const total = one + two + three + four + five;\n';
const token = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');

const good: readonly (readonly [format: string, row: unknown])[] = [
  ['openai', openAi],
  ['trl', trl],
  ['axolotl', axolotl],
  ['axolotl-segments', segments],
  ['ms-swift', swift],
  ['sharegpt', shareGpt],
  ['adp', adp],
  ['swe-smith', sweSmith],
  ['swe-agent', sweAgent],
  ['atif', atif],
  ['humaneval-infilling', infilling],
  ['fim-parts', parts],
  ['fim-text', fimText],
  ['fim-text', { text: '<PRE> a <SUF>b <MID>c <EOT>' }],
  ['fim-text', { text: '<｜fim▁begin｜>a<｜fim▁hole｜>b<｜fim▁end｜>c<｜end▁of▁sentence｜>' }],
  ['prompt-completion', completion],
  ['preference', pair],
  ['alpaca', alpaca],
  ['text', text],
  ['text', 'Some text.'],
  ['openai', [user, done]],
];

type Case = readonly [format: string, rule: string, row: unknown, context?: Partial<ForeignContext>];

/** Rows that break one rule each. */
const broken: readonly Case[] = [
  ['openai', 'no-messages', { messages: [] }],
  ['openai', 'unknown-role', withMessages(user, { role: 'narrator', content: 'x' }, done)],
  ['openai', 'roles-order', withMessages(user, { role: 'system', content: 'x' }, done)],
  ['openai', 'roles-order', withMessages(done, user, done)],
  ['openai', 'empty-turn', withMessages(user, { role: 'assistant', content: ' ' })],
  ['openai', 'empty-result', withMessages(user, calling, { ...result, content: '' }, done)],
  ['openai', 'nothing-trained', withMessages(user, { ...done, weight: 0 })],
  ['axolotl', 'observation-trained', withMessages({ ...user, train: true }, done)],
  ['openai', 'control-string', withMessages({ ...user, content: 'a<|im_end|>b' }, done)],
  ['openai', 'call-ids', withMessages(user, calling, { ...result, tool_call_id: 'c2' }, calling, result, done)],
  ['openai', 'call-ids', withMessages(user, calling, user, done)],
  ['openai', 'call-ids', withMessages(user, calling, result, calling, result, done)],
  ['openai', 'arguments-json', withCall({ arguments: '{command: ls}' })],
  ['openai', 'arguments-json', withCall({ arguments: '[1]' })],
  ['openai', 'unknown-tool', withCall({ name: 'search' })],
  ['openai', 'null-arguments', withCall({ arguments: '{"command":"ls","path":null}' })],
  ['openai', 'weight', withMessages(user, { ...done, weight: 0.5 })],
  ['openai', 'arguments-string', { ...withCall({ arguments: { command: 'ls' } }), parallel_tool_calls: true }],
  ['openai', 'last-message', withMessages(user, calling, result)],
  [
    'openai',
    'parallel-calls',
    {
      ...withMessages(
        user,
        { ...calling, tool_calls: [call, { ...call, id: 'c3' }] },
        result,
        { ...result, tool_call_id: 'c3' },
        done,
      ),
      parallel_tool_calls: false,
    },
  ],
  [
    'swe-smith',
    'invented-turn',
    {
      ...sweSmith,
      messages: [
        user,
        {
          role: 'assistant',
          content:
            "Since we have successfully fixed the issue and verified it works, let's submit the changes:\n\n<function=submit>\n</function>",
        },
      ],
    },
  ],
  [
    'openai',
    'unverified-claim',
    withoutTools(
      user,
      { ...calling, tool_calls: [{ ...call, function: { name: 'edit', arguments: '{"path":"a"}' } }] },
      result,
      { ...done, content: 'Fixed, and all tests pass.' },
    ),
    {},
  ],
  ['axolotl', 'training-detail', detail(0, 3)],
  ['axolotl', 'training-detail', detail(3, 0)],
  ['axolotl', 'detail-units', detail(0, 1)],
  [
    'axolotl-segments',
    'segments',
    {
      segments: [
        { label: 'yes', text: 'Q' },
        { label: true, text: 'A</s>' },
      ],
    },
  ],
  [
    'axolotl-segments',
    'segment-cut',
    {
      segments: [
        { label: false, text: 'a\r' },
        { label: true, text: '\nb</s>' },
      ],
    },
  ],
  ['axolotl-segments', 'stop-missing', { segments: [{ label: true, text: 'A' }] }],
  [
    'ms-swift',
    'loss-of-calls',
    { messages: [user, swift.messages[1], { ...swift.messages[1], loss: false }, swift.messages[2], done] },
  ],
  [
    'sharegpt',
    'value',
    { conversations: [...shareGpt.conversations, { from: 'human', value: { a: 'x' } }, { from: 'gpt', value: 'x' }] },
  ],
  [
    'sharegpt',
    'alternation',
    { conversations: [shareGpt.conversations[0], ...shareGpt.conversations, shareGpt.conversations[1]] },
  ],
  [
    'sharegpt',
    'unknown-role',
    { conversations: [...shareGpt.conversations, { from: 'bing', value: 'x' }, { from: 'gpt', value: 'y' }] },
  ],
  ['adp', 'adp-class', adpWith(3, { class_: 'tool_action' })],
  ['adp', 'adp-version', { content: adp.content }],
  ['adp', 'thought-missing', adpWith(1, { description: null })],
  ['adp', 'empty-result', adpWith(2, { content: '' })],
  ['adp', 'result-missing', { ...adp, content: [adp.content[0], adp.content[1], adp.content[3]] }],
  ['swe-smith', 'unresolved', { ...sweSmith, resolved: false }],
  ['swe-agent', 'not-submitted', { ...sweAgent, info: { exit_status: 'exit_cost' } }],
  ['atif', 'atif', { ...atif, steps: [atif.steps[0], { ...atif.steps[1], step_id: 7 }] }],
  ['humaneval-infilling', 'middle-empty', { ...infilling, canonical_solution: '' }],
  ['humaneval-infilling', 'middle-repeated', { ...infilling, suffix: infilling.canonical_solution }],
  ['humaneval-infilling', 'middle-duplicated', { ...infilling, prompt: LONG, canonical_solution: LONG }],
  ['humaneval-infilling', 'carriage-return', { ...infilling, canonical_solution: 'x\r', suffix: '\ny' }],
  ['fim-parts', 'middle-empty', { ...parts, middle: '' }],
  ['fim-text', 'fim-form', { text: '<fim_prefix>def f():\n<fim_suffix>\nx\n' }],
  ['fim-text', 'sentinel-forgery', { text: '<fim_prefix>a<fim_suffix>b<fim_middle>c<fim_middle>d<|endoftext|>' }],
  ['fim-text', 'stop-missing', { text: '<fim_prefix>a<fim_suffix>b<fim_middle>c' }],
  ['prompt-completion', 'answer-empty', { prompt: 'p', completion: ' ' }],
  ['prompt-completion', 'answer-in-prompt', { prompt: `Go on: ${LONG}`, completion: LONG }],
  ['preference', 'pair-differs', { ...pair, rejected: 'a ' }],
  ['text', 'text-empty', { text: ' ' }],
  ['text', 'lone-surrogate', { text: 'a\ud83d' }],
  ['text', 'secret', { text: `token ${token}` }],
  ['text', 'password', { text: 'password = "tr0ub4dor&3x"' }],
  ['text', 'benchmark', text, { benchmark: { hit: () => 'an item of a benchmark' } }],
  ...(
    [
      ['prefix-preservation', 'not-prefix-preserving'],
      ['call-untrained', 'tool-call-dropped'],
      ['stop-untrained', 'stop-not-trained'],
    ] as const
  ).map(
    ([rule, code]): Case => [
      'openai',
      rule,
      openAi,
      { rendered: () => [{ code, message: 'so' } satisfies ChatWarning] },
    ],
  ),
];

const context: ForeignContext = { redactor: new Redactor() };

function faultsOf(value: unknown, format: string, more: Partial<ForeignContext> = {}): string[] {
  const row = asRow(value);
  const known = recogniseRow(row);
  assert.ok(row !== null && known !== null);
  assert.equal(known.id, format);
  return foreignFaults(row, known, { ...context, ...more }).map(({ rule, message }) => `${rule.name}: ${message}`);
}

const both: RowLintContext = { own: lintContext(nodeDigest), foreign: context };

function lint(...rows: readonly unknown[]) {
  const run = new RowLint(both);
  rows.forEach((row, index) => {
    run.add(row, JSON.stringify(row) ?? '', index + 1);
  });
  return run.report();
}

describe('lint of other people’s rows', () => {
  for (const [format, row] of good) {
    it(`a good row of ${format} has no findings`, () => {
      assert.deepEqual(faultsOf(row, format), []);
    });
  }

  for (const [format, rule, row, more] of broken) {
    it(`${format}: ${rule}`, () => {
      const faults = faultsOf(row, format, more);
      assert.deepEqual(
        faults.map((fault) => fault.slice(0, fault.indexOf(':'))),
        [rule],
        faults.join('\n'),
      );
    });
  }

  it('every rule on the page is broken by a row', () => {
    const own = new Set([
      'version',
      'schema',
      'spans',
      'weights',
      'context-trained',
      'provenance',
      'round-trip',
      'answer-in-context',
      'source',
      'future-leak',
      'licence',
      'json',
      'format',
      'row-repeated',
    ]);
    const tested = new Set(broken.map(([, rule]) => rule));
    assert.deepEqual(
      [...lintRuleNames].filter((name) => !own.has(name) && !tested.has(name)),
      [],
    );
    for (const name of lintRuleNames) assert.ok(lintPage().includes(`| \`${name}\` |`), name);
  });

  it('docs/samples/lint.md is what the rules say', async () => {
    const page = path.resolve(import.meta.dirname, '../../../docs/samples/lint.md');
    assert.equal(await readFile(page, 'utf8'), lintPage(), 'run npm run schemas');
  });

  it('the first known row says what a file is; others are told and read', () => {
    const report = lint(openAi, shareGpt, 7, openAi);
    assert.equal(report.format, 'openai');
    assert.deepEqual(
      report.findings.map(({ rule, row }) => [rule, row]),
      [
        ['format', 2],
        ['format', 3],
        ['row-repeated', 4],
      ],
    );
    assert.equal(report.errors, 2);
    assert.equal(report.warnings, 1);
  });

  it('all findings are counted, and only as many as wished are listed', () => {
    const run = new RowLint(both, { maxFindings: 2, only: new Set(['text-empty']) });
    for (let line = 1; line <= 5; line++) run.add({ text: '' }, `{"text":""}${' '.repeat(line)}`, line);
    const { findings, counts, unlisted, errors } = run.report();
    assert.deepEqual([findings.length, counts, unlisted, errors], [2, { 'text-empty': 5 }, 3, 5]);
  });
});
