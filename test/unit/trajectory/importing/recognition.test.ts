import assert from 'node:assert/strict';
import type { Trajectory } from '../../../../src/core/trajectory/atif.ts';
import { exportFormats } from '../../../../src/core/trajectory/exporting/exportFormats.ts';
import { atifHead } from '../../../../src/core/trajectory/importing/atifHead.ts';
import { recogniseTrajectory } from '../../../../src/core/trajectory/importing/trajectoryFormats.ts';
import { headOf } from './reading.ts';

const trajectory: Trajectory = {
  schema_version: 'ATIF-v1.7',
  agent: { name: 'somebody', version: '1', model_name: 'm' },
  steps: [
    { step_id: 1, source: 'user', message: 'Go' },
    {
      step_id: 2,
      source: 'agent',
      message: 'Look',
      tool_calls: [{ tool_call_id: 'c', function_name: 'ls', arguments: { path: '.' } }],
      observation: { results: [{ source_call_id: 'c', content: 'a.ts' }] },
    },
  ],
};

const json = (value: unknown) => JSON.stringify(value);

/** What files of each format begin with that no published file shows. */
const beginnings: readonly (readonly [format: string, version: string | null, name: string, text: string])[] = [
  ['codex-exec', null, 'out.jsonl', `${json({ type: 'thread.started', thread_id: 't' })}\n`],
  ['otlp-json', null, 'spans.json', JSON.stringify({ resourceSpans: [{}] }, null, 2)],
  [
    'cline-classic',
    null,
    'api_conversation_history.json',
    json([{ role: 'user', content: [{ type: 'text', text: '<task>Go</task>' }] }]),
  ],
  [
    'mini-swe-agent',
    '1.1',
    'run.traj.json',
    json({ info: {}, messages: [{ role: 'user', content: 'Go' }], trajectory_format: 'mini-swe-agent-1.1' }),
  ],
  [
    'opencode',
    '1.2.3',
    'export.json',
    json({ info: { id: 's', version: '1.2.3' }, messages: [{ info: {}, parts: [] }] }),
  ],
  ['vscode-chat', '3', 'chat.json', json({ version: 3, initialLocation: 'panel', requests: [] })],
  ['openhands-v1-folder', '1', 'base_state.json', json({ id: 'i', agent: { kind: 'Agent' }, persistence_dir: '/p' })],
];

describe('the format of a file', () => {
  for (const format of exportFormats) {
    if (format.id === 'atif' || format.id === 'markdown') continue;
    it(`is told from what is written as ${format.id}`, () => {
      const head = headOf(format.write(trajectory).content, 'some.file');
      assert.equal(recogniseTrajectory(head)?.format.id, format.id);
      assert.equal(atifHead(head), null);
    });
  }

  for (const [format, version, name, text] of beginnings) {
    it(`is told from the beginning of ${name}: ${format}`, () => {
      const found = recogniseTrajectory(headOf(text, name));
      assert.deepEqual([found?.format.id, found?.recognised.version], [format, version]);
    });
  }

  it('is ATIF by its version, or by numbered steps that come first', () => {
    assert.equal(atifHead(headOf('{"schema_version": "ATIF-v1.2"}'))?.version, 'ATIF-v1.2');
    assert.equal(atifHead(headOf('{\n"steps": [\n{"step_id":1}'))?.version, null);
    assert.equal(atifHead(headOf('{"steps": [{"id":1}]}')), null);
  });

  it('is none of ours for texts, other JSON and other logs', () => {
    const others = [
      '',
      'hello',
      '[]',
      '{}',
      '{"name":"x","version":"1.0.0"}',
      '{"level":"info","message":"up"}\n',
      '<html>',
    ];
    for (const text of others) assert.equal(recogniseTrajectory(headOf(text, 'a.json')), null, text);
  });

  it('Markdown to read is closed by nothing in it', () => {
    const target = exportFormats.find(({ id }) => id === 'markdown');
    const said = 'a\n```\n# not a heading\n````\n';
    const steps = [{ step_id: 1, source: 'user' as const, message: said }];
    const content = target?.write({ ...trajectory, steps }).content ?? '';
    assert.ok(content.includes(`\`\`\`\`\`text\n${said}\n\`\`\`\`\`\n`), content);
    const outside = content.replace(/^`````text\n[\s\S]*?\n`````$/m, '');
    assert.doesNotMatch(outside, /not a heading/);
  });
});
