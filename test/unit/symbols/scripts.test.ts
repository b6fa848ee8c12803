import assert from 'node:assert/strict';
import { indexFiles, marksAndUses, type Sources } from './markedSources.ts';

const CASES: Readonly<Record<string, Sources>> = {
  'parameters, blocks and closures shadow': {
    'a.ts': `const [[x]] = 1;
function f(x: number) { return x; }
function g() { { const x = 2; x; } return <<x>>; }
const h = (y = <<x>>) => y + <<x>>;
for (const x of []) x;
try { <<x>>; } catch (x) { x; }
class C { x = <<x>>; m() { return this.x + <<x>>; } }
`,
  },
  'var is hoisted to its function, let is not': {
    'a.js': `function f() { <<v>>; if (1) { var [[v]] = 1; } return <<v>>; }
function g() { let v = 1; return v; }
`,
  },
  'patterns declare, and their defaults use': {
    'a.ts': `const [[d]] = 1;
const { a = <<d>>, b: { c = <<d>> }, ...rest } = {} as any;
function f({ d }: any, [e = d] = []) { return d; }
`,
  },
  'a function calls itself, and a named function expression is seen inside alone': {
    'a.ts': `export function [[f]](n: number): number { return n ? <<f>>(n - 1) : 0; }
const g = function f() { return f; };
<<f>>(1);
`,
  },
  'types and values of one name are one symbol when declared together': {
    'a.ts': `interface [[Both]] { a: number }
const Both = { a: 1 };
let x: <<Both>> = <<Both>>;
type Other<Both> = Both[];
`,
  },
  'imports, aliases, barrels and namespaces lead to the declaration': {
    'lib/a.ts': 'export function [[run]]() {}\n',
    'lib/index.ts': "export * from './a.ts';\nexport { <<run>> as start } from './a.ts';\n",
    'use.ts': `import { <<run>> } from './lib/index.ts';
import { <<start>> } from './lib';
import * as lib from './lib';
import { run as other } from 'package';
<<run>>(); <<start>>(); lib.<<run>>(); lib.<<start>>(); other();
`,
    'apart.ts': 'function run() {}\nrun();\n',
  },
  'a default export has the name that the importer gives it': {
    'a.ts': 'export default class [[Main]] {}\n',
    'b.ts': "import <<M>> from './a.ts';\nnew <<M>>();\n",
  },
  'CommonJS gives and takes': {
    'a.js': 'function [[f]]() {}\nmodule.exports = { <<f>>, g: 1 };\n',
    'b.js': "const { <<f>> } = require('./a');\nconst a = require('./a');\n<<f>>(); a.<<f>>(); a.g;\n",
    'c.js': "const { <<f>>: again } = require('./a.js');\n<<again>>();\n",
  },
  'a module that is one class': {
    'a.js': 'class [[A]] { m() {} }\nmodule.exports = <<A>>;\n',
    'b.js': "const B = require('./a');\nnew <<B>>();\n",
  },
  'paths of tsconfig.json': {
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./src/*"] } } }',
    'src/a.ts': 'export const [[a]] = 1;\n',
    'b.ts': "import { <<a>> } from '@lib/a';\nexport const b = <<a>>;\n",
  },
  'methods are found through this, new, annotations, lists, super and classes below': {
    'a.ts': `export class A { [[run]](n: number) {} again() { this.<<run>>(1); } }
export class Apart { run() {} }
`,
    'b.ts': `import { A, Apart } from './a.ts';
class B extends A { override <<run>>() { super.<<run>>(2); } }
function f(a: A, list: readonly A[], map: Map<string, A>, apart: Apart) {
  a.<<run>>(1); new A().<<run>>(2); apart.run();
  for (const each of list) each.<<run>>(3);
  list.filter((each) => each.<<run>>(4)).forEach(({ <<run>> }) => run());
  map.get('x')?.<<run>>(5);
  new B().<<run>>();
}
`,
  },
  'fields are found through types, patterns and what functions return': {
    'a.ts': `export interface Options { readonly [[size]]: number; name: string }
export function make(): Options { throw 1; }
export async function later(): Promise<Options | undefined> { return undefined; }
`,
    'b.ts': `import { later, make, type Options } from './a.ts';
const { <<size>>, name } = make();
const o: Options = { <<size>>: 1, name: 'x' };
export const f = async ({ <<size>>: s }: Options) => (await later())?.<<size>> ?? o.<<size>> + s + size;
const other: { size: number } = { size: 1 };
`,
  },
  'an implementation of an interface goes with it': {
    'a.ts': 'export interface Shape { [[area]](): number }\n',
    'b.ts': `import type { Shape } from './a.ts';
export class Square implements Shape { <<area>>() { return 1; } }
export const sum = (all: Shape[]) => all.map((each) => each.<<area>>()) + new Square().<<area>>();
`,
  },
  'static members, enums and object literals': {
    'a.ts': `export class A { static [[make]]() { return new A(); } }
export const api = { make() {}, other: 1 };
A.<<make>>(); api.make();
`,
  },
  'components of JSX': {
    'a.tsx': 'export function [[Button]](props: { size: number }) { return <b>{props.size}</b>; }\n',
    'b.tsx': "import { <<Button>> } from './a.tsx';\nexport const x = <div><<<Button>> size={1} /></div>;\n",
  },
};

describe('symbols of TypeScript and JavaScript', () => {
  for (const [name, files] of Object.entries(CASES)) {
    it(name, async () => {
      const { wanted, found } = await marksAndUses(files);
      assert.deepEqual(found, wanted);
    });
  }

  it('tells how each use was tied, and what calls hand over', async () => {
    const index = await indexFiles({
      'a.ts': `export class A { run(a: number, b?: string, c = 1, ...d: string[]) {} }
export function go(a: A, b: any) { a.run(1); b.run(1, ...[]); }
go(new A(), 2);
`,
      'b.ts': "import { go } from './a.ts';\ngo();\n",
    });
    const [run] = index.definitions('run');
    assert.ok(run);
    assert.deepEqual(
      run.parameters?.map(({ kind }) => kind),
      ['plain', 'optional', 'default', 'rest'],
    );
    assert.deepEqual(
      index.callsOf(run).map(({ how, receiver, call }) => [how, receiver, call.count, call.spread]),
      [
        ['receiver', 'a', 1, false],
        ['name', 'b', 2, true],
      ],
    );
    const [go] = index.definitions('go');
    assert.ok(go);
    assert.deepEqual(
      index.references(go).map(({ path, how, kind }) => [path, how, kind]),
      [
        ['a.ts', 'scope', 'call'],
        ['b.ts', 'import', 'import'],
        ['b.ts', 'import', 'call'],
      ],
    );
  });

  it('answers from a place in the text, and lists importers, exports and members', async () => {
    const text = "import { A as B } from './a.ts';\nnew B().run();\n";
    const index = await indexFiles({
      'a.ts': 'export class A { run() {} #no = 1; size = 1 }\nexport const [x, { y }] = [1, { y: 2 }];\n',
      'b.ts': text,
    });
    const at = (word: string) => index.definitionAt('b.ts', text.indexOf(word) + 1).map(({ name }) => name);
    assert.deepEqual([at('B('), at('run'), at('A as')], [['A'], ['run'], ['A']]);
    assert.deepEqual(index.importers('a.ts'), ['b.ts']);
    assert.deepEqual(
      index.exports('a.ts').map(({ name }) => name),
      ['A', 'x', 'y'],
    );
    const [a] = index.definitions('A');
    assert.ok(a);
    assert.deepEqual(
      index.members(a).map(({ name, exported }) => [name, exported]),
      [
        ['run', true],
        ['#no', false],
        ['size', true],
      ],
    );
  });

  it('survives circles of imports, types and bases', async () => {
    const index = await indexFiles({
      'a.ts':
        "export * from './b.ts';\nexport class A extends B {}\nimport { B } from './b.ts';\nlet x = y; let y = x; x.run(); y.a.b.c.d();\n",
      'b.ts':
        "export * from './a.ts';\nimport { A } from './a.ts';\nexport class B extends A { run() { this.run(); super.run(); } }\n",
    });
    const [run] = index.definitions('run');
    assert.ok(run);
    assert.equal(index.references(run).filter(({ how }) => how === 'receiver').length, 2);
  });
});
