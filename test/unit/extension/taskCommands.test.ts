import assert from 'node:assert/strict';
import { TaskCommands } from '../../../src/extension/recorder/taskCommands.ts';

function clock() {
  const at = { now: 10_000 };
  return { at, commands: new TaskCommands(() => at.now) };
}

describe('which terminal command a task was', () => {
  it('is the one with its line, also when the terminal told it first', () => {
    const { at, commands } = clock();
    commands.started(0, 'npm  test ');
    at.now += 50;
    assert.equal(commands.take({ line: 'npm test', pid: undefined, at: at.now }), 0);
  });

  it('is told by the line rather than by a process id, which is that of the task before in a terminal used again', () => {
    const { at, commands } = clock();
    commands.started(0, 'make all');
    commands.runsIn(0, 7);
    commands.started(1, 'make test');
    commands.runsIn(1, 6);
    assert.equal(commands.take({ line: 'make test', pid: 7, at: at.now }), 1);
  });

  it('is told by the process where the line is not the one of the definition', () => {
    const { at, commands } = clock();
    commands.started(0, 'ls');
    commands.started(1, 'make -C /w');
    commands.runsIn(1, 7);
    assert.equal(commands.take({ line: 'make -C $' + '{workspaceFolder}', pid: 7, at: at.now }), 1);
  });

  it('is one that the editor announced in place of a command line', () => {
    const { at, commands } = clock();
    commands.started(0, ' *  Executing task: sh -c exit 4 ');
    assert.equal(commands.take({ line: 'sh -c exit 4', pid: 3, at: at.now }), 0);
  });

  it('is none that ran long before, none twice, and none without a reason', () => {
    const { at, commands } = clock();
    commands.started(0, 'make');
    at.now += 60_000;
    assert.equal(commands.take({ line: 'make', pid: undefined, at: at.now }), undefined);
    commands.started(1, 'make');
    assert.equal(commands.take({ line: 'make', pid: undefined, at: at.now }), 1);
    assert.equal(commands.take({ line: 'make', pid: undefined, at: at.now }), undefined);
    commands.started(2, 'ls');
    assert.equal(commands.take({ line: undefined, pid: undefined, at: at.now }), undefined);
  });
});
