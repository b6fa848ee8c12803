import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { permuted } from '../../src/core/sample/fimPermutation.ts';
import { seededRandom } from '../../src/core/sample/random.ts';

/**
 * What the published algorithm does, in the language in which it was published: slices of code points, two sorted cut
 * points, and the orders of prefix, suffix and middle.
 */
const program = `
import json, sys
PRE, MID, SUF = "<fim_prefix>", "<fim_middle>", "<fim_suffix>"
for line in sys.stdin:
    text, cuts, mode = json.loads(line)
    cuts.sort()
    prefix, middle, suffix = text[:cuts[0]], text[cuts[0]:cuts[1]], text[cuts[1]:]
    if mode == "psm":
        row = PRE + prefix + SUF + suffix + MID + middle
    elif mode == "spm-2":
        row = PRE + SUF + suffix + MID + prefix + middle
    else:
        row = SUF + suffix + PRE + prefix + MID + middle
    print(json.dumps(row))
`;
const tokens = { prefix: '<fim_prefix>', middle: '<fim_middle>', suffix: '<fim_suffix>' };
const pieces = [
  'a',
  'def f(x):\n',
  '    ',
  '\r\n',
  '😀',
  '👩‍👩‍👧',
  '漢字',
  'é',
  'e\u0301',
  '\u2028',
  '"\\n"',
  '\t',
  '𝒳',
  '}',
];

function hasPython(): boolean {
  try {
    execFileSync('python3', ['-c', 'pass']);
    return true;
  } catch {
    return false;
  }
}

describe("BigCode's permutation and Bavarian's orders", () => {
  it('the same draws give the same strings, a thousand times', function () {
    if (!hasPython()) {
      assert.ok(!process.env.CI, 'python3 must be there in CI');
      console.log('skipped: there is no python3');
      this.skip();
    }
    const random = seededRandom(20);
    const draw = (bound: number) => Math.floor(random() * bound);
    const cases = Array.from({ length: 1000 }, (_, n) => {
      const text = Array.from({ length: draw(30) }, () => pieces[draw(pieces.length)]).join('');
      const length = Array.from(text).length;
      const cuts: [number, number] = [draw(length + 1), draw(length + 1)];
      return { text, cuts, mode: ['psm', 'spm-1', 'spm-2'][n % 3] ?? 'psm' };
    });
    const input = cases.map(({ text, cuts, mode }) => JSON.stringify([text, cuts, mode])).join('\n');
    const rows = execFileSync('python3', ['-c', program], { input, encoding: 'utf8' }).trimEnd().split('\n');
    const made = cases.map(({ text, cuts, mode }) =>
      permuted(text, { boundaries: cuts, spm: mode !== 'psm' }, tokens, mode === 'spm-1' ? 1 : 2),
    );
    assert.deepEqual(
      made,
      rows.map((row) => JSON.parse(row)),
    );
  });
});
