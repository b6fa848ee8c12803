import assert from 'node:assert/strict';
import { analyzeTrajectory } from '../../../../src/core/trajectory/analysis/analyzeTrajectory.ts';
import { publishedDetectors } from '../../../../src/core/trajectory/analysis/detectors/publishedVerdicts.ts';
import { bash, madeRun, read, replace, type Turn } from './madeRun.ts';

/** At which step each detector that fires does. */
const stops = (turns: readonly Turn[]) =>
  Object.fromEntries(
    analyzeTrajectory(madeRun(turns)).detectors.flatMap(({ id, stop }) => (stop === null ? [] : [[id, stop.step]])),
  );
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const failed = (turn: Turn): Turn => ({ ...turn, failed: true, seen: 'Error: no' }) as Turn;

describe('the published detectors', () => {
  it('each has an id of its own and names its source', () => {
    assert.equal(new Set(publishedDetectors.map(({ id }) => id)).size, publishedDetectors.length);
    for (const { source } of publishedDetectors) assert.match(source, /^[\w-]+\/[\w-]+: /);
  });

  it('equal calls with equal results: each at its own count', () => {
    assert.deepEqual(stops(times(6, () => read('a.ts', 'x'))), {
      'openhands-v0': 4,
      'openhands-v1': 4,
      'gemini-cycles': 5,
      'cline-repeats-soft': 3,
      'cline-repeats': 5,
      'roo-repeats': 4,
      'opencode-doom-loop': 3,
    });
  });

  it('OpenHands V0 compares a command and its exit code only, V1 what came back, Gemini neither', () => {
    const polling = times(5, (index) => bash('check status', `at ${index} percent of it`));
    const seen = stops(polling);
    assert.equal(seen['openhands-v0'], 4);
    assert.equal(seen['openhands-v1'], undefined);
    assert.equal(seen['gemini-cycles'], 5);
  });

  it('OpenHands V1 takes the thought as a part of the action', () => {
    const turns = times(4, (index) => ({ ...read('a.ts', 'x'), say: `Reason ${index}.` }));
    assert.equal(stops(turns)['openhands-v1'], undefined);
    assert.equal(stops(turns)['openhands-v0'], 4);
  });

  it('errors of the same action stop V0 at three and V1 at four', () => {
    const seen = stops(times(5, () => failed(replace('a.ts', 'x', 'y'))));
    assert.deepEqual([seen['openhands-v0'], seen['openhands-v1']], [3, 4]);
  });

  it('two actions in turns stop OpenHands at six, a cycle of up to five stops Gemini at the fifth round', () => {
    const two = stops(times(10, (index) => read(index % 2 === 0 ? 'a' : 'b', 'x')));
    assert.deepEqual([two['openhands-v0'], two['openhands-v1'], two['gemini-cycles']], [6, 6, 10]);
    const five = stops(times(25, (index) => read(`f${index % 5}`, 'x')));
    assert.deepEqual(five, { 'gemini-cycles': 25 });
    assert.deepEqual(stops(times(36, (index) => read(`f${index % 6}`, 'x'))), {});
  });

  it('three equal messages stop V0, three of any text V1', () => {
    const same = stops(times(3, () => ({ say: 'Hm.' })));
    assert.deepEqual([same['openhands-v0'], same['openhands-v1']], [3, 3]);
    const other = stops(times(3, (index) => ({ say: `Hm ${index}.` })));
    assert.deepEqual([other['openhands-v0'], other['openhands-v1']], [undefined, 3]);
  });

  it('a word of the person begins anew for OpenHands', () => {
    const turns = times(6, () => [read('a', 'x'), { user: 'again' }] as Turn[]).flat();
    assert.equal(stops(turns)['openhands-v0'], undefined);
  });

  it('fifty characters ten times over stop Gemini, not in a list', () => {
    const sentence = 'The next thing to do is to look at the file once more and think. ';
    assert.deepEqual(stops([{ say: sentence.repeat(11) }]), { 'gemini-chanting': 1 });
    assert.deepEqual(stops([{ say: sentence.repeat(9) }]), {});
    assert.deepEqual(stops([{ say: `* ${sentence}\n`.repeat(20) }]), {});
  });

  it('failures in a row: Roo at three, Cline at six, aider after three reflections', () => {
    const seen = stops(times(6, (index) => failed(replace(`f${index}.ts`, 'x', 'y'))));
    assert.deepEqual(seen, { 'roo-mistakes': 3, 'aider-reflections': 4, 'cline-mistakes': 6 });
    assert.deepEqual(
      stops(times(6, (index) => (index % 3 === 2 ? read('a', `${index} is there`) : failed(read(`f${index}`, ''))))),
      {},
    );
  });

  it('SWE-agent stops at three commands that time out in a row, or at half an hour', () => {
    assert.deepEqual(stops(times(4, (index) => bash(`make ${index}`, `part ${index}`, { ms: 30_000 }))), {
      'swe-agent-timeouts': 3,
    });
    assert.deepEqual(
      stops(times(100, (index) => bash(`make ${index}`, `part ${index}`, { ms: 20_000, tree: `t${index}` }))),
      { 'swe-agent-timeouts': 91 },
    );
  });

  it('the report says whether our loops hold the step', () => {
    const polling = analyzeTrajectory(madeRun(times(5, (index) => bash('check status', `at ${index} percent of it`))));
    assert.deepEqual(polling.loops, []);
    const verdict = (id: string) => polling.detectors.find((detector) => detector.id === id)?.agrees;
    assert.deepEqual(
      [verdict('openhands-v0'), verdict('openhands-v1'), verdict('swe-agent-timeouts')],
      [false, true, null],
    );
  });
});
