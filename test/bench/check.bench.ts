import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CheckReport } from '../../src/core/check/change.ts';
import { checkRepository } from '../../src/node/check/checkRepository.ts';
import { SyntaxService } from '../../src/node/syntax/engine.ts';
import type { BenchRow } from './benchRow.ts';

const FILES = 1000;
const CHANGED = 50;
const FOLDERS = 25;

/** Checking a change of 50 files of a TypeScript repository of 1,000, without external commands, by both parsers. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-'));
  try {
    const lines = layOut(folder);
    const rows: BenchRow[] = [];
    for (const native of [false, true]) {
      const started = performance.now();
      const report = await checkRepository({
        repository: folder,
        base: 'HEAD~1',
        head: 'HEAD',
        engine: SyntaxService.open({ native }),
      });
      const seconds = (performance.now() - started) / 1000;
      rows.push({
        name: `check: ${CHANGED} of ${FILES} files, ${Math.round(lines / 1000)}k lines, ${native ? 'native' : 'wasm'}`,
        value: seconds,
        unit: 's',
        target: '< 5',
        ok: seconds < 5 && isRight(report),
      });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The one use that the change forgot, and nothing else that is an error. */
function isRight({ findings, counts }: CheckReport): boolean {
  const errors = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ check, symbol }) => `${check} ${symbol}`);
  return counts.changedFiles === CHANGED && errors.sort().join() === 'dangling-import load20,stale-reference load20';
}

/** Makes the repository with its change; gives its lines. Module 20 renames its function, and one of its users does not follow. */
function layOut(folder: string): number {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], { cwd: folder });
  const write = (n: number, text: string): void => {
    const file = path.join(folder, pathOf(n));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  git('init', '-q');
  let lines = 0;
  for (let n = 0; n < FILES; n++) {
    const text = moduleText(n);
    lines += text.split('\n').length;
    write(n, text);
  }
  git('add', '-A');
  git('commit', '-qm', 'base');
  const users = Array.from({ length: FILES }, (_, n) => n).filter((n) => importsOf(n).includes(20));
  const followed = users.slice(0, -1);
  for (const n of [20, ...followed]) write(n, moduleText(n).replaceAll(/\bload20\b/g, 'fetch20'));
  let left = CHANGED - 1 - followed.length;
  for (let n = 500; left > 0; n++) {
    if (users.includes(n)) continue;
    write(n, moduleText(n).replace('return found;', 'return found ?? null;').replaceAll('entries', 'records'));
    left -= 1;
  }
  git('add', '-A');
  git('commit', '-qm', 'head');
  return lines;
}

function pathOf(n: number): string {
  return `src/part${n % FOLDERS}/module${n}.ts`;
}

/** Every module imports four earlier ones; one in 25 also module 20. */
function importsOf(n: number): number[] {
  const found = [n - 1, n - 7, n - 31, n - 120].filter((each) => each >= 0 && each !== 20);
  return n > 20 && n % 25 === 3 ? [...found, 20] : found;
}

function moduleText(n: number): string {
  const imports = importsOf(n).map(
    (m) => `import { load${m}, type Options${m} } from '../part${m % FOLDERS}/module${m}.ts';`,
  );
  const uses = importsOf(n).map(
    (m) => `  const value${m} = load${m}('${n}', { depth: ${m}, name: key } satisfies Options${m});`,
  );
  const methods = Array.from({ length: 10 }, (_, at) => method(n, at));
  return `${imports.join('\n')}

/** What load${n} takes. */
export interface Options${n} {
  readonly depth: number;
  readonly name: string;
}

export function load${n}(key: string, options: Options${n}): string | null {
${uses.join('\n')}
  const found = new Store${n}().read0(key, options.depth);
  if (found === undefined) return null;
  return found;
}

export class Store${n} {
  readonly entries = new Map<string, string>();
${methods.join('\n')}
}
`;
}

function method(n: number, at: number): string {
  return `
  /** Reads entry ${at} of store ${n}. */
  read${at}(key: string, depth: number): string | undefined {
    const own = this.entries.get(\`\${key}:${at}\`);
    if (own !== undefined && depth > ${at}) return own;
    for (const [name, value] of this.entries) {
      if (name.startsWith(key)) return value;
    }
    return undefined;
  }`;
}
