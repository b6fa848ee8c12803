import assert from 'node:assert/strict';
import { commandWentWell } from '../../../../src/core/check/process/commandOutcome.ts';
import { verificationOf } from '../../../../src/core/trajectory/verification.ts';

describe('whether a command verified anything', () => {
  it('tells tests from type checks, and both from everything else', () => {
    for (const line of [
      'npm test',
      'npm run test:unit -- a',
      'cd x && pytest -q',
      'go test ./...',
      'python -m unittest',
      'node --test',
    ])
      assert.equal(verificationOf(line), 'tests', line);
    for (const line of ['npx tsc --noEmit', 'npm run typecheck', 'mypy src', 'cargo check', 'go vet ./...'])
      assert.equal(verificationOf(line), 'types', line);
    for (const line of [
      'ls test',
      'grep -rn pytest .',
      'npm install jest',
      'echo npm test',
      'cat test.py',
      'pytest --version',
      'git commit -m "npm test passes"',
    ])
      assert.equal(verificationOf(line), null, line);
  });

  it('goes by the exit code, by the output where there is none, and by neither where output was hidden', () => {
    assert.equal(commandWentWell('npm test', 'whatever', 0), true);
    assert.equal(commandWentWell('npm test', 'fine', 1), false);
    assert.equal(commandWentWell('npm test || true', '  3 passing (1s)\n  1 failing', 0), false);
    assert.equal(commandWentWell('pytest | tail -3', '1 failed, 2 passed in 0.1s', 0), false);
    assert.equal(commandWentWell('pytest', '2 passed in 0.1s', null), true);
    assert.equal(commandWentWell('pytest', 'bash: pytest: command not found', null), false);
    assert.equal(commandWentWell('npm test', '<returncode>1</returncode><output></output>', null), false);
    assert.equal(commandWentWell('npm test', null, null), null);
  });

  it('a run without a test is no verification', () => {
    assert.equal(commandWentWell('pytest', 'collected 0 items\nno tests ran in 0.01s', 0), false);
    assert.equal(commandWentWell('npm test', 'Error: no test specified', 0), false);
  });
});
