import { statSync } from 'node:fs';
import { BenchmarkCommits, BenchmarkGrams, type GramSize } from '../../core/curation/decontamination.ts';
import { TracewrightError } from '../../core/errors.ts';
import { lineFeeds } from './lineFeeds.ts';

export interface Benchmarks {
  readonly grams: BenchmarkGrams;
  readonly commits: BenchmarkCommits;
}

/**
 * Reads what must not be trained on. JSON Lines: every text of every item counts, and `repo` with `base_commit` or
 * `commit` names a commit (as SWE-bench has it). CSV: a repository and a commit a line. Else text: items with an empty
 * line between them.
 * @throws TracewrightError `no-benchmark`, `bad-benchmark` with file and line.
 */
export async function readBenchmarks(files: readonly string[], size: GramSize): Promise<Benchmarks> {
  const benchmarks = { grams: new BenchmarkGrams(size), commits: new BenchmarkCommits() };
  for (const file of files) {
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
      throw new TracewrightError('no-benchmark', 'there is no such file', {
        place: { file },
        remedy: 'name a file with benchmark items: .jsonl, .txt, or .csv of repository,commit',
      });
    }
    const before = benchmarks.grams.count + benchmarks.commits.count;
    if (/\.(?:jsonl|ndjson|json)$/i.test(file)) await readItems(file, benchmarks);
    else if (/\.csv$/i.test(file)) await readCommits(file, benchmarks.commits);
    else await readTexts(file, benchmarks.grams);
    if (benchmarks.grams.count + benchmarks.commits.count === before) {
      throw new TracewrightError('bad-benchmark', 'nothing in this file can be looked for', {
        place: { file },
        remedy: 'it takes items of eight words or more, or lines of repository,commit',
      });
    }
  }
  return benchmarks;
}

async function readItems(file: string, { grams, commits }: Benchmarks): Promise<void> {
  let line = 0;
  for await (const text of lineFeeds(file)) {
    line++;
    if (text.trim() === '') continue;
    let item: unknown;
    try {
      item = JSON.parse(text);
    } catch {
      throw new TracewrightError('bad-benchmark', 'this line is not a JSON value', {
        place: { file, line },
        remedy: 'give one item a line',
      });
    }
    for (const words of textsIn(item)) grams.add(words);
    if (typeof item !== 'object' || item === null) continue;
    const member = (name: string) => {
      const value: unknown = name in item ? item[name as keyof typeof item] : undefined;
      return typeof value === 'string' ? value : '';
    };
    for (const name of ['base_commit', 'commit', 'merge_commit']) {
      if (member(name) !== '') commits.add(member('repo'), member(name));
    }
  }
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* textsIn(item);
}

async function readCommits(file: string, commits: BenchmarkCommits): Promise<void> {
  let line = 0;
  for await (const text of lineFeeds(file)) {
    line++;
    const [repository = '', commit = ''] = text.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    if (repository === '' && commit === '') continue;
    if (line === 1 && /^repo/i.test(repository)) continue;
    if (commit !== '' && !/^[0-9a-f]{7,64}$/i.test(commit)) {
      throw new TracewrightError('bad-benchmark', `${commit} is no commit`, {
        place: { file, line },
        remedy: 'write repository,commit with seven digits or more of its id',
      });
    }
    commits.add(repository, commit);
  }
}

async function readTexts(file: string, grams: BenchmarkGrams): Promise<void> {
  let item: string[] = [];
  for await (const line of lineFeeds(file)) {
    if (line.trim() !== '') item.push(line);
    else {
      grams.add(item.join('\n'));
      item = [];
    }
  }
  grams.add(item.join('\n'));
}
