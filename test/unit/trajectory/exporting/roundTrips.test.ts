import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Step, Trajectory } from '../../../../src/core/trajectory/atif.ts';
import { exportFormats } from '../../../../src/core/trajectory/exporting/exportFormats.ts';
import { validateTrajectory } from '../../../../src/core/trajectory/validate.ts';
import { arbitraryTrajectory } from '../arbitraryTrajectory.ts';
import { masked } from '../essence.ts';
import { readBack } from '../readBack.ts';

describe('round trips', () => {
  for (const format of exportFormats) {
    if (format.id === 'markdown') continue;
    for (const wild of [false, true]) {
      it(`${format.id} brings back everything but what its losses name${wild ? ', of any trajectory' : ''}`, () => {
        let compared = 0;
        fc.assert(
          fc.property(arbitraryTrajectory({ wild }), (trajectory) => {
            assert.deepEqual(validateTrajectory(trajectory, { strict: true }).errors, []);
            const { content, losses } = format.write(trajectory);
            const back = readBack(format.id, content);
            const expected = masked(trajectory, losses);
            if (expected === null) return;
            compared++;
            assert.deepEqual(masked(back, losses), expected);
          }),
          { numRuns: 300 },
        );
        assert.ok(compared > (wild ? 3 : 15), `only ${compared} of 300 could be compared`);
      });
    }
  }

  it('spans do not repeat what was said without end, and come back the same', () => {
    const otlp = exportFormats.find(({ id }) => id === 'otlp');
    const long = 'x'.repeat(1024 * 1024);
    const steps = Array.from({ length: 80 }, (_, index): Step => {
      const source = index % 2 === 0 ? 'user' : 'agent';
      return {
        step_id: index + 1,
        source,
        message: index === 0 ? long : source === 'user' ? 'go on' : `turn ${index}`,
      };
    });
    const trajectory = { schema_version: 'ATIF-v1.7', agent: { name: 'a', version: '1' }, steps };
    const { content, losses } = otlp?.write(trajectory) ?? { content: '', losses: [] };
    assert.ok(content.length < 36 * 1024 * 1024, String(content.length));
    assert.match(content, /tracewright\.input\.delta/);
    assert.deepEqual(losses, []);
    assert.deepEqual(masked(readBack('otlp', content), losses), masked(trajectory, losses));
  });

  it('what no target but ATIF holds is named', () => {
    const trajectory: Trajectory = {
      schema_version: 'ATIF-v1.7',
      agent: { name: 'a', version: '1', extra: { actor: 'human' } },
      steps: [
        {
          step_id: 1,
          source: 'agent',
          message: '',
          reasoning_effort: 'high',
          llm_call_count: 3,
          extra: { kind: 'edit', tracewright: { treeAfter: 't', unexpressed: ['link'] } },
        },
      ],
      notes: 'n',
      final_metrics: { total_cost_usd: 1 },
      extra: { tracewright: { baseTree: 't' } },
      subagent_trajectories: [{}],
    };
    const named = (id: string) => exportFormats.find((format) => format.id === id)?.write(trajectory).losses ?? [];
    for (const { id } of exportFormats) {
      if (id === 'atif') continue;
      const lost = new Set(named(id).map(({ what }) => what));
      for (const what of [
        'facts about the workspace and the source',
        'further facts about steps',
        'further facts about the whole',
        'ledger of the workspace',
        'notes on the whole',
        'numbers of calls of the model',
        'reasoning effort',
        'sums of tokens and costs',
        'trajectories of subagents',
      ])
        assert.ok(lost.has(what), `${id}: ${what}`);
    }
    assert.deepEqual(named('atif'), [{ what: 'file change that no call can tell', count: 1 }]);
  });
});
