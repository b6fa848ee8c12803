import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Diagnostic, diagnosticsDelta, type Numbered } from '../../../src/extension/recorder/diagnosticsDelta.ts';

const at = (line: number, message: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: 'error',
  range: [line, 0, line, 5],
  message,
  ...more,
});

/** Takes one list after another, as a file's diagnostics come. */
function follow(most = 100) {
  let ids = 0;
  let known: readonly Numbered[] = [];
  return (current: readonly Diagnostic[]) => {
    const delta = diagnosticsDelta(known, current, most, () => ids++);
    known = delta.now;
    return delta;
  };
}

const words = ({ added, removed }: { added: readonly Numbered[]; removed: readonly number[] }) => [
  added.map(({ id, message }) => `${id} ${message}`),
  removed,
];

describe('the difference between two lists of diagnostics', () => {
  it('is nothing when all of them only moved', () => {
    const look = follow();
    look([at(1, 'a'), at(5, 'a'), at(7, 'b')]);
    assert.deepEqual(words(look([at(2, 'a'), at(6, 'a'), at(8, 'b')])), [[], []]);
  });

  it('tells which of two alike went, by the one that stayed where it was', () => {
    const look = follow();
    look([at(1, 'a'), at(5, 'a')]);
    assert.deepEqual(words(look([at(5, 'a')])), [[], [0]]);
  });

  it('knows a moved one again after it has moved before', () => {
    const look = follow();
    look([at(1, 'a'), at(5, 'a')]);
    look([at(3, 'a'), at(7, 'a')]);
    assert.deepEqual(words(look([at(7, 'a')])), [[], [0]]);
  });

  for (const [what, other] of [
    ['message', at(1, 'b')],
    ['severity', at(1, 'a', { severity: 'warning' })],
    ['code', at(1, 'a', { code: '7' })],
    ['source', at(1, 'a', { source: 'ts' })],
  ] as const) {
    it(`takes one with another ${what} for another one`, () => {
      const look = follow();
      look([at(1, 'a')]);
      assert.deepEqual(words(look([other])), [[`1 ${other.message}`], [0]]);
    });
  }

  it('keeps what is known when there are too many, takes the gravest of the rest, and counts what is left', () => {
    const look = follow(3);
    look([at(1, 'hint', { severity: 'hint' })]);
    const delta = look([
      at(1, 'hint', { severity: 'hint' }),
      at(2, 'w1', { severity: 'warning' }),
      at(3, 'w2', { severity: 'warning' }),
      at(4, 'e'),
    ]);
    assert.deepEqual(
      delta.added.map(({ message }) => message),
      ['e', 'w1'],
    );
    assert.deepEqual([delta.dropped, delta.removed, delta.now.length], [1, [], 3]);
  });

  it('adds up: what was known, less what went, with what came, is what is there', () => {
    const diagnostic = fc
      .tuple(fc.nat(4), fc.constantFrom('a', 'b'), fc.constantFrom('error' as const, 'hint' as const))
      .map(([line, message, severity]) => at(line, message, { severity }));
    fc.assert(
      fc.property(fc.array(fc.array(diagnostic, { maxLength: 6 })), (lists) => {
        const look = follow();
        const there = new Map<number, string>();
        const nature = ({ severity, message }: Diagnostic) => `${severity} ${message}`;
        for (const list of lists) {
          const { added, removed } = look(list);
          for (const id of removed) assert.ok(there.delete(id), 'what goes was there');
          for (const one of added) there.set(one.id, nature(one));
          assert.deepEqual([...there.values()].sort(), list.map(nature).sort());
        }
      }),
    );
  });
});
