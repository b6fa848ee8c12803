import assert from 'node:assert/strict';
import { changeOf, type Files, found, mended } from './memorySnapshot.ts';

describe('calls against a changed signature', () => {
  async function signature(before: Files, change: Files): Promise<string[]> {
    return found('signature', await changeOf(before, change));
  }

  /** One module with a function, one that calls it; only the function changes. */
  async function ts(old: string, now: string, call: string): Promise<string[]> {
    const use = `import { f } from './lib.ts';\n${call}\n`;
    return signature({ 'lib.ts': old, 'use.ts': use }, { 'lib.ts': now });
  }

  it('TypeScript: a new required parameter is missed, an optional one is not', async () => {
    const old = 'export function f(a: number) { return a; }\n';
    assert.deepEqual(await ts(old, 'export function f(a: number, b: number) { return a + b; }\n', 'f(1);'), [
      'error use.ts:2 f',
    ]);
    assert.deepEqual(await ts(old, 'export function f(a: number, b = 1) { return a + b; }\n', 'f(1);'), []);
    assert.deepEqual(await ts(old, 'export function f(a: number, ...b: number[]) { return b; }\n', 'f(1);'), []);
    assert.deepEqual(await ts(old, 'export function f() { return 1; }\n', 'f(1);'), ['error use.ts:2 f']);
  });

  it('TypeScript: spreads and calls that never fitted are left alone', async () => {
    const old = 'export function f(a: number) { return a; }\n';
    const now = 'export function f(a: number, b: number) { return a + b; }\n';
    assert.deepEqual(await ts(old, now, 'const xs = [1, 2] as const;\nf(...xs);'), []);
    assert.deepEqual(await ts(old, now, 'f(1, 2, 3);'), []);
  });

  it('TypeScript: a call left in the old order is told, also where an optional parameter came in between', async () => {
    const old = 'export function f(from: string, to: string) { return from + to; }\n';
    assert.deepEqual(
      await ts(old, 'export function f(to: string, from: string) { return from + to; }\n', "f('a', 'b');"),
      ['error use.ts:2 f'],
    );
    const between = 'export function f(from: string, by = 1, to = "") { return from + by + to; }\n';
    assert.deepEqual(await ts(old.replace('to: string', 'to = ""'), between, "f('a', 'b');"), ['error use.ts:2 f']);
    assert.deepEqual(await ts(old, old.replaceAll('from', 'start'), "f('a', 'b');"), []);
  });

  it('TypeScript: overloads are what callers see', async () => {
    const old =
      'export function f(a: string): void;\nexport function f(a: number): void;\nexport function f(a: unknown) {}\n';
    const now = old
      .replace('f(a: number): void', 'f(a: number, b: number): void')
      .replace('a: unknown', 'a: unknown, b?: number');
    assert.deepEqual(await ts(old, now, 'f("x");\nf(1, 2);'), []);
    assert.deepEqual(await ts(old, now.replace('f(a: string)', 'f(a: string, b: number)'), 'f("x");'), [
      'error use.ts:2 f',
    ]);
  });

  it('TypeScript: constructors and methods by the type of their object', async () => {
    const shop = (more: string) =>
      `export class Shop {\n  constructor(name: string${more}) {}\n  sell(item: string${more}) {}\n}\n`;
    const other = 'export class Other {\n  constructor(name: string) {}\n  sell(item: string) {}\n}\n';
    const use = `import { Shop } from './shop.ts';
import { Other } from './other.ts';
const shop = new Shop('a');
shop.sell('b');
const other = new Other('a');
other.sell('b');
export function run(it: Shop, them: unknown[]) {
  it.sell('c');
}
`;
    assert.deepEqual(
      await signature(
        { 'shop.ts': shop(''), 'other.ts': other, 'use.ts': use },
        { 'shop.ts': shop(', count: number') },
      ),
      ['error use.ts:3 Shop', 'error use.ts:4 sell', 'error use.ts:8 sell'],
    );
  });

  it('TypeScript: a call behind an optional chain is a call', async () => {
    const till = (more: string) => `export class Till {\n  openTill(code: string${more}) {}\n}\n`;
    const use =
      "import type { Till } from './till.ts';\ndeclare const tills: Map<string, Till>;\ntills.get('a')?.openTill('1');\n";
    assert.deepEqual(await signature({ 'till.ts': till(''), 'use.ts': use }, { 'till.ts': till(', who: string') }), [
      'warning use.ts:3 openTill',
    ]);
  });

  it('JavaScript passes undefined for what is missing: a warning', async () => {
    const old = 'export function f(a) { return a; }\n';
    const use = "import { f } from './lib.js';\nf(1);\n";
    assert.deepEqual(await signature({ 'lib.js': old, 'use.js': use }, { 'lib.js': old.replace('(a)', '(a, b)') }), [
      'warning use.js:2 f',
    ]);
  });

  it('Python: keywords, defaults, *args, **kwargs and keyword-only parameters', async () => {
    const py = (old: string, now: string, call: string) =>
      signature(
        { 'lib.py': `def f(${old}):\n    pass\n`, 'use.py': `from lib import f\n\n${call}\n` },
        { 'lib.py': `def f(${now}):\n    pass\n` },
      );
    assert.deepEqual(await py('a, b=1', 'a, c=1', 'f(1, b=2)'), ['error use.py:3 f']);
    assert.deepEqual(await py('a, b=1', 'a, *, b=1', 'f(1, 2)'), ['error use.py:3 f']);
    assert.deepEqual(await py('a, b=1', 'a, *, b=1', 'f(1, b=2)'), []);
    assert.deepEqual(await py('a', 'a, **more', 'f(1, b=2)'), []);
    assert.deepEqual(await py('a', 'a, b', 'f(*xs)'), []);
    assert.deepEqual(await py('a', 'a, b', 'f(a=1)'), ['error use.py:3 f']);
    assert.deepEqual(await py('a, b', 'a, *rest', 'f(1, 2)'), []);
    assert.deepEqual(await py('a, b=1', 'a, /, b=1', 'f(a=1)'), ['error use.py:3 f']);
  });

  it('Python: methods leave out self, static ones do not, and an unknown decorator hides the signature', async () => {
    const lib = (more: string, decorator = '') =>
      `class Box:\n    def __init__(self, size${more}):\n        self.size = size\n\n    def put(self, it${more}):\n        pass\n\n    @staticmethod\n    def of(size${more}):\n        pass\n\n\n${decorator}def f(a${more}):\n    pass\n`;
    const use = 'from lib import Box, f\n\nbox = Box(1)\nbox.put(1)\nBox.of(1)\nBox.put(box, 1)\nf(1)\n';
    assert.deepEqual((await signature({ 'lib.py': lib(''), 'use.py': use }, { 'lib.py': lib(', b') })).sort(), [
      'error use.py:3 Box',
      'error use.py:4 put',
      'error use.py:5 of',
      'error use.py:6 put',
      'error use.py:7 f',
    ]);
    const hidden = await signature(
      { 'lib.py': lib('', '@inject\n'), 'use.py': use },
      { 'lib.py': lib(', b', '@inject\n') },
    );
    assert.ok(!hidden.some((line) => line.endsWith(' f')));
  });

  it('Go, Java and Rust: functions and methods by arity', async () => {
    const go = (more: string) =>
      `package p\n\ntype Box struct{}\n\nfunc (b *Box) Put(it int${more}) {}\n\nfunc Open(n int${more}) {}\n`;
    const use = 'package p\n\nfunc run(box *Box) {\n\tbox.Put(1)\n\tOpen(1)\n\tOpen(two())\n}\n';
    const goFound = await signature({ 'a.go': go(''), 'b.go': use }, { 'a.go': go(', m int') });
    assert.deepEqual(goFound.map((line) => line.replace(/^\w+ /, '')).sort(), ['b.go:4 Put', 'b.go:5 Open']);
    const java = (more: string) => `class Box {\n  Box(int n${more}) {}\n  static void put(int it${more}) {}\n}\n`;
    const javaUse = 'class Use {\n  void run() {\n    Box box = new Box(1);\n    Box.put(1);\n  }\n}\n';
    const javaFound = await signature({ 'Box.java': java(''), 'Use.java': javaUse }, { 'Box.java': java(', int m') });
    assert.deepEqual(javaFound.map((line) => line.replace(/^\w+ /, '')).sort(), ['Use.java:3 Box', 'Use.java:4 put']);
    const rust = (more: string) =>
      `pub struct Box2;\n\nimpl Box2 {\n    pub fn put(&self, it: i32${more}) {}\n}\n\nfn run(b: &Box2) {\n    b.put(1);\n}\n`;
    const rustFound = await signature({ 'src/lib.rs': rust('') }, { 'src/lib.rs': rust(', m: i32') });
    assert.deepEqual(
      rustFound.map((line) => line.replace(/^\w+ /, '')),
      ['src/lib.rs:8 put'],
    );
  });

  it('Java: an overload with the old parameters keeps its calls', async () => {
    const one = 'class Box {\n  static void put(int a) {}\n}\n';
    const two = 'class Box {\n  static void put(int a, int b) {}\n  static void put(int a) {}\n}\n';
    const use = 'class Use {\n  void run() {\n    Box.put(1);\n  }\n}\n';
    assert.deepEqual(await signature({ 'Box.java': one, 'Use.java': use }, { 'Box.java': two }), []);
  });

  it('a renamed keyword has a mend', async () => {
    const use = 'from lib import f\n\nf(1, days=2)\n';
    const change = await changeOf(
      { 'lib.py': 'def f(a, days=1):\n    pass\n', 'use.py': use },
      { 'lib.py': 'def f(a, after=1):\n    pass\n' },
    );
    assert.equal(mended(use, 'use.py', await change.found('signature')), use.replace('days', 'after'));
  });
});
