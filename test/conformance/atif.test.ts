import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { trajectorySchema } from '../../src/core/trajectory/atif.ts';
import { validateTrajectory } from '../../src/core/trajectory/validate.ts';

const folder = path.resolve(import.meta.dirname, '../../../shared/data/trajectories/atif');

describe('published ATIF trajectories', () => {
  before(function () {
    if (existsSync(folder)) return;
    if (process.env.CI) throw new Error(`${folder} is not there, and CI has to have it`);
    console.log(`skipped: ${folder} is not there`);
    this.skip();
  });

  it('are valid, strictly too, and keep every step and call', () => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    assert.ok(names.length > 0);
    for (const name of names) {
      const text = readFileSync(path.join(folder, name), 'utf8');
      const document: unknown = JSON.parse(text);
      assert.deepEqual(validateTrajectory(document).errors, [], name);
      assert.deepEqual(validateTrajectory(document, { strict: true }).errors, [], name);
      const trajectory = trajectorySchema.parse(document);
      // Counted in the text, not in the parsed document.
      assert.equal(trajectory.steps.length, text.match(/"step_id"\s*:/g)?.length, name);
      const calls = trajectory.steps.reduce((sum, step) => sum + (step.tool_calls?.length ?? 0), 0);
      assert.equal(calls, text.match(/"tool_call_id"\s*:/g)?.length ?? 0, name);
      assert.deepEqual(trajectory, document, name);
    }
  });

  it('are no longer valid once a step is taken out of the middle', () => {
    const name = readdirSync(folder).find((file) => file.endsWith('.json')) ?? '';
    const document = trajectorySchema.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
    document.steps.splice(1, 1);
    assert.ok(validateTrajectory(document).errors.some(({ code }) => code === 'step-id'));
  });
});
