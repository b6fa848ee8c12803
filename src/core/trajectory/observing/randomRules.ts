import { type Normaliser, onLines, onPlainLines } from './normaliser.ts';

const UUID = /(?<![\w-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/gi;
const TEMPORARY =
  /(?<![\w.-])(?:\/private)?(?:\/var\/folders\/[\w+]{1,4}\/[\w+]{1,64}\/T|\/(?:var\/)?tmp|\/dev\/shm|[A-Za-z]:\\(?:Users\\[^\\\s]{1,64}\\AppData\\Local\\Temp|Windows\\Temp))([\\/])([\w.+~@-]{1,255})/g;
/** pytest's tmp_path: the number of the run. */
const PYTEST_FOLDER = /(\/pytest-of-[\w.-]{1,64}\/pytest-)\d{1,9}(?=[/\s]|$)/g;
/** A name that a machine made: mkdtemp, mktemp, tempfile. Letters in both cases or digits mixed in, at the end. */
const MADE_NAME = /^(.*?[-_.]|tmp|temp)?((?=[A-Za-z0-9_]*[0-9A-Z])[A-Za-z0-9_]{6,16})(\.[A-Za-z][A-Za-z0-9]{0,7})?$/;

/** What the operating system or a random generator picks. */
export const randomRules: readonly Normaliser[] = [
  {
    id: 'temporary-name',
    title: 'Names that were made up for temporary files and folders; the same name stays the same.',
    example: { before: 'wrote /tmp/tmpab12cd_x/out.txt', after: 'wrote <tmp>/<name:1>/out.txt' },
    apply: (text) => {
      const known = new Map<string, string>();
      return text.replace(PYTEST_FOLDER, '$1<run>').replace(TEMPORARY, (_whole, separator: string, name: string) => {
        return `<tmp>${separator === '\\' ? '/' : separator}${isMadeUp(name) ? numbered(known, name, 'name') : name}`;
      });
    },
  },
  {
    id: 'uuid',
    title: 'UUIDs; the same one stays the same.',
    example: { before: 'id 123e4567-e89b-12d3-a456-426614174000', after: 'id <uuid:1>' },
    apply: (text) => {
      const known = new Map<string, string>();
      return onPlainLines((line) => line.replace(UUID, (id) => numbered(known, id.toLowerCase(), 'uuid')))(text);
    },
  },
  {
    id: 'address',
    title: 'Where an object lies in memory.',
    example: { before: '<Foo object at 0x7f12ab34cd56>', after: '<Foo object at <address>>' },
    apply: onLines((line) =>
      line.includes('0x')
        ? line
            .replace(
              /\b(at|@|addr|address|pc|sp|goroutine|from|ptr|id)([ =:]{1,2})0x[0-9a-f]{6,16}(?![0-9a-z])/gi,
              '$1$2<address>',
            )
            .replace(/(?<![\w])0x(?:0000)?(?:7f|55|56)[0-9a-f]{10}(?![0-9a-z])/gi, '<address>')
            .replace(/\+0x[0-9a-f]{1,6}(?= |$)/g, '+<address>')
        : line,
    ),
  },
  {
    id: 'object-hash',
    title: 'The identity hash that Java prints for an object.',
    example: { before: 'com.acme.Foo@1b6d3586', after: 'com.acme.Foo@<hash>' },
    apply: onLines((line) =>
      line.includes('@') ? line.replace(/(?<=[a-z_$]\.[\w.$;[]{1,200})@[0-9a-f]{6,8}(?![\w.-])/g, '@<hash>') : line,
    ),
  },
  {
    id: 'commit-id',
    title: 'Ids of commits, which hold their own time. Ids of blobs and trees stay.',
    example: { before: '[main 1a2b3c4] fix', after: '[main <commit>] fix' },
    apply: onLines((line) =>
      line
        .replace(/^(\[[^\]\s]{1,200}(?: \(root-commit\))? )[0-9a-f]{7,40}(?=\])/, '$1<commit>')
        .replace(/^(commit |HEAD is now at |Merge: |From )[0-9a-f]{7,40}\b(?: [0-9a-f]{7,40}\b)?/, '$1<commit>'),
    ),
  },
  {
    id: 'process-id',
    title: 'Numbers of processes, jobs and threads.',
    example: { before: 'server started, pid 4711', after: 'server started, pid <pid>' },
    apply: onPlainLines((line) =>
      /\d/.test(line)
        ? line
            .replace(
              /\b(pid|ppid|process id|tid|thread id)(["']?(?:[ :=]|: | = ){1,2}#?|\()\d{2,10}(?!\d|\.\d)/gi,
              '$1$2<pid>',
            )
            .replace(
              /\b(process[ :]{1,2}\[?)\d{2,10}(?=\]| (?:exited|started|killed|terminated|finished))/gi,
              '$1<pid>',
            )
            .replace(/^(\[\d{1,3}\][+-]? {1,3})\d{2,10}(?=$| )/, '$1<pid>')
            .replace(/^((?:==|--))\d{2,10}(?=(?:==|--) )/, '$1<pid>')
            .replace(/(?<=\b[\w.-]{1,40}\[)\d{2,10}(?=\]:)/g, '<pid>')
        : line,
    ),
  },
  {
    id: 'port',
    title: 'Ports that the system hands out: of this machine, above 1023.',
    example: { before: 'listening on http://127.0.0.1:49152/', after: 'listening on http://127.0.0.1:<port>/' },
    apply: onPlainLines((line) =>
      /\d/.test(line)
        ? line.replace(
            /((?:\blocalhost|\b127\.0\.0\.1|\b0\.0\.0\.0|\[::1?\]|(?<![:\w])::1?):|\bport(?: number)?[ :=]{1,2})(?:[2-6]\d{4}|1\d{4})(?![\d.]\d)(?!\d)/gi,
            '$1<port>',
          )
        : line,
    ),
  },
  {
    id: 'seed',
    title: 'The seed that a test runner picked.',
    example: { before: 'Using --randomly-seed=12345', after: 'Using --randomly-seed=<seed>' },
    apply: onLines((line) =>
      /seed/i.test(line)
        ? line.replace(/((?:--|random(?:ly|ized|ised)?[ _-](?:with )?|^)seed[ =:]{1,2})\d{1,20}(?=\s*$)/gi, '$1<seed>')
        : line,
    ),
  },
  {
    id: 'prompt',
    title: 'User and machine in a shell prompt.',
    example: { before: 'root@3f2a1b:/work$ ls', after: '<user>@<host>:/work$ ls' },
    apply: onLines((line) =>
      line.replace(
        /^((?:\([\w.-]{1,64}\) ?)?\[?)[\w.-]{1,64}@[\w.-]{1,64}(?=(?::| )[^\s@]{0,200}\]?[$#%>](?: |$))/,
        '$1<user>@<host>',
      ),
    ),
  },
  {
    id: 'memory',
    title: 'How much memory a run took.',
    example: {
      before: 'Maximum resident set size (kbytes): 20480',
      after: 'Maximum resident set size (kbytes): <size>',
    },
    apply: onPlainLines((line) =>
      /mem|heap|rss|resident/i.test(line)
        ? line
            .replace(
              /\b((?:memory|mem|heap|rss|resident)[\w ()]{0,30}[:=]\s{0,4})\d{1,15}(?:\.\d{1,6})?(?: ?[KMGT]i?B?\b)?(?:\/\d{1,9}[KMGT]i?B?\b)?/gi,
              '$1<size>',
            )
            .replace(/(\((?:\d{1,9} ?[KMGT]i?B )?heap (?:size|used)[: ]{1,2})[\d.]{1,15} ?[KMGT]?i?B/gi, '$1<size>')
            .replace(/\b\d{1,12}maxresident\)k/g, '<size>maxresident)k')
        : line,
    ),
  },
  {
    id: 'test-progress',
    title: 'The share of a test run that is done, at the end of a result.',
    example: { before: 'test_a.py::test_x PASSED [ 12%]', after: 'test_a.py::test_x PASSED [<percent>]' },
    apply: onLines((line) =>
      line.endsWith('%]') &&
      /^\S{1,1000} (PASSED|FAILED|SKIPPED|XFAIL|XPASS|ERROR|\.|[.sFExX]{1,200})|^[.sFExX]{1,200} {0,80}\[|\.py [.sFExX]{1,200} {0,80}\[/.test(
        line.slice(0, 1500),
      )
        ? `${line.slice(0, line.lastIndexOf('[')).trimEnd()} [<percent>]`
        : line,
    ),
  },
];

function isMadeUp(name: string): boolean {
  if (name.length > 64) return false;
  const [, before = '', random = ''] = MADE_NAME.exec(name) ?? [];
  if (/^te?mp[\w]{6,}/i.test(name) || /\d[A-Za-z]+\d|[A-Za-z]\d[A-Za-z]/.test(random)) return true;
  return before !== '' && /[A-Za-z][A-Z]/.test(random) && /[a-z]/.test(random);
}

/** `<kind:n>`: the n-th that came up. */
function numbered(known: Map<string, string>, text: string, kind: string): string {
  const found = known.get(text) ?? `<${kind}:${known.size + 1}>`;
  known.set(text, found);
  return found;
}
