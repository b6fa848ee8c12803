import assert from 'node:assert/strict';
import fc from 'fast-check';
import { indexFiles, putFile } from './markedSources.ts';

/** A program as nested scopes that declare and use a handful of names, in TypeScript. */
type Part =
  | { readonly kind: 'use'; readonly name: string }
  | { readonly kind: 'declare'; readonly name: string }
  | { readonly kind: 'block' | 'function' | 'arrow'; readonly name: string; readonly parts: readonly Part[] };

const name = fc.constantFrom('a', 'b', 'c');
const { part } = fc.letrec<{ part: Part }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 4 },
    fc.record({ kind: fc.constant('use' as const), name }),
    fc.record({ kind: fc.constant('declare' as const), name }),
    fc.record({
      kind: fc.constantFrom('block' as const, 'function' as const, 'arrow' as const),
      name,
      parts: fc.array(tie('part') as fc.Arbitrary<Part>, { maxLength: 4 }),
    }),
  ),
}));

/** The text, with the number of the scope that binds it after every name: what is right is known when it is made. */
function textOf(parts: readonly Part[]): { text: string; binding: Map<number, string> } {
  let text = '';
  const binding = new Map<number, string>();
  let scopes = 0;
  const say = (word: string, bound: string): void => {
    binding.set(text.length, bound);
    text += word;
  };
  const write = (parts: readonly Part[], outer: ReadonlyMap<string, string>, parameter?: string): void => {
    const scope = scopes++;
    const own = new Map(outer);
    if (parameter !== undefined) own.set(parameter, `${parameter}${scope}`);
    for (const each of parts)
      if (each.kind === 'declare' && each.name !== parameter) own.set(each.name, `${each.name}${scope}`);
    if (parameter !== undefined) {
      say(parameter, `${parameter}${scope}`);
      text += ': number) => {\n';
    }
    const declared = new Set(parameter === undefined ? [] : [parameter]);
    for (const each of parts) {
      if (each.kind === 'use' || (each.kind === 'declare' && declared.has(each.name))) {
        text += 'use(';
        say(each.name, own.get(each.name) ?? each.name);
        text += ');\n';
      } else if (each.kind === 'declare') {
        declared.add(each.name);
        text += 'let ';
        say(each.name, `${each.name}${scope}`);
        text += ' = 1;\n';
      } else if (each.kind === 'block') {
        text += '{\n';
        write(each.parts, own);
        text += '}\n';
      } else {
        text += each.kind === 'arrow' ? 'use((' : 'use(async (';
        write(each.parts, own, each.name);
        text += '});\n';
      }
    }
  };
  write([...(['a', 'b', 'c'] as const).map((each) => ({ kind: 'declare' as const, name: each })), ...parts], new Map());
  return { text, binding };
}

describe('the symbol index over generated programs', () => {
  it('ties every name to the scope that binds it, so that a rename leaves none behind and touches no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        const { text, binding } = textOf(parts);
        const index = await indexFiles({ 'a.ts': `${text}export {};\n` });
        const seen = new Map<number, string>();
        for (const definition of index.definitionsIn('a.ts')) {
          const bound = binding.get(definition.nameStart);
          assert.ok(bound !== undefined);
          seen.set(definition.nameStart, bound);
          for (const { start } of index.references(definition)) {
            assert.ok(!seen.has(start), 'a place belongs to two definitions');
            seen.set(start, bound);
          }
        }
        assert.deepEqual(new Map([...seen].sort(([a], [b]) => a - b)), binding);
      }),
      { numRuns: 150 },
    );
  });

  it('is the same after edits as when made anew', async () => {
    const lines = [
      'export class A { run() { return this.size; } size = 1 }',
      'export function run(a: number) { return a; }',
      "import { A, run } from './f0.ts';",
      "export * from './f1.ts';",
      "import * as all from './f2.ts';",
      'export const made = new A().run();',
      'class B extends A { run() { return super.run(); } }',
      'all.run(1); run(2);',
      'export interface Shape { size: number; run(): void }',
      'const f = (shape: Shape) => shape.run() ?? shape.size;',
    ];
    const file = fc.array(fc.constantFrom(...lines), { maxLength: 6 }).map((each) => each.join('\n'));
    const edit = fc.record({ at: fc.nat(3), text: fc.option(file) });
    const answers = (index: Awaited<ReturnType<typeof indexFiles>>) =>
      ['A', 'run', 'size', 'made', 'Shape'].flatMap((name) =>
        index
          .definitions(name)
          .map((each) => JSON.stringify([each, index.references(each), index.importers(each.path)]))
          .sort(),
      );
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { minLength: 4, maxLength: 4 }),
        fc.array(edit, { maxLength: 5 }),
        async (first, edits) => {
          const files: Record<string, string> = Object.fromEntries(first.map((text, n) => [`f${n}.ts`, text]));
          const index = await indexFiles(files);
          for (const { at, text } of edits) {
            const path = `f${at}.ts`;
            answers(index);
            if (text === null) {
              index.remove(path);
              delete files[path];
            } else {
              await putFile(index, path, text);
              files[path] = text;
            }
          }
          assert.deepEqual(answers(index), answers(await indexFiles(files)));
        },
      ),
      { numRuns: 60 },
    );
  });
});
