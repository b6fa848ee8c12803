import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildDataset } from '../../src/node/build/buildDataset.ts';
import { mineRepository } from '../../src/node/mine/mineRepository.ts';
import type { BenchRow } from './benchRow.ts';

export const COMMITS = 1500;
const FILES = 60;
/** 8,000 commits in 90 s. */
const LEAST_COMMITS_PER_SECOND = 89;

/** Fill-in-the-middle rows of what the commits of a history put in, with two jobs, beside reading what they are cut from. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-fim-'));
  try {
    const repository = path.join(folder, 'repository');
    makeHistory(repository);
    const mined = path.join(folder, 'mined');
    await mineRepository({ repository, out: mined, toolVersion: '0', jobs: 2 });
    const shell = seconds(() =>
      execFileSync(
        'sh',
        ['-c', "git log --raw --no-abbrev --format= | cut -d ' ' -f 4 | git cat-file --batch > /dev/null"],
        { cwd: repository },
      ),
    );
    const started = performance.now();
    const { rows } = await buildDataset({
      sources: [mined],
      repository,
      kinds: ['fim'],
      family: 'qwen2.5-coder',
      out: path.join(folder, 'dataset'),
      toolVersion: '0',
      jobs: 2,
    });
    const build = (performance.now() - started) / 1000;
    if (rows < COMMITS) throw new Error(`only ${rows} rows`);
    return [
      {
        name: 'FIM rows from a history, 2 jobs: commits',
        value: COMMITS / build,
        unit: 'commits/s',
        baseline: 'git log --raw | git cat-file --batch',
        ratio: shell / build,
        target: `>= ${LEAST_COMMITS_PER_SECOND}`,
        ok: COMMITS / build >= LEAST_COMMITS_PER_SECOND,
      },
      {
        name: 'FIM rows from a history, 2 jobs: rows',
        value: rows / build,
        unit: 'rows/s',
        target: '>= 500',
        ok: rows / build >= 500,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A history in which each commit puts a function into four files; files have up to 300 functions. */
export function makeHistory(repository: string): void {
  const out: string[] = [];
  const texts = Array.from({ length: FILES }, (_, file) => sourceText(file));
  const put = (file: number) => {
    const text = texts[file] ?? '';
    out.push(`M 100644 inline src/m${file}.js\ndata ${Buffer.byteLength(text)}\n${text}`);
  };
  for (let commit = 0; commit < COMMITS; commit++) {
    out.push(`commit refs/heads/main\ncommitter a <a@example.com> ${1_600_000_000 + commit} +0000\ndata 1\nc`);
    for (let file = 0; commit === 0 && file < FILES; file++) put(file);
    for (let n = 0; commit > 0 && n < 4; n++) {
      const file = (commit * 7 + n * 13) % FILES;
      const functions = (texts[file] ?? '').split('\n\n');
      const at = 1 + ((commit * 31 + n) % functions.length);
      functions.splice(at, 0, oneFunction(`added${commit}_${n}`, commit + n));
      if (functions.length > 300) functions.splice(10, 100);
      texts[file] = functions.join('\n\n');
      put(file);
    }
  }
  execFileSync('git', ['init', '-q', '-b', 'main', repository]);
  execFileSync('git', ['fast-import', '--quiet'], { cwd: repository, input: `${out.join('\n')}\n` });
}

function sourceText(file: number): string {
  const functions = Array.from({ length: 60 }, (_, n) => oneFunction(`f${file}_${n}`, n * file));
  return [`const { helper } = require('./m${(file + 1) % FILES}');`, ...functions].join('\n\n');
}

const oneFunction = (name: string, n: number) =>
  `function ${name}(value, other) {\n  const result = helper(value * ${n}, "text ${n % 97}");\n  return result ?? other;\n}`;

function seconds(work: () => unknown): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}
