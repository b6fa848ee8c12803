import assert from 'node:assert/strict';
import type { NewEvent, SessionEvent } from '../../../src/core/session/event.ts';
import { ForgottenNames } from '../../../src/core/session/forgetNames.ts';
import { forgetPath } from '../../../src/core/session/forgetPath.ts';

/** What is left of these records without `conf/a.env`. */
function left(...events: NewEvent[]): SessionEvent[] {
  const names = new ForgottenNames();
  names.add({ path: 'conf/a.env', root: 0 });
  const records = events.map((event, seq) => ({ ...event, seq, t: 0 }) as SessionEvent);
  return forgetPath(records, names, new Map()).kept.map(({ record }) => record as SessionEvent);
}

const onEnv = { path: 'conf/a.env', start: 0, end: 5, quote: 'TOKEN' };
const onLib = { path: 'lib.ts', start: 0, end: 6, quote: 'export' };
const gone: NewEvent = { kind: 'file', op: 'delete', path: 'conf/a.env', source: 'editor' };
const stays: NewEvent = { kind: 'file', op: 'delete', path: 'b.ts', source: 'editor' };

describe('forgetting a file', () => {
  it('takes its name out of what a decision was made over, and what should have stood in it', () => {
    const note: NewEvent = {
      kind: 'note',
      note: 'n',
      type: 'counterfactual',
      text: 'not there',
      anchors: [onEnv, onLib],
      question: 'Why conf/a.env?',
      alternatives: [{ option: 'conf/a.env', reason: 'as conf/a.env is read' }, { option: 'lib.ts' }],
      mark: 'would-have-done',
      expected: 'TOKEN=2',
    };
    const [cleaned] = left(note);
    assert.doesNotMatch(JSON.stringify(cleaned), /a\.env|TOKEN/);
    assert.match(JSON.stringify(cleaned), /lib\.ts/);
    const elsewhere = { ...note, anchors: [onLib], question: 'Why?', alternatives: [] };
    assert.deepEqual(left(elsewhere), [{ ...elsewhere, seq: 0, t: 0 }], 'a note on another file stays as it is');
  });

  it('takes the place of a question there, and gives what it is about its new numbers', () => {
    const question: NewEvent = {
      kind: 'question',
      question: 'q',
      seam: 'operation',
      text: 'You changed 2 files in one go: why?',
      about: [0, 1],
      state: 'asked',
      anchor: { path: 'lib.ts', range: [0, 6] },
    };
    const asked = left(gone, stays, question).find(({ kind }) => kind === 'question');
    assert.deepEqual(asked, { ...question, about: [0, 0], seq: 1, t: 0 });
    const there = left(stays, { ...question, about: [0, 0], anchor: { path: 'conf/a.env', range: [0, 5] } });
    assert.doesNotMatch(JSON.stringify(there), /a\.env/);
  });
});
