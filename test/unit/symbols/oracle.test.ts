import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SymbolIndex } from '../../../src/core/symbols/symbolIndex.ts';
import { buildIndex } from '../../../src/node/symbols/buildIndex.ts';
import { LanguageServiceReferences } from './languageServiceReferences.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const KINDS = new Set(['function', 'class', 'interface', 'type', 'variable', 'method']);

/** Of every so many exported symbols one is compared: TypeScript's answers are slow. */
const STEP = 4;

describe('the symbol index beside the TypeScript language service', function () {
  this.timeout(120_000);
  const paths = globSync('src/core/{edit,symbols,syntax,trajectory}/**/*.ts', { cwd: ROOT })
    .map((file) => file.replaceAll(path.sep, '/'))
    .sort();
  let index: SymbolIndex;
  let service: LanguageServiceReferences;
  before(async () => {
    const read = async (file: string): Promise<string> => readFileSync(path.join(ROOT, file), 'utf8');
    index = await buildIndex({ paths, read }, { threads: 0 });
    service = new LanguageServiceReferences(ROOT, paths);
  });
  after(() => service.dispose());

  it('is right in what it ties, and misses few uses of exported names and methods', () => {
    const files = new Set(paths);
    const sums = { plain: { truth: 0, tied: 0, right: 0 }, method: { truth: 0, tied: 0, right: 0 } };
    const exported = paths
      .flatMap((file) => index.definitionsIn(file))
      .filter(
        ({ kind, name, exported, isTop }) =>
          KINDS.has(kind) && exported && name !== 'constructor' && (isTop || kind === 'method'),
      );
    for (let at = 0; at < exported.length; at += STEP) {
      const definition = exported[at] as (typeof exported)[number];
      const truth = service.of(definition, files);
      const sum = definition.kind === 'method' ? sums.method : sums.plain;
      sum.truth += truth.size;
      for (const { path: file, start, how, kind } of index.references(definition)) {
        if (how === 'name' || kind === 'override') {
          truth.delete(`${file}:${start}`);
          if (kind === 'override') sum.truth -= 1;
          continue;
        }
        sum.tied += 1;
        if (truth.has(`${file}:${start}`)) sum.right += 1;
      }
    }
    assert.ok(sums.plain.truth > 300 && sums.method.truth > 50, JSON.stringify(sums));
    assert.ok(sums.plain.right / sums.plain.tied >= 0.99, `precision of names: ${JSON.stringify(sums.plain)}`);
    assert.ok(sums.plain.right / sums.plain.truth >= 0.98, `recall of names: ${JSON.stringify(sums.plain)}`);
    assert.ok(sums.method.right / sums.method.tied >= 0.97, `precision of methods: ${JSON.stringify(sums.method)}`);
    assert.ok(sums.method.right / sums.method.truth >= 0.75, `recall of methods: ${JSON.stringify(sums.method)}`);
  });
});
