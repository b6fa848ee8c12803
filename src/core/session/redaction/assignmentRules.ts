import { entropyOf, isHarmless, isIdentifier } from './secretValue.ts';
import type { LineRule } from './tokenRules.ts';

/** Names under which secrets go, at the end of a name; what else may stand before it is free. */
const STRONG =
  '(?:pass(?:word|wd|phrase)|pwd|secret|(?:api|access|secret|private|auth|account|encryption|signing|master|storage|shared[-_]?access)[-_]?key|credentials?|(?:auth|access|refresh|api|bot|session|id|deploy|personal|bearer)[-_]?token)';
const WEAK = '(?:token|_auth|auth|authorization|key|salt|signature|dsn|webhook|cookie|connection[-_]?string)';
const NEEDLES = [
  'pass',
  'pwd',
  'secret',
  'key',
  'token',
  'credential',
  'auth',
  'salt',
  'signature',
  'dsn',
  'webhook',
  'cookie',
  'connection',
];
const BETWEEN = '["\'`\\]\\\\]{0,4}(?: *\\?)?(?: *: *[A-Za-z]{1,20})? *(?::=|=>|={1,3}|:) *(?:[rbuf]{1,2}(?=["\']))?';
/** Between quotes, or after one that has no partner yet: then as far as it looks like one value. */
const QUOTED = ['"', "'", '`']
  .map((quote, index) => {
    const closed = `${quote}(?<secret${index}>(?:[^${quote}\\\\]|\\\\.){1,4096})${quote}`;
    const inString = `\\\\{1,3}${quote}(?<inner${index}>[^${quote}\\\\\\s]{1,4096})\\\\{1,3}${quote}`;
    return `${inString}|${closed}|${quote}(?<open${index}>[^${quote}\\s)\\],;}]{1,4096})(?=[^${quote}]*$)`;
  })
  .join('|');
/** What a function is called that gives a name its value; others (`scrypt('password', 'salt')`) only take both. */
const SETTER =
  '\\b\\w{0,40}(?:set|put|add|append|header|env|define|config|param|property|store|save|login|fill|type|auth|connect)\\w{0,20}';
const LAST = '(?:[_-]?(?:base|value|[0-9]{1,2}))?';

/** `password = "…"`, `"api_key": "…"`, `PASSWORD=…`, `password: …`, `--token …`: values that their name gives away. */
export const assignmentRules: readonly LineRule[] = [
  {
    name: 'named-secret',
    needles: NEEDLES,
    pattern: new RegExp(`${STRONG}${LAST}${BETWEEN}(?:${QUOTED})`, 'dgi'),
    accepts: (value) => !isHarmless(value),
  },
  {
    name: 'named-secret',
    needles: NEEDLES,
    pattern: new RegExp(`(?<=${SETTER}\\(["'\`])${STRONG}["'\`] *, *(?:${QUOTED})`, 'dgi'),
    accepts: (value) => !isHarmless(value),
  },
  {
    name: 'named-secret',
    needles: NEEDLES,
    pattern: new RegExp(`${WEAK}${LAST}${BETWEEN}(?:${QUOTED})`, 'dgi'),
    accepts: isRandom,
  },
  {
    name: 'environment-secret',
    needles: NEEDLES,
    pattern:
      /(?<![A-Za-z0-9_$.])(?:[A-Z][A-Z0-9_]{0,60}?)?(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|CREDENTIALS?|_PWD|_PW|_AUTH)(?:_[A-Z0-9]{1,20})?=(?<secret>[^\s"'`#;&|,()<>]{1,4096})(?![^\s"'`#;&|]*\()/dg,
    accepts: (value) => !isHarmless(value) && !/^[A-Z_]+$/.test(value),
  },
  {
    name: 'environment-secret',
    needles: ['_auth', 'password', 'pwd=', 'accountkey=', 'sharedaccesskey=', 'secret'],
    pattern:
      /(?:_authToken|_auth|_password|;? ?(?:[Pp]assword|[Pp]wd|AccountKey|SharedAccessKey))=(?<secret>[^\s"'`;&|()<>${}]{1,4096})(?![^\s"'`;&|]*\()/dg,
    accepts: (value) => !isHarmless(value) && !isIdentifier(value),
  },
  {
    name: 'named-secret',
    needles: NEEDLES,
    pattern: new RegExp(
      `^[ \\t\\ufeff]*(?:- )?["']?[A-Za-z0-9_.-]{0,60}?${STRONG}["']? *[:=] *(?<secret>[^\\s"'\`(){}\\[\\],;<>$]{6,4096})[ \\t]*$`,
      'dgi',
    ),
    accepts: (value) => !isHarmless(value) && !isIdentifier(value) && /\d/.test(value) && /[A-Za-z]/.test(value),
  },
  {
    name: 'command-line-secret',
    needles: ['--'],
    pattern:
      /(?<![\w-])--[a-z-]{0,40}?(?:password|passwd|passphrase|token|secret|api-?key|access-?key|secret-?key)(?:=| +)["']?(?<secret>[^\s"'`-][^\s"'`]{0,4095})/dg,
    accepts: (value) => !isHarmless(value) && !/^[a-z-]+$/.test(value) && !isIdentifier(value),
  },
  {
    name: 'command-line-secret',
    needles: ['-u ', '--user ', '-u"', "-u'"],
    pattern: /\bcurl\b[^\r\n]{0,2000}? (?:-u|--user) ?["']?[^\s:"']{1,100}:(?<secret>[^\s"']{1,500})/dg,
    accepts: (value) => !isHarmless(value),
  },
];

/** What no person would have chosen: long, of several kinds of characters, and without pattern. */
function isRandom(value: string): boolean {
  if (value.length < 16 || isHarmless(value) || isIdentifier(value) || /^(?:sha\d|md5)/i.test(value)) return false;
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value) || /[/\\.,:;] ?[a-z]/.test(value.slice(0, 40)))
    return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(value)).length;
  return kinds >= 2 && /\d/.test(value) && (value.match(/\d/g)?.length ?? 0) >= 2 && entropyOf(value) >= 3.4;
}
