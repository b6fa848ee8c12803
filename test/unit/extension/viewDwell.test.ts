import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ViewDwell } from '../../../src/extension/recorder/viewDwell.ts';

function views() {
  const written: { doc: number; lines: readonly (readonly [number, number])[]; dwell: number }[] = [];
  const dwell = new ViewDwell((view, time) => written.push({ ...view, dwell: time }));
  return { written, dwell };
}

describe('what was looked at', () => {
  it('is what stayed in view for a second, not what scrolled by', async () => {
    const { written, dwell } = views();
    for (let line = 0; line < 100; line += 10) dwell.shows({ doc: 1, lines: [[line, line + 40]] });
    await sleep(1_100);
    assert.deepEqual(
      written.map(({ lines }) => lines),
      [[[90, 130]]],
    );
    assert.ok((written[0]?.dwell ?? 0) >= 990);
  });

  it('is told once while lines are typed in it', async () => {
    const { written, dwell } = views();
    dwell.shows({ doc: 1, lines: [[0, 20]] });
    await sleep(1_100);
    dwell.shows({ doc: 1, lines: [[0, 21]] });
    dwell.shows({ doc: 1, lines: [[1, 22]] });
    await sleep(1_100);
    assert.equal(written.length, 1);
  });

  it('is told again with the whole time when it stayed much longer', async function () {
    this.timeout(10_000);
    const { written, dwell } = views();
    dwell.shows({ doc: 1, lines: [[0, 20]] });
    await sleep(4_200);
    dwell.shows({ doc: 2, lines: [[0, 20]] });
    dwell.leaves();
    assert.equal(written.length, 2);
    assert.ok((written[1]?.dwell ?? 0) >= 4_000);
    assert.equal(written[1]?.doc, 1);
  });

  it('has every range of folded code', async () => {
    const { written, dwell } = views();
    dwell.shows({ doc: 1, lines: [[0, 5]] });
    dwell.shows({
      doc: 1,
      lines: [
        [0, 5],
        [40, 60],
      ],
    });
    await sleep(1_100);
    assert.equal(written[0]?.lines.length, 2);
  });
});
