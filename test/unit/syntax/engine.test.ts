import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copyGrammars } from '../../../scripts/grammars.ts';
import { definitions } from '../../../src/core/syntax/definitions.ts';
import { parseErrors } from '../../../src/core/syntax/parseErrorList.ts';
import type { SyntaxTree } from '../../../src/core/syntax/syntaxTree.ts';
import { SyntaxService } from '../../../src/node/syntax/engine.ts';
import { NativeEngine } from '../../../src/node/syntax/nativeEngine.ts';
import { WasmEngine } from '../../../src/node/syntax/wasmEngine.ts';
import { SNIPPETS } from './snippets.ts';

/** Everything that a tree says, one line a node. */
function outline(tree: SyntaxTree): string {
  return [...tree.nodes()]
    .map(
      ({ type, start, end, named, field, isMissing, parent }) =>
        `${type} ${start}-${end} ${named} ${field} ${isMissing} ${parent?.index}`,
    )
    .join('\n');
}

describe('parsing in every language', () => {
  const service = SyntaxService.open();
  const languages = service.languages.filter(({ grammar }) => grammar !== undefined);

  it('has a snippet for each language with a parser, and knows JSON and Markdown as text', async () => {
    assert.deepEqual(languages.map(({ id }) => id).sort(), Object.keys(SNIPPETS).sort());
    assert.equal(service.languageOf('README.md')?.id, 'markdown');
    assert.equal(await service.parse('a.json', '{}'), undefined);
    assert.equal(service.languageOf('lib/Rakefile')?.id, 'ruby');
  });

  for (const [id, { file, text, defines }] of Object.entries(SNIPPETS)) {
    it(`parses ${id} without errors, in UTF-16 offsets, and finds its definitions`, async () => {
      const tree = await service.parse(file, text);
      assert.ok(tree);
      assert.equal(tree.language, id);
      assert.deepEqual(parseErrors(tree), []);
      assert.equal(tree.root.end, text.length);
      assert.ok([...tree.nodes()].some((node) => node.text.includes('𝒳') && node.start > 0));
      const names = definitions(tree).map(({ name }) => name);
      for (const name of defines) assert.ok(names.includes(name), `${name} among ${names}`);
    });
  }

  it('gives equal trees and matches from native code and from WebAssembly, also of broken and of long text', async function () {
    const native = await NativeEngine.start();
    if (native === null) {
      console.log('      (native tree-sitter does not load here: nothing to compare)');
      this.skip();
    }
    const wasm = new WasmEngine();
    await wasm.load(languages);
    let compared = 0;
    for (const language of languages) {
      if (!(await native.has(language))) continue;
      const { text } = SNIPPETS[language.id] as { text: string };
      for (const sample of [text, text.slice(0, text.length / 2), `${text})(`, text.repeat(200)]) {
        const a = wasm.parse(language.id, sample);
        const b = native.parse(language.id, sample);
        assert.equal(outline(b), outline(a), language.id);
        assert.deepEqual(b.matches, a.matches, language.id);
      }
      compared += 1;
    }
    assert.equal(compared, languages.length);
  });

  it('says which language was not loaded', () => {
    assert.throws(() => new WasmEngine().parse('go', ''), { code: 'syntax.not-loaded' });
  });

  it('parses from the folder that the build makes, without node_modules', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-grammars-'));
    try {
      await copyGrammars(folder);
      const copied = readdirSync(folder).filter((name) => name.endsWith('.wasm'));
      assert.equal(copied.length, languages.length + 1);
      const built = SyntaxService.open({ folder });
      for (const { file, text } of Object.values(SNIPPETS))
        assert.ok(((await built.parse(file, text))?.size ?? 0) > 10);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('keeps the memory of the parser flat over many trees', async () => {
    const text = 'export const value = compute(1, "text");\n'.repeat(2000);
    const resident = async (rounds: number): Promise<number> => {
      for (let round = 0; round < rounds; round++) await service.parse('a.ts', text, { queries: false });
      return process.memoryUsage().rss;
    };
    const warm = await resident(10);
    const later = await resident(30);
    assert.ok(later - warm < 150e6, `${(later - warm) / 1e6} MB more`);
  });
});
