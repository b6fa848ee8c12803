import assert from 'node:assert/strict';
import { estimatedTokens } from '../../../../src/core/sample/estimatedTokens.ts';
import { nextEditForm } from '../../../../src/core/sample/nextEdit/forms/nextEditForms.ts';
import { answerOf, nextEditSample } from '../../../../src/core/sample/nextEdit/nextEditSample.ts';
import { rejectedEdits } from '../../../../src/core/sample/nextEdit/rejectedEdits.ts';
import { sessionNextEdits } from '../../../../src/core/sample/nextEdit/sessionNextEdits.ts';
import { sessionSteps } from '../../../../src/core/sample/nextEdit/sessionSteps.ts';
import { currentNotes } from '../../../../src/core/session/currentNotes.ts';
import type { NewEvent, SessionEvent } from '../../../../src/core/session/event.ts';
import { WorkspaceFold } from '../../../../src/core/session/fold.ts';
import type { Operation } from '../../../../src/core/session/operation.ts';
import { nodeDigest } from '../../../../src/node/store/digest.ts';
import { baseOf, edit, open, placed } from '../../session/fixtures.ts';

const files = { 'a.ts': 'export const total = 1;\n', 'b.ts': 'import { total } from "./a";\nprint(total);\n' };
const opened = [open(1, 'a.ts', files['a.ts']), open(2, 'b.ts', files['b.ts'])];

function operation(id: number, kind: Operation['kind'], seqs: number[], change: Partial<Operation> = {}): Operation {
  return {
    id: `op-${id}`,
    kind,
    title: '',
    seqs,
    files: [],
    confidence: 1,
    actor: 'human',
    evidence: ['Who: keys were typed'],
    t: [0, 0],
    ...change,
  };
}

function made(news: NewEvent[], operations: Operation[], times: readonly number[] = []) {
  const { base, blobs } = baseOf(files);
  const events: SessionEvent[] = placed(news).map((event) => ({ ...event, t: times[event.seq] ?? event.t }));
  const dropped: string[] = [];
  const facts = { source: 's', repos: ['shop'], operations, noEditRate: 1 };
  const steps = () =>
    sessionSteps({ events, operations, fold: new WorkspaceFold(base, blobs, nodeDigest), contextFiles: 5 });
  const all = [
    ...sessionNextEdits(
      steps(),
      facts,
      () => 0,
      (reason) => dropped.push(reason),
    ),
  ];
  const pairs = [...rejectedEdits(steps(), facts, currentNotes(events))];
  return {
    edits: all.filter(({ hunk }) => hunk !== null),
    none: all.filter(({ hunk }) => hunk === null),
    pairs,
    dropped,
  };
}

const rename = [edit(1, 2, [13, 5, 'sum']), edit(2, 2, [9, 5, 'sum']), edit(1, 3, [21, 0, ' // s'])];

describe('next edits of a session', () => {
  it('stand in the order in which they were made, over files, each with what was done before', () => {
    const { edits } = made(
      [...opened, ...rename],
      [operation(1, 'rename-symbol', [2, 3]), operation(2, 'typed-edit', [4])],
    );
    assert.deepEqual(
      edits.map(({ path, after, history }) => [path, after.join(''), history.map((past) => past.path)]),
      [
        ['a.ts', 'export const sum = 1;\n', []],
        ['b.ts', 'import { sum } from "./a";\nprint(total);\n', ['a.ts']],
        ['a.ts', 'export const sum = 1; // s\n', ['a.ts', 'b.ts']],
      ],
    );
    assert.equal(edits[1]?.cursor?.path, 'a.ts');
    assert.deepEqual(
      [edits[1]?.seqs, edits[1]?.origin?.actor, edits[1]?.origin?.evidence],
      [[3, 3], 'human', 'keys were typed'],
    );
  });

  it('show other files as they stood at that moment, never later', () => {
    const { edits } = made(
      [...opened, ...rename],
      [operation(1, 'rename-symbol', [2, 3]), operation(2, 'typed-edit', [4])],
    );
    assert.deepEqual(
      edits[1]?.context.map(({ path, text }) => [path, text]),
      [['a.ts', 'export const sum = 1;\n']],
    );
  });

  it('leave out undo, version control, formatting and what takes the edit before back, each with its reason', () => {
    const long = 'const aLongEnoughLine = that(says, something);\n';
    const { edits, dropped } = made(
      [
        ...opened,
        edit(1, 2, [0, 0, long]),
        edit(1, 3, [0, long.length, '']),
        edit(2, 2, [0, 0, '  ']),
        edit(2, 3, [0, 0, 'x']),
        { ...edit(2, 4, [0, 1, '']), reason: 'undo' },
      ],
      [
        operation(1, 'typed-edit', [2]),
        operation(2, 'typed-edit', [3]),
        operation(3, 'typed-edit', [4]),
        operation(4, 'git', [5], { actor: 'vcs' }),
        operation(5, 'undo', [6]),
      ],
    );
    assert.equal(edits.length, 1);
    assert.deepEqual(dropped, ['reversal', 'formatting-only', 'version-control', 'undo']);
  });

  it('are none where the person paused and then worked elsewhere, and at the end', () => {
    const operations = [
      operation(1, 'typed-edit', [2]),
      operation(2, 'typed-edit', [3]),
      operation(3, 'typed-edit', [4]),
    ];
    const { none } = made([...opened, ...rename], operations, [0, 0, 1000, 31_000, 32_000]);
    assert.deepEqual(
      none.map(({ path, labels, before, after }) => [path, labels.noEditWhy, before === after]),
      [
        ['a.ts', 'pause', true],
        ['a.ts', 'session-end', true],
      ],
    );
  });

  it('are none where tests ran before the person went elsewhere', () => {
    const operations = [
      operation(1, 'typed-edit', [2]),
      operation(2, 'run-tests', [], { t: [1500, 1600] }),
      operation(3, 'typed-edit', [3]),
      operation(4, 'typed-edit', [4]),
    ];
    const { none } = made([...opened, ...rename], operations, [0, 0, 1000, 2000, 3000]);
    assert.equal(none[0]?.labels.noEditWhy, 'run-tests');
  });

  it('set a completion that was taken back against what was done in its place', () => {
    const { pairs } = made(
      [
        ...opened,
        edit(1, 2, [24, 0, 'export const wrong = 2;\n']),
        { ...edit(1, 3, [24, 24, '']), reason: 'undo' },
        edit(1, 4, [24, 0, 'export const right = 3;\n']),
      ],
      [operation(1, 'accept-completion', [2]), operation(2, 'undo', [3]), operation(3, 'typed-edit', [4])],
    );
    assert.equal(pairs.length, 1);
    const [pair] = pairs;
    assert.ok(pair !== undefined);
    const options = {
      family: 'qwen2.5-coder',
      form: nextEditForm('ours'),
      maxTokens: 2000,
      tokenizer: estimatedTokens,
    };
    const result = nextEditSample(pair, options, nodeDigest);
    assert.ok('sample' in result && result.sample.rejected !== undefined);
    assert.ok(answerOf(result.sample).includes('right') && answerOf(result.sample.rejected).includes('wrong'));
    assert.ok(!result.sample.text.includes('wrong'));
  });

  it('are none where a note says that none was expected, and what the person would have done where it says that', () => {
    const note = (change: object): NewEvent => ({
      kind: 'note',
      note: 'n1',
      type: 'counterfactual',
      text: 'no',
      about: [2, 2],
      anchors: [{ path: 'a.ts', start: 24, end: 47, quote: 'export const wrong = 2;' }],
      ...change,
    });
    const events = [...opened, edit(1, 2, [24, 0, 'export const wrong = 2;\n'])];
    const operations = [operation(1, 'agent-edit', [2], { actor: 'agent' })];
    const [none] = made([...events, note({ mark: 'no-edit-expected' })], operations).pairs;
    assert.deepEqual([none?.hunk, none?.rejected?.length], [null, 2]);
    const [instead] = made(
      [...events, note({ mark: 'would-have-done', expected: 'const right = 2;' })],
      operations,
    ).pairs;
    assert.equal(instead?.after.join(''), `${files['a.ts']}const right = 2;\n`);
    assert.equal(instead?.rejected?.join(''), `${files['a.ts']}export const wrong = 2;\n`);
  });
});
