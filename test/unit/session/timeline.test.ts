import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildTimeline } from '../../../src/core/session/buildTimeline.ts';
import { terminalText } from '../../../src/core/session/terminalText.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { baseOf, edit, open, placed } from './fixtures.ts';

const meta = { version: 1, id: 's', goal: 'g', startedAt: '', stoppedAt: null, roots: [], tool: { version: '1' } };

describe('the timeline of a session', () => {
  const { base, blobs } = baseOf({ 'a.ts': 'one\ntwo\n' });
  const timeline = buildTimeline(
    meta,
    placed([
      open(0, 'a.ts', 'one\ntwo\n'),
      edit(0, 2, [4, 3, 'zwei']),
      {
        kind: 'note',
        note: 'n1',
        type: 'why',
        text: 'German',
        anchors: [{ doc: 0, path: 'a.ts', start: 4, end: 8, quote: 'zwei' }],
        about: [1, 1],
      },
      { kind: 'command-start', command: 1, terminal: 't', line: 'ls', confidence: 'high' },
      { kind: 'command-output', command: 1, text: '\x1b]633;C\x07\x1b[1' },
      { kind: 'command-output', command: 1, text: 'mred\x1b[0m\r\n' },
      { kind: 'command-end', command: 1, exitCode: 0 },
    ]),
    base,
    blobs,
    nodeDigest,
  );

  it('lists operations with their events in words', () => {
    assert.deepEqual(
      timeline.operations.map(({ kind }) => kind),
      ['typed-edit', 'note', 'run-command'],
    );
    assert.equal(timeline.operations[0]?.events[0]?.title, 'Edit a.ts: replace 3 characters by "zwei"');
    assert.deepEqual(timeline.counts, { events: 7, documents: 1, files: 1 });
  });

  it('puts a note to the operation that it is about, with file and line', () => {
    assert.deepEqual(timeline.operations[0]?.notes, [{ type: 'why', text: 'German', place: 'a.ts:2' }]);
    assert.equal(timeline.operations[2]?.notes.length, 0);
  });

  it('shows a command’s output without escapes, also where one was cut between two events', () => {
    assert.equal(timeline.operations[2]?.output, 'red\n');
  });
});

describe('terminal output as text', () => {
  const cases: [string, string, string][] = [
    ['shell integration marks', '\x1b]633;C\x07out\x1b]633;D;0\x1b\\', 'out'],
    ['colours and cursor moves', '\x1b[31;1mred\x1b[0m \x1b[?25lx\x1b[2K', 'red x'],
    ['character sets and single escapes', '\x1b(Ba\x1b7b\x1bMc', 'abc'],
    ['device strings', 'a\x1bPq#0;2\x1b\\b\x1b_x\x1b\\c', 'abc'],
    ['one-character introducers', 'a\x9b1mb\x9d0;t\x9cc', 'abc'],
    ['a progress bar that writes over itself', '10%\r50%\r100%\r\ndone\r\n', '100%\ndone\n'],
    ['backspaces', 'abX\bc', 'abc'],
    ['a sequence that never ends', 'a\x1b]0;title\nb\x1b[12', 'a\nb'],
    ['an escape at the very end', 'a\x1b', 'a'],
    ['tabs and other writing', '\tä語😀\x00', '\tä語😀'],
  ];
  for (const [name, raw, plain] of cases) it(`is free of ${name}`, () => assert.equal(terminalText(raw), plain));

  it('has no control character left, whatever came', () => {
    const piece = fc.constantFrom(
      '\x1b',
      '[',
      ']',
      '0;',
      'm',
      '\x07',
      '\\',
      '\n',
      '\r',
      'a',
      '\x9b',
      '(',
      'P',
      '\b',
      '😀',
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (raw) => {
          for (const character of terminalText(raw)) {
            const code = character.codePointAt(0) ?? 0;
            assert.ok(character === '\n' || character === '\t' || (code >= 0x20 && !(code >= 0x7f && code < 0xa0)));
          }
        },
      ),
    );
  });
});
