import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkRepository } from '../../src/node/check/checkRepository.ts';
import { SyntaxService } from '../../src/node/syntax/engine.ts';
import { NativeEngine } from '../../src/node/syntax/nativeEngine.ts';
import { WasmEngine } from '../../src/node/syntax/wasmEngine.ts';
import { type BenchRow, bestTime } from './benchRow.ts';

const FILES = 200;

/** Parsing TypeScript to our tree, and checking a rename over a repository of 200 files. */
export async function bench(): Promise<BenchRow[]> {
  return [...(await parseRows()), await checkRow()];
}

async function parseRows(): Promise<BenchRow[]> {
  const languages = SyntaxService.open().languages.filter(({ id }) => id === 'typescript');
  const text = moduleText(1).repeat(Math.ceil(500_000 / moduleText(1).length));
  const megabytes = Buffer.byteLength(text) / 1e6;
  const wasm = new WasmEngine();
  await wasm.load(languages);
  const native = await NativeEngine.start();
  const [language] = languages;
  const comparable = native !== null && language !== undefined && (await native.has(language)) ? native : null;
  const rate = (work: () => void): number => (1000 * megabytes) / bestTime(5, work);
  const ours = rate(() => wasm.parse('typescript', text, { queries: false }));
  const withQueries = rate(() => wasm.parse('typescript', text));
  const baseline = comparable
    ? rate(() => comparable.parse('typescript', text, { queries: false }))
    : rate(() => scan(text));
  const rows: BenchRow[] = [
    {
      name: 'wasm: TypeScript text to our tree',
      value: ours,
      unit: 'MB/s',
      baseline: comparable ? 'native tree-sitter to our tree' : 'a scan of all characters',
      ratio: ours / baseline,
      target: comparable ? '> 0.35 of native' : '> 1 MB/s',
      ok: comparable ? ours > 0.35 * baseline : ours > 1,
    },
    {
      name: 'wasm: with definitions and imports',
      value: withQueries,
      unit: 'MB/s',
      target: '> 0.5',
      ok: withQueries > 0.5,
    },
  ];
  return rows;
}

async function checkRow(): Promise<BenchRow> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], { cwd: folder });
  try {
    git('init', '-q');
    for (let n = 0; n < FILES; n++) writeFileSync(path.join(folder, `m${n}.ts`), moduleText(n));
    git('add', '-A');
    git('commit', '-q', '-m', 'x');
    writeFileSync(path.join(folder, 'm0.ts'), moduleText(0).replaceAll('compute0', 'reckon0'));
    const engine = SyntaxService.open();
    const run = () => checkRepository({ repository: folder, base: 'HEAD', engine });
    const { findings } = await run();
    const started = performance.now();
    await run();
    const took = performance.now() - started;
    const found = findings.filter(({ severity }) => severity === 'error').length;
    return {
      name: `check a rename left in ${FILES - 1} of ${FILES} files (${found} errors)`,
      value: took,
      unit: 'ms',
      target: '< 5000, an import and a call in each',
      ok: took < 5000 && found === 2 * (FILES - 1),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function moduleText(n: number): string {
  const lines = Array.from(
    { length: 40 },
    (_, line) =>
      `export function step${n}x${line}(input: readonly number[]): number {\n  return input.map((value) => value * ${line}).reduce((sum, value) => sum + value, ${n});\n}\n`,
  );
  const declared = n === 0 ? 'export function compute0(value: number): number {\n  return value;\n}\n' : '';
  const used = n === 0 ? '' : `export const used${n} = compute0(${n});\n`;
  return `${n === 0 ? '' : "import { compute0 } from './m0.ts';\n"}${declared}${lines.join('')}${used}`;
}

function scan(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum += text.charCodeAt(at);
  return sum;
}
