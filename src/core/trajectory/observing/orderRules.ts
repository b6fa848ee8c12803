import type { Normaliser } from './normaliser.ts';

/** A line that is nothing but a path with a folder in it. */
const PATH = /^(?:\.{0,2}\/|[A-Za-z]:[\\/]|<root>\/|<tmp>\/)?(?:[\w.@+~<>:-]{1,255}[\\/]){1,64}[\w.@+~ <>:-]{0,255}$/;
/** Programs that print names as the file system has them, unless something after them puts them in order. */
const UNORDERED =
  /^\s{0,20}(?:cd \S{1,400} && )?(?:find|fd|fdfind|ls (?:-\w{1,8} )*-\w{0,8}[Uf]\w{0,8}|rg --files|(?:grep|rg) (?:-\w{1,8} )*-\w{0,8}l\w{0,8})(?=\s|$)/;
const ORDERED = /\|\s{0,4}sort\b|--sort\b|-exec\b|\|\s{0,4}(?:head|tail)\b/;
/** `src/a.ts:3:text`, `src/a:text`: a path with a folder or an ending, then what was found in it. */
const FOUND =
  /^((?:[\w.@+~<>-]{1,255}[\\/]){1,64}[\w.@+~<>-]{1,255}|[\w@+~<>-][\w.@+~<>-]{0,255}\.[A-Za-z]\w{0,7}):(?:\d{1,9}[:-])?\S?/;
/** One test, or one file of tests, with its result. */
const RESULTS: readonly RegExp[] = [
  /^\S{1,1000}::\S{1,1000} (PASSED|FAILED|SKIPPED|ERROR|XFAIL|XPASS)\b/,
  /^\[gw\d{1,3}\] .{0,20}(PASSED|FAILED|SKIPPED|ERROR|XFAIL|XPASS) /,
  /^test \S{1,1000} \.\.\. (ok|FAILED|ignored)/,
  /^\s{0,20}(PASS|FAIL)\s{1,4}\S/,
  /^(ok|FAIL|\?)\s{1,8}\t?\S{1,500}\s/,
  /^\s{0,20}[✓✔✗✘×√❯] \S{1,500}\.[cm]?[jt]sx?\b/,
  /^(PASSED|FAILED|ERROR) \S{1,1000}::/,
];

/** What has no order in the first place is compared as a multiset. */
export const orderRules: readonly Normaliser[] = [
  {
    id: 'path-order',
    title:
      'The order in which find, ls -U and the like come across files: lines that are nothing but paths, and every line of such a command.',
    example: { before: './b/x.ts\n./a/x.ts', after: './a/x.ts\n./b/x.ts' },
    apply: (text, { command = '' }) => {
      const listed = UNORDERED.test(command) && !ORDERED.test(command);
      return sortedRuns(text, (line) => (line !== '' && (listed || PATH.test(line)) ? 'path' : null), 2);
    },
  },
  {
    id: 'search-order',
    title: 'The order of files in what a recursive search found; the order within a file stays.',
    example: { before: 'b.ts:9:two\na.ts:3:one\na.ts:1:one', after: 'a.ts:3:one\na.ts:1:one\nb.ts:9:two' },
    apply: searchedByFile,
  },
  {
    id: 'test-order',
    title: 'The order of results that test runners print as they come in from parallel workers.',
    example: { before: 'PASS src/b.test.ts\nPASS src/a.test.ts', after: 'PASS src/a.test.ts\nPASS src/b.test.ts' },
    apply: (text) =>
      sortedRuns(
        text,
        (line) => {
          const shape = RESULTS.findIndex((form) => form.test(line));
          return shape < 0 ? null : String(shape);
        },
        2,
      ),
  },
];

/** Sorts each run of at least `least` lines of the same shape. */
function sortedRuns(text: string, shapeOf: (line: string) => string | null, least: number): string {
  const lines = text.split('\n');
  const out: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const shape = shapeOf(lines[at] ?? '');
    let end = at + 1;
    while (shape !== null && end < lines.length && shapeOf(lines[end] ?? '') === shape) end++;
    const run = lines.slice(at, end);
    for (const line of run.length >= least && shape !== null ? run.sort() : run) out.push(line);
    at = end;
  }
  return out.join('\n');
}

/** Only where each file's lines stand together, as a search prints them: then the files are sorted, not their lines. */
function searchedByFile(text: string): string {
  const lines = text.split('\n');
  const out: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const groups = new Map<string, string[]>();
    let last: string | null = null;
    let end = at;
    for (; end < lines.length; end++) {
      const line = lines[end] ?? '';
      const file = FOUND.exec(line)?.[1] ?? null;
      if (file === null || (file !== last && groups.has(file))) break;
      const group = groups.get(file);
      if (group === undefined) groups.set(file, [line]);
      else group.push(line);
      last = file;
    }
    if (groups.size === 0) out.push(lines[end++] ?? '');
    for (const [, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) for (const line of group) out.push(line);
    at = end;
  }
  return out.join('\n');
}
