import assert from 'node:assert/strict';
import fc from 'fast-check';
import { alignedRun, SyntaxHoles, type SyntaxOutline } from '../../../src/core/sample/fimSyntax.ts';
import { seededRandom } from '../../../src/core/sample/random.ts';
import { outlineOf } from '../../../src/node/build/syntaxSpans.ts';
import { SyntaxService } from '../../../src/node/syntax/engine.ts';

type Tree = { readonly size: number; readonly gap: number; readonly children: readonly Tree[] };

/** An outline out of nested boxes: each has some text of its own in front of each child and at its end. */
function outlineFrom(tree: Tree): SyntaxOutline {
  const start: number[] = [];
  const end: number[] = [];
  const after: number[] = [];
  const place = ({ size, gap, children }: Tree, from: number): number => {
    const index = start.push(from) - 1;
    let at = from;
    for (const child of children) at = place(child, at + gap);
    end[index] = at + size;
    after[index] = start.length;
    return end[index] ?? 0;
  };
  place(tree, 0);
  return { start, end, after, sound: start.map(() => 1), eligible: start.map((_, index) => index) };
}

/** As the paper has it: the smallest node around, and every run of its children. */
function bestOfAllRuns({ start, end, after }: SyntaxOutline, a: number, b: number): number {
  const nodes = Array.from({ length: start.length }, (_, index) => index);
  const around = nodes.filter((node) => (start[node] ?? 0) <= a && (end[node] ?? 0) >= b);
  const parent = around.at(-1) ?? 0;
  const children: number[] = [];
  for (let child = parent + 1; child < (after[parent] ?? 0); child = after[child] ?? 0) children.push(child);
  let best = 0;
  for (const [i, first] of children.entries()) {
    for (const last of children.slice(i)) best = Math.max(best, likeness([start[first] ?? 0, end[last] ?? 0], [a, b]));
  }
  return best;
}

function likeness([from, to]: readonly [number, number], [a, b]: readonly [number, number]): number {
  const shared = Math.max(0, Math.min(b, to) - Math.max(a, from));
  return shared / (b - a + to - from - shared);
}

const trees = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    size: fc.integer({ min: 1, max: 9 }),
    gap: fc.integer({ min: 0, max: 3 }),
    children: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('tree'), { maxLength: 5 })),
  }),
})).tree;

describe('middles from a syntax tree', () => {
  it('a random span becomes the run of siblings that is most like it, as trying all runs finds it', () => {
    let runs = 0;
    fc.assert(
      fc.property(trees, fc.nat(200), fc.nat(200), (tree, x, y) => {
        const outline = outlineFrom(tree);
        const length = outline.end[0] ?? 0;
        const a = Math.min(x % (length + 1), y % (length + 1));
        const b = Math.max(x % (length + 1), y % (length + 1));
        if (a === b) return;
        const found = alignedRun(outline, a, b);
        const best = bestOfAllRuns(outline, a, b);
        if (best === 0) return;
        runs++;
        assert.ok(found !== null);
        const own = likeness([outline.start[found[0]] ?? 0, outline.end[found[1]] ?? 0], [a, b]);
        assert.ok(Math.abs(own - best) < 1e-12, `${own} where ${best} is possible`);
      }),
      { numRuns: 2000 },
    );
    assert.ok(runs > 300, `${runs}`);
  });

  it('a span within a node without children is that node', () => {
    const leaf = { start: [0, 2], end: [20, 12], after: [2, 2], sound: [1, 1], eligible: [1] };
    assert.deepEqual(alignedRun(leaf, 4, 6), [1, 1]);
    assert.equal(alignedRun(leaf, 6, 6), null);
  });

  it('single nodes are drawn in proportion to their bytes, those of five bytes never', () => {
    const text = `${'é'.repeat(30)}${'a'.repeat(60)}12345 the rest`;
    const outline = { start: [0, 0, 30, 90], end: [104, 30, 90, 95], after: [4, 2, 3, 4], sound: [1, 1, 1, 1] };
    const holes = new SyntaxHoles(text, { ...outline, eligible: [1, 2, 3] });
    const random = seededRandom(4);
    const drawn = Array.from({ length: 2000 }, () => String(holes.node(random)));
    const share = drawn.filter((range) => range === '0,30').length / 2000;
    assert.ok(share > 0.45 && share < 0.55, `${share}: 60 of 120 bytes`);
    assert.deepEqual(new Set(drawn), new Set(['0,30', '30,90']));
  });

  it('what did not parse is no middle, nor is what lies outside of the area', () => {
    const text = 'x'.repeat(100);
    const outline = { start: [0, 0, 50], end: [100, 50, 100], after: [3, 2, 3], sound: [0, 0, 1], eligible: [1, 2] };
    const random = seededRandom(1);
    assert.deepEqual(new SyntaxHoles(text, outline).node(random), [50, 100]);
    assert.equal(new SyntaxHoles(text, outline).snap(1, 49), null);
    assert.equal(new SyntaxHoles(text, outline, [0, 60]).node(random), null);
  });

  it('a real tree gives its named nodes, and marks those around an error', async () => {
    const text = 'function f(a) {\n  return a + 1;\n}\nconst x = [1, );\nfunction g() {\n  f(2);\n}\n';
    const tree = await SyntaxService.open().parse('a.js', text);
    assert.ok(tree);
    const outline = outlineOf(tree, new Set(['function_declaration', 'return_statement']));
    const texts = outline.eligible.map((node) => text.slice(outline.start[node], outline.end[node]));
    assert.deepEqual(texts, ['function f(a) {\n  return a + 1;\n}', 'return a + 1;']);
    assert.equal(outline.sound[0], 0, 'the whole file has an error in it');
    assert.ok(outline.eligible.every((node) => outline.sound[node] === 1));
    assert.equal(outline.after[0], outline.start.length);
    const run = new SyntaxHoles(text, outline).snap(text.indexOf('f(a)') - 3, text.indexOf('1;') + 2);
    assert.equal(text.slice(...(run ?? [0, 0])), 'f(a) {\n  return a + 1;\n}');
  });
});
