import assert from 'node:assert/strict';
import fc from 'fast-check';
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
});
