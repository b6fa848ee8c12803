import { type Normaliser, onPlainLines } from './normaliser.ts';

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const CLOCK = '\\d{1,2}:\\d{2}(?::\\d{2})?(?:[.,]\\d{1,9})?';
const ZONE = '(?: ?(?:(?:Z|UTC|GMT|[ECMP][SD]T|CES?T|BST|IST|JST)(?![A-Za-z])|[+-]\\d{2}:?\\d{2}))?';

const stamps = [
  // ISO 8601 and the logging of Python, Java and Go: a day with a time.
  new RegExp(
    `(?<![\\w.-])\\d{4}[-/]\\d{2}[-/]\\d{2}[T _]\\d{2}:\\d{2}(?::\\d{2})?(?:[.,]\\d{1,9})?${ZONE}(?!\\d)`,
    'g',
  ),
  // date(1), git log, ctime: Mon Jan  2 15:04:05 UTC 2006
  new RegExp(`\\b${DAY},? ${MONTH} {1,2}\\d{1,2} ${CLOCK}(?: [AP]M)?${ZONE}(?: \\d{4})?${ZONE}`, 'g'),
  // RFC 2822 and HTTP: Mon, 02 Jan 2006 15:04:05 +0000
  new RegExp(`\\b(?:${DAY}, )?\\d{1,2} ${MONTH} \\d{4} ${CLOCK}${ZONE}`, 'g'),
  // Access logs: 02/Jan/2006:15:04:05 +0000
  new RegExp(`(?<!\\w)\\d{2}/${MONTH}/\\d{4}[: ]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?${ZONE}`, 'g'),
  // A locale's: 1/2/2006, 3:04:05 PM
  /(?<![\w/])\d{1,2}\/\d{1,2}\/\d{4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?(?!\d)/g,
  // syslog: Jan  2 15:04:05
  new RegExp(`(?<!\\w)${MONTH} {1,2}\\d{1,2} \\d{2}:\\d{2}:\\d{2}(?!\\d)`, 'g'),
];
/** A time of day alone, where nothing else can be meant: at a line's start, in brackets, or after "at". */
const CLOCKS = /(^\s{0,20}\[?|[[(]|\bat )\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: ?[AP]M)?(?=$|[\s\]),])/g;
/** Seconds since 1970, where a line says so. */
const EPOCH = /\b(timestamp|time|ts|epoch|date)(["']?[:=] {0,3})1[0-9]{9}(?:\d{3})?(?:\.\d{1,9})?(?!\d)/gi;
/** Columns of ls -l: mode, links, owner, group, size, then the time. */
const LISTED = new RegExp(
  `^([bcdlps-][r-][w-][xsS-][r-][w-][xsS-][r-][w-][xtT-][.+@]?\\s{1,20}\\d{1,10}\\s{1,20}\\S{1,64}\\s{1,20}\\S{1,64}\\s{1,20}\\d{1,20}\\s{1,20})(?:${MONTH}\\s{1,3}\\d{1,2}\\s{1,3}(?:\\d{2}:\\d{2}|\\d{4})|\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2})(?=\\s)`,
);

const UNIT = '(?:ms|msecs?|milliseconds?|µs|μs|us|ns|secs?|seconds?|mins?|minutes?|hours?|hrs?|[smh])';
const AMOUNT = `\\d{1,15}(?:\\.\\d{1,15})?\\s{0,2}${UNIT}(?![A-Za-z_])(?:[ ,:]{0,2}\\d{1,6}(?:\\.\\d{1,9})?\\s{0,2}${UNIT}(?![A-Za-z_])){0,3}`;
const durations = [
  // in 3ms, took 1.2 s, after 2m 3s, Time: 4 s, elapsed=12ms, Finished … 0.3s
  new RegExp(
    `\\b((?:in|took|takes|elapsed|duration|total|time|finished|completed|compiled|built|done|real|user|sys|setup|transform|collect|tests|environment|prepare)\\b["']?[:=]?\\s{0,10}(?:about |approximately |~)?)${AMOUNT}`,
    'gi',
  ),
  // (0.00s), [12 ms], (3ms), "(1.2s total)"
  new RegExp(`([([]\\s?)${AMOUNT}(?=\\s?(?:total|elapsed)?[\\])])`, 'g'),
  // At a line's end, after a test's name or a package: "ok  pkg  0.003s", "✓ file (3 tests) 3ms"
  new RegExp(`(^\\s{0,40}(?:[✓✔✗✘×√●✕]|ok|PASS|FAIL|PASSED|FAILED)\\s.{0,400}?[\\s)])${AMOUNT}\\s{0,4}$`),
  // pytest --durations: "0.12s call     tests/test_x.py::test"
  new RegExp(`^(\\s{0,10})${AMOUNT}(?=\\s{1,4}(?:call|setup|teardown)\\s)`),
  // mocha and node:test: "duration_ms 12.3", "# duration_ms 12.3", "Time (ms): 4"
  /\b(duration_ms:?\s{1,4}|time \(m?s\):\s{1,4}|(?:wall|cpu|elapsed)_?(?:time|seconds|ms)["']?[:=]\s{0,4})\d{1,15}(?:\.\d{1,15})?/gi,
  // time(1) and unittest: "real 0m1.234s" is above; "0.00user 0.00system 0:00.01elapsed"
  /(^|\s)\d{1,9}\.\d{2}user \d{1,9}\.\d{2}system [\d:.]{1,16}elapsed \d{1,4}%CPU/g,
  // pytest's and Maven's long forms: "(0:00:12)", "Total time:  01:02 min"
  /(\()\d{1,3}:\d{2}:\d{2}(?=\)[ =]{0,200}$)/g,
  /\b(total time:\s{1,4})[\d:.]{1,12}(?: ?(?:min|s|h))?/gi,
];

/** Lines about how long something may take: their figures mean something. */
const LIMIT = /time[d ]?\s?out|retry|delay|interval|limit|within|\bttl\b|at least|at most|deadline/i;

/** When and how long: never the same twice. */
export const timeRules: readonly Normaliser[] = [
  {
    id: 'timestamp',
    title: 'Dates with a time, in the usual forms, and times of day where a log puts them.',
    example: { before: '2024-01-02 03:04:05,123 INFO started', after: '<time> INFO started' },
    apply: onPlainLines((line) => {
      if (!/\d/.test(line)) return line;
      const without = stamps.reduce((text, form) => text.replace(form, '<time>'), line);
      return without.replace(CLOCKS, '$1<time>').replace(EPOCH, '$1$2<time>');
    }),
  },
  {
    id: 'file-time',
    title: 'When a file was changed, as ls -l lists it.',
    example: { before: '-rw-r--r-- 1 me us 12 Jan  2 03:04 a.ts', after: '-rw-r--r-- 1 me us 12 <time> a.ts' },
    apply: onPlainLines((line) => line.replace(LISTED, '$1<time>')),
  },
  {
    id: 'duration',
    title: 'How long something took.',
    example: { before: '3 passed in 0.12s', after: '3 passed in <duration>' },
    apply: onPlainLines((line) =>
      /\d/.test(line) && !LIMIT.test(line)
        ? durations.reduce((text, form) => text.replace(form, '$1<duration>'), line)
        : line,
    ),
  },
  {
    id: 'ruler',
    title: 'The length of a ruled line, which follows the text in it.',
    example: { before: '===== 3 passed =====', after: '=== 3 passed ===' },
    apply: onPlainLines(withShortRulers),
  },
];

/** Rulers of four and more at both ends of a line. */
function withShortRulers(line: string): string {
  const sign = line[0];
  if ((sign !== '=' && sign !== '-' && sign !== '_' && sign !== '*') || !line.endsWith(`${sign}${sign}${sign}`))
    return line;
  let start = 0;
  let end = line.length;
  while (line[start] === sign) start++;
  while (end > start && line[end - 1] === sign) end--;
  const middle = line.slice(start, end);
  if (start < 3 || !middle.startsWith(' ') || !middle.endsWith(' ')) return line;
  return `${sign.repeat(3)}${middle}${sign.repeat(3)}`;
}
