import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lintSamples } from '../../../src/core/sample/lint.ts';
import { toolUseSamples } from '../../../src/core/sample/toolUse.ts';
import type { Step } from '../../../src/core/trajectory/atif.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

const words = fc.constantFrom('', 'a', 'look\n', '\n\nx', '😀', '{"k": 1}', '<b>', '\r\n');

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ step_id: fc.nat(), source: fc.constantFrom('user' as const, 'system' as const), message: words }),
  fc
    .record({
      message: words,
      reasoning: words,
      calls: fc.array(fc.record({ value: words, failed: fc.boolean(), answered: fc.boolean() }), { maxLength: 3 }),
    })
    .map(
      ({ message, reasoning, calls }): Step => ({
        step_id: 0,
        source: 'agent',
        message,
        reasoning_content: reasoning,
        tool_calls: calls.map(({ value }, n) => ({ tool_call_id: `${n}`, function_name: 'run', arguments: { value } })),
        observation: {
          results: calls.flatMap(({ failed, answered }, n) =>
            answered ? [{ source_call_id: `${n}`, content: 'seen', extra: { tracewright: { isError: failed } } }] : [],
          ),
        },
      }),
    ),
);

describe('toolUseSamples', () => {
  it('whatever the trajectory, family and error policy, the linter finds nothing', () => {
    const policies = fc.constantFrom('keep' as const, 'mask' as const, 'drop' as const);
    fc.assert(
      fc.property(fc.array(step), policies, fc.constantFrom('qwen3', 'qwen2.5-coder'), (steps, errors, family) => {
        const numbered = steps.map((each, n) => ({ ...each, step_id: n + 1 }));
        const trajectory = { schema_version: 'ATIF-v1.7', agent: { name: 'a', version: '1' }, steps: numbered };
        const input = { source: 't', trajectory, sha256: 'f'.repeat(64) };
        const dropped: string[] = [];
        const options = { family, errors, keepUndone: false, maxTokens: 25_000 };
        const samples = toolUseSamples(input, options, nodeDigest, (reason) => dropped.push(reason));
        assert.deepEqual(lintSamples(samples, nodeDigest).findings, []);
        for (const reason of dropped) assert.equal(reason, 'nothing-trained');
      }),
      { numRuns: 400 },
    );
  });
});
