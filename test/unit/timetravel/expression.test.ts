import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hitCounter } from '../../../src/extension/debugger/breakpoints.ts';
import { completionsAt } from '../../../src/extension/debugger/completions.ts';
import { evaluateText, isLike } from '../../../src/extension/debugger/evaluate.ts';
import { ExpressionError, parseExpression } from '../../../src/extension/debugger/expression.ts';

const facts = {
  tool: 'bash',
  exit: 1,
  args: { command: 'npm test', list: ['a', 'b'] },
  changed: ['src/a.ts', 'README.md'],
  cost: null,
  error: true,
};
const value = (text: string) => evaluateText(text, facts);

describe('an expression over a step', () => {
  it('compares, combines and reaches into arguments', () => {
    assert.equal(value('tool == "bash" && exit != 0'), true);
    assert.equal(value("tool === 'bash' && !(exit !== 1)"), true);
    assert.equal(value('1 + 2 * 3 - 4 / 2'), 5);
    assert.equal(value('(1 + 2) * 3 % 4'), 1);
    assert.equal(value('args.command'), 'npm test');
    assert.equal(value('args["list"][-1]'), 'b');
    assert.equal(value('length(changed) >= 2 || nothing'), true);
    assert.equal(value('changed like "*.TS"'), true);
    assert.equal(value('"README.md" in changed'), true);
    assert.equal(value('contains(args.command, "test") && startsWith(tool, "ba")'), true);
    assert.equal(value('"n = " + exit'), 'n = 1');
  });

  it('takes what is not known for neither equal nor different', () => {
    assert.equal(value('cost != 0'), false);
    assert.equal(value('cost == 0'), false);
    assert.equal(value('cost == null'), true);
    assert.equal(value('exit != null'), true);
    assert.equal(value('args.nothing.deeper > 1'), false);
  });

  it('reaches nothing but own fields of plain values', () => {
    for (const text of [
      'args.constructor',
      'args["__proto__"]',
      'tool.constructor',
      'changed.map',
      'args.command.at',
    ]) {
      assert.equal(value(text), null, text);
    }
    for (const text of [
      'constructor',
      '__proto__',
      'toString',
      'process',
      'hasOwnProperty("a")',
      'constructor("x")()',
    ]) {
      assert.throws(() => value(text), ExpressionError, text);
    }
  });

  it('says at which character it cannot be read', () => {
    const at = (text: string) => {
      try {
        parseExpression(text);
      } catch (error) {
        if (error instanceof ExpressionError) return error.at;
      }
      return undefined;
    };
    assert.equal(at('exit = 1'), 5);
    assert.equal(at('exit =='), 7);
    assert.equal(at('(exit'), 5);
    assert.equal(at('a b'), 2);
    assert.equal(at('a; b'), 1);
    assert.equal(at('"open'), 0);
    assert.equal(typeof at('('.repeat(1_000)), 'number');
    assert.equal(typeof at('!'.repeat(1_000)), 'number');
  });

  it('never does anything but answer or say what is wrong, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40, unit: fc.constantFrom(...'ab.[]()!&|=<>+-*/% "\'1,_$'.split('')) }),
        (text) => {
          try {
            value(text);
          } catch (error) {
            assert.ok(error instanceof ExpressionError, String(error));
          }
        },
      ),
    );
  });

  it('a pattern matches as its stars allow, also where it would take long to try everything', () => {
    assert.ok(isLike('str_replace_editor', 'str_*_editor'));
    assert.ok(!isLike('bash', 'bas'));
    assert.ok(isLike('', '*'));
    assert.ok(!isLike('a'.repeat(2_000), `${'*a'.repeat(30)}*b`));
  });

  it('a hit count counts from the start of the trajectory', () => {
    const hits = (text: string) => [1, 2, 3, 4, 5, 6].filter(hitCounter(text));
    assert.deepEqual(hits('3'), [3]);
    assert.deepEqual(hits('= 3'), [3]);
    assert.deepEqual(hits('>= 5'), [5, 6]);
    assert.deepEqual(hits('% 2'), [2, 4, 6]);
    assert.throws(() => hitCounter('% 0'));
    assert.throws(() => hitCounter('many'));
  });

  it('is completed with names, functions and fields', () => {
    const labels = (text: string) => completionsAt(text, text.length, facts).map(({ label }) => label);
    assert.deepEqual(labels('to'), ['tool']);
    assert.deepEqual(labels('exit == 1 && args.c'), ['command']);
    assert.deepEqual(labels('starts'), ['startsWith']);
    assert.deepEqual(labels('tool.'), []);
  });
});
