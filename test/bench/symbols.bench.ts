import type { SymbolIndex } from '../../src/core/symbols/symbolIndex.ts';
import { buildIndex } from '../../src/node/symbols/buildIndex.ts';
import { FactsPool } from '../../src/node/symbols/factsPool.ts';
import { LiveIndex } from '../../src/node/symbols/liveIndex.ts';
import { type BenchRow, percentile } from './benchRow.ts';

const FILES = 1000;
const FOLDERS = 25;

/** The symbol index of a TypeScript repository of 1,000 files: building, an edit, a question. */
export async function bench(): Promise<BenchRow[]> {
  const files = new Map(Array.from({ length: FILES }, (_, n) => [pathOf(n), moduleText(n)]));
  const snapshot = { paths: [...files.keys()], read: async (path: string) => files.get(path) ?? null };
  const megabytes = [...files.values()].reduce((sum, text) => sum + text.length, 0) / 1e6;
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const processor = process.cpuUsage();
  let started = performance.now();
  const index = await buildIndex(snapshot, { threads: 2 });
  const built = performance.now() - started;
  const { user, system } = process.cpuUsage(processor);
  globalThis.gc?.();
  const memory = (process.memoryUsage().rss - before) / 1e6;
  started = performance.now();
  const alone = await buildIndex({ ...snapshot, paths: snapshot.paths.slice(0, 100) }, { threads: 0 });
  const oneThread = ((performance.now() - started) * FILES) / alone.paths.length;
  const updates = await updateTimes(index, files);
  const { first, again, found } = questionTimes(index);
  return [
    {
      name: `index of ${FILES} TypeScript files, ${megabytes.toFixed(1)} MB, 2 threads`,
      value: built,
      unit: 'ms',
      target: '< 10000',
      baseline: 'of one thread',
      ratio: oneThread / built,
      ok: built < 10_000,
    },
    { name: 'processor time of that, all threads', value: (user + system) / 1000, unit: 'ms', ok: true },
    { name: 'memory that the index added (resident)', value: memory, unit: 'MB', ok: true },
    row('update after an edit, parse included, p50', percentile(updates, 0.5), 50),
    row('update and a question after it, p90', percentile(updates, 0.9), 50),
    row(`references of one symbol (${found}), first time`, first, 50),
    row('references of one symbol, again', again, 10),
  ];
}

function row(name: string, value: number, target: number): BenchRow {
  return { name, value, unit: 'ms', target: `< ${target}`, ok: value < target };
}

async function updateTimes(index: SymbolIndex, files: ReadonlyMap<string, string>): Promise<number[]> {
  const live = new LiveIndex(index, new FactsPool(1));
  const times: number[] = [];
  try {
    for (let n = 0; n < 60; n++) {
      const path = pathOf((n * 37) % FILES);
      const text = `${files.get(path)}export const added${n} = load${(n * 37) % FILES}({ name: 'x', size: ${n} });\n`;
      const started = performance.now();
      await live.update(path, text);
      const [added] = index.definitions(`added${n}`);
      if (added === undefined || index.references(added).length !== 0) throw new Error('the edit is not in the index');
      if (n >= 10) times.push(performance.now() - started);
    }
  } finally {
    live.dispose();
  }
  return times;
}

function questionTimes(index: SymbolIndex): { first: number; again: number; found: number } {
  const of = (n: number): [number, number] => {
    const [definition] = index.definitions(`load${n}`);
    const started = performance.now();
    const found = definition === undefined ? [] : index.references(definition);
    return [performance.now() - started, found.length];
  };
  const first = Array.from({ length: 50 }, (_, n) => of(n * 19));
  const again = Array.from({ length: 50 }, (_, n) => of(n * 19));
  return {
    first: percentile(
      first.map(([time]) => time),
      0.9,
    ),
    again: percentile(
      again.map(([time]) => time),
      0.9,
    ),
    found: first[10]?.[1] ?? 0,
  };
}

function pathOf(n: number): string {
  return `src/part${n % FOLDERS}/module${n}.ts`;
}

/** A module as people write them: imports, types, a class with typed members, functions, closures. */
function moduleText(n: number): string {
  const others = [1, 7, 23, 91].map((step) => (n + step) % FILES);
  const imports = others.map(
    (m) => `import { load${m}, type Options${m}, Store${m} } from '../part${m % FOLDERS}/module${m}.ts';`,
  );
  const functions = others.flatMap((m, at) => [
    `/** Loads what ${m} has, and more. */`,
    `export function use${n}x${at}(options: Options${m}, limit = 10, ...rest: readonly string[]): string[] {`,
    `  const store = new Store${m}(options);`,
    '  const found: string[] = [];',
    '  for (const item of store.items) {',
    '    if (found.length >= limit) break;',
    '    const { name, size } = item;',
    `    if (size > limit && rest.includes(name)) found.push(store.describe(item, { short: true }));`,
    `    else found.push(load${m}(item).toLowerCase());`,
    '  }',
    '  return found.filter((each) => each !== options.name).map((each) => each.trim());',
    '}',
    '',
  ]);
  const methods = Array.from({ length: 9 }, (_, at) => [
    `  /** Step ${at} of the work. */`,
    `  step${at}(input: readonly Options${n}[], depth = 0): number {`,
    '    let total = depth;',
    '    for (const option of input) {',
    `      const part = this.describe(option, { short: depth > ${at} });`,
    '      total += part.length + option.size;',
    `      if (total > 1000) return this.step${(at + 1) % 9}(input.slice(1), depth + 1);`,
    '    }',
    '    return total;',
    '  }',
    '',
  ]).flat();
  return [
    ...imports,
    '',
    `export interface Options${n} {`,
    '  readonly name: string;',
    '  readonly size: number;',
    '}',
    '',
    `export function load${n}(options: Options${n}): string {`,
    `  const text = \`\${options.name}: \${options.size}\`;`,
    `  return options.size > ${n} ? text.toUpperCase() : text;`,
    '}',
    '',
    `export class Store${n} {`,
    `  readonly items: Options${n}[] = [];`,
    `  readonly #first: Options${n};`,
    '',
    `  constructor(first: Options${n}) {`,
    '    this.#first = first;',
    '    this.items.push(first);',
    '  }',
    '',
    `  describe(item: Options${n}, how: { readonly short: boolean }): string {`,
    `    const text = load${n}(item);`,
    "    return how.short ? text.slice(0, 10) : text + ' of ' + this.#first.name;",
    '  }',
    '',
    ...methods,
    '}',
    '',
    ...functions,
  ].join('\n');
}
