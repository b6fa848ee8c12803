import assert from 'node:assert/strict';
import type { TrajectoryRow } from '../../../../src/core/trajectory/viewing/trajectoryRow.ts';
import { stepNotices } from '../../../../src/webview/model/stepNotices.ts';
import { episodesByStep, loopsByStep, trajectoryFacts } from '../../../../src/webview/model/trajectoryFacts.ts';
import {
  headingsAbove,
  nextRow,
  noFilter,
  trajectoryRows,
  withRows,
} from '../../../../src/webview/model/trajectoryRows.ts';
import { Strings } from '../../../../src/webview/strings.ts';

const row = (thread: number, number: number, more: Partial<TrajectoryRow> = {}): TrajectoryRow => ({
  key: `${thread}.${number}`,
  thread,
  number,
  source: 'agent',
  title: `step ${number}`,
  tools: [],
  calls: 0,
  error: false,
  use: {},
  ...more,
});
const tree = {
  threads: withRows(
    [],
    [
      row(0, 1, { source: 'user' }),
      row(0, 2, { subagents: ['one'] }),
      row(0, 3),
      row(1, 1, { subagents: ['two'] }),
      row(2, 1, { error: true, tools: ['Bash'], calls: 2, time: '2026-01-01T00:00:05Z' }),
      row(3, 1),
    ],
  ),
  ids: ['one', 'two', 'other'],
};
const none: ReadonlySet<string> = new Set();
const keys = (expanded: ReadonlySet<string> | 'all', filter = noFilter) =>
  trajectoryRows(tree, expanded, filter).map(({ key, level }) => `${'-'.repeat(level - 1)}${key}`);

const strings = new Strings();

describe('rows of a trajectory', () => {
  it('have subagents closed below the step that started them, and those that none started at the end', () => {
    assert.deepEqual(keys(none), ['0.1', '0.2', '-t1', '0.3', 't3']);
    assert.deepEqual(keys(new Set(['t1'])), ['0.1', '0.2', '-t1', '--1.1', '---t2', '0.3', 't3']);
    assert.deepEqual(keys('all'), ['0.1', '0.2', '-t1', '--1.1', '---t2', '----2.1', '0.3', 't3', '-3.1']);
  });

  it('that pass a filter open what they stand below, and leave the other headings out', () => {
    assert.deepEqual(keys(none, { ...noFilter, errors: true }), ['-t1', '---t2', '----2.1']);
    assert.deepEqual(keys(none, { ...noFilter, sources: ['user'] }), ['0.1']);
    assert.deepEqual(keys(none, { ...noFilter, tool: 'Bash', found: new Set(['0.3']) }), []);
  });

  it('that start each other in a circle appear once', () => {
    const circle = {
      threads: withRows([], [row(0, 1, { subagents: ['a'] }), row(1, 1, { subagents: ['a'] })]),
      ids: ['a'],
    };
    assert.deepEqual(
      trajectoryRows(circle, 'all', noFilter).map(({ key }) => key),
      ['0.1', 't1', '1.1'],
    );
  });

  it('come in batches, each added to its thread', () => {
    const first = withRows([], [row(0, 1)]);
    const second = withRows(first, [row(0, 2), row(1, 1)]);
    assert.deepEqual(
      second.map((thread) => thread.map(({ key }) => key)),
      [['0.1', '0.2'], ['1.1']],
    );
    assert.deepEqual(first, [[row(0, 1)]]);
  });

  it('lead to the next error around the end and back, through closed headings', () => {
    const all = trajectoryRows(tree, 'all', noFilter);
    const error = (one: TrajectoryRow) => one.error;
    assert.equal(all[nextRow(all, '0.3', 1, error)]?.key, '2.1');
    assert.equal(all[nextRow(all, '0.1', -1, error)]?.key, '2.1');
    assert.deepEqual(headingsAbove(all, nextRow(all, '0.1', 1, error)), ['t2', 't1']);
    assert.equal(
      nextRow(all, '0.1', 1, () => false),
      -1,
    );
  });

  it('amount to counts, tools and a beginning', () => {
    assert.deepEqual(trajectoryFacts(tree.threads), {
      steps: 6,
      calls: 2,
      errors: 1,
      sources: ['user', 'agent'],
      tools: [['Bash', 1]],
      began: Date.parse('2026-01-01T00:00:05Z'),
    });
  });

  it('know the loop that they are part of', () => {
    const loops = loopsByStep([{ kind: 'echo', times: 3, steps: ['0.5', '0.6', '0.7'] }]);
    assert.deepEqual(stepNotices(strings, loops.get('0.6'), undefined), [
      'The same calls gave the same results 3 times in a row (steps 5 to 7).',
    ]);
    assert.deepEqual(loops.get('0.6'), { kind: 'echo', count: 3, first: '0.5', firstNumber: 5, lastNumber: 7 });
  });

  it('say of an error whether and where it was overcome, and of a recovery from what', () => {
    const episodes = episodesByStep([
      { from: '0.2', to: '0.6', steps: 4, reverted: true },
      { from: '0.5', to: '0.6', steps: 1, reverted: false },
      { from: '0.7', to: null, steps: 3, reverted: false },
    ]);
    const notices = (key: string) => stepNotices(strings, undefined, episodes.get(key));
    assert.deepEqual(notices('0.2'), [
      'This error was overcome 4 steps later, in step 6. On the way the files came back to what they were before it.',
    ]);
    assert.deepEqual(notices('0.5'), ['This error was overcome in the next step, 6.']);
    assert.deepEqual(notices('0.6'), [
      'Here the error of step 2 was overcome.',
      'Here the error of step 5 was overcome.',
    ]);
    assert.deepEqual(notices('0.7'), ['This error was not overcome.']);
    assert.deepEqual(notices('0.1'), []);
  });
});
