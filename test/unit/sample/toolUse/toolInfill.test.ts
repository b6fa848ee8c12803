import assert from 'node:assert/strict';
import fc from 'fast-check';
import { textOf } from '../../../../src/core/sample/fimParts.ts';
import { type Granularity, granularities } from '../../../../src/core/sample/toolUse/granularity.ts';
import { toolInfillSamples } from '../../../../src/core/sample/toolUse/toolInfill.ts';
import type { Step, Trajectory } from '../../../../src/core/trajectory/atif.ts';
import { nodeDigest } from '../../../../src/node/store/digest.ts';

const words = fc.constantFrom('', 'look', '\nlines\nof it', '😀😀', '{"k": 1}', 'a'.repeat(300), '\r\n');
const step: fc.Arbitrary<Step> = fc.record({ said: words, value: words, seen: words, user: fc.boolean() }).map(
  ({ said, value, seen, user }): Step =>
    user
      ? { step_id: 0, source: 'user', message: said }
      : {
          step_id: 0,
          source: 'agent',
          message: said,
          tool_calls: [{ tool_call_id: '1', function_name: 'run_it', arguments: { value, more: [value] } }],
          observation: { results: [{ source_call_id: '1', content: seen }] },
        },
);

function infills(steps: readonly Step[], family: string, which: readonly Granularity[], maxTokens = 200) {
  const numbered = steps.map((each, n) => ({ ...each, step_id: n + 1 }));
  const trajectory: Trajectory = { schema_version: 'ATIF-v1.7', agent: { name: 'a', version: '1' }, steps: numbered };
  const dropped: string[] = [];
  const options = { family, errors: 'mask' as const, keepUndone: false, maxTokens, seed: 1, granularities: which };
  const input = { source: 't', trajectory, sha256: 'f'.repeat(64) };
  const rows = [...toolInfillSamples(input, options, nodeDigest, (reason) => dropped.push(reason))];
  return { rows, dropped };
}

const edited = (seen: string, command = 'sed -i s/one/another/ src/things.ts'): Step[] => [
  { step_id: 1, source: 'user', message: 'Go.' },
  {
    step_id: 2,
    source: 'agent',
    message: '',
    tool_calls: [{ tool_call_id: '1', function_name: 'bash', arguments: { command } }],
    observation: { results: [{ source_call_id: '1', content: seen }] },
  },
];

describe('tool calls as the middle', () => {
  for (const family of ['starcoder2', 'deepseek-coder', 'codestral', 'qwen3']) {
    it(`${family}: whatever the conversation, only the middle and its end are trained, within the budget`, () => {
      fc.assert(
        fc.property(
          fc.array(step, { maxLength: 6 }),
          fc.subarray([...granularities], { minLength: 1 }),
          (steps, which) => {
            const { rows, dropped } = infills(steps, family, which);
            const allowed = ['answer-in-context', 'too-long', 'cr-after-sentinel'];
            for (const reason of dropped) assert.ok(allowed.includes(reason), reason);
            assert.equal(rows.length + dropped.length, steps.filter(({ source }) => source === 'agent').length);
            for (const row of rows) {
              let at = 0;
              for (const span of row.spans) {
                assert.equal(span.start, at);
                at = span.end;
              }
              assert.equal(at, row.text.length);
              assert.ok(row.text.isWellFormed() && row.text.length <= 200 * 4);
              const trained = row.spans.filter(({ weight }) => weight > 0).map(({ kind }) => kind);
              assert.deepEqual(trained, ['middle', 'stop']);
              assert.equal(nodeDigest('sha256', textOf(row, 'middle')), row.labels.middleSha256);
              const { granularity } = row.labels;
              if (granularity === 'name') assert.equal(textOf(row, 'middle'), 'run_it');
              else assert.equal(typeof JSON.parse(textOf(row, 'middle')), 'object');
            }
          },
        ),
        { numRuns: 150 },
      );
    });
  }

  it('prefix, middle and suffix are the conversation, in order', () => {
    const { rows } = infills(edited('done'), 'starcoder2', ['call'], 10_000);
    const [row] = rows;
    assert.ok(row);
    assert.equal(
      textOf(row, 'prefix') + textOf(row, 'middle') + textOf(row, 'suffix'),
      '## user\n\nGo.\n\n## call\n\n{"name": "bash", "arguments": {"command": "sed -i s/one/another/ src/things.ts"}}\n\n## result\n\ndone\n\n',
    );
  });

  it('an observation that repeats the call drops it; one that does not is kept', () => {
    const echoed = edited('+ sed -i s/one/another/ src/things.ts');
    assert.deepEqual(infills(echoed, 'starcoder2', ['call']).dropped, ['answer-in-context']);
    assert.deepEqual(infills(echoed, 'starcoder2', ['arguments']).dropped, ['answer-in-context']);
    assert.equal(infills(echoed, 'starcoder2', ['name']).rows.length, 1);
    assert.deepEqual(infills(edited('bash: no such thing'), 'starcoder2', ['name']).rows, []);
    assert.deepEqual(infills(edited('ls', 'ls'), 'starcoder2', ['call']).rows.length, 1);
    const written = edited(
      '1 const alpha = beta;\n2 const gamma = delta;',
      'const alpha = beta;\nconst gamma = delta;',
    );
    assert.deepEqual(infills(written, 'starcoder2', ['call']).dropped, ['answer-in-context']);
  });

  it('a failed call is no middle', () => {
    assert.deepEqual(infills(edited('sed: No such file or directory'), 'starcoder2', ['call']), {
      rows: [],
      dropped: [],
    });
  });
});
