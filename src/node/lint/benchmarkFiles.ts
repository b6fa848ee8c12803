import { BenchmarkCommits, BenchmarkGrams } from '../../core/curation/decontamination.ts';
import { textsOf } from '../../core/lint/anyRowRules.ts';
import type { Benchmark } from '../../core/lint/benchmark.ts';
import { fieldsOf, textOf } from '../../core/trajectory/importing/fields.ts';
import { fileRows } from './fileRows.ts';

/** Words of an n-gram: GPT-3's size. */
const GRAM = 13;
const commitNames = ['base_commit', 'commit', 'commit_hash', 'environment_setup_commit'];
const names: ReadonlySet<string> = new Set([
  ...commitNames,
  'repo',
  'repository',
  'task_id',
  'instance_id',
  'created_at',
  'version',
]);

/**
 * Benchmarks from files of their items: every text of an item gives n-grams, and `repo` with `base_commit` its commit.
 * Throws what reading the files throws.
 */
export async function readBenchmarks(files: readonly string[]): Promise<Benchmark> {
  const grams = new BenchmarkGrams(GRAM);
  const commits = new BenchmarkCommits();
  for (const file of files) {
    for await (const row of fileRows(file)) {
      if ('broken' in row) continue;
      const fields = fieldsOf(row.value);
      const repository = textOf(fields.repo) ?? textOf(fields.repository) ?? '';
      for (const name of commitNames) {
        const commit = textOf(fields[name]);
        if (commit !== undefined && commit !== '') commits.add(repository, commit);
      }
      for (const { path, text } of textsOf(row.value)) if (!names.has(path)) grams.add(text);
    }
  }
  return {
    hit: (texts, { repository, commits: own }) => {
      if (commits.hits(repository, own)) return 'the row is of a commit of a benchmark';
      return texts.some((text) => grams.hits(text))
        ? `the row shares ${GRAM} words in a row with a benchmark item`
        : null;
    },
  };
}
