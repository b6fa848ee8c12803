import type { CallGround } from '../atif.ts';

interface Outcome {
  readonly kind: string;
  readonly command: string | null;
  readonly seen: string;
  /** Of the call and its results. */
  readonly ground: readonly CallGround[];
}

/** So many characters at the beginning and at the end are looked through. */
const LOOKED_AT = 2_000;

/** What tools print in place of an answer. */
const REFUSALS =
  /^\s{0,40}(?:<tool_use_error>|<error>|error\b|(?:[\w.]{1,80}(?:Error|Exception)):|failed to\b|file (?:does not exist|not found)|file \S{1,400} not found|no such file|invalid\b|no replacement was performed|your (?:proposed )?edit|usage: |permission denied|could not\b|unable to\b|tool \S{1,80} not found|unknown (?:tool|command)|wrong\b|execution failed|string to replace not found)/i;
/** What a shell or a program prints when it fails. */
const FAILURES =
  /Traceback \(most recent call last\)|: command not found|No such file or directory|Permission denied|^\s{0,8}(?:fatal|error|ERROR|FATAL|panic): |^\w{0,40}(?:Error|Exception): |SyntaxError\b|^npm ERR!|(?:^|[\s,(])[1-9]\d{0,6} (?:failed|errors?)\b|^FAILED\b|^FAIL:? |Segmentation fault|command timed out|EXECUTION TIMED OUT|\[?exit(?:ed with)? (?:code|status):? ?[1-9]|<returncode>[1-9]|Wrong flag|introduced new syntax error/im;

/** Programs whose exit code 1 with nothing printed only means "nothing found" or "differs". */
const FINDERS = /^\s{0,20}(?:[\w=/.-]{1,200} ){0,3}(?:grep|rg|ag|diff|cmp|test|\[|which|pgrep|git (?:grep|diff))\b/;

/**
 * Whether a call failed: by the source's own mark or the exit code where there is one, else by what tools and shells
 * print when they fail. A file's content that speaks of errors is no failure: of reads only the beginning counts.
 */
export function hasFailed({ kind, command, seen, ground }: Outcome): boolean {
  if (ground.some(({ isError }) => isError === true)) return true;
  const codes = ground.flatMap(({ exitCode }) => (typeof exitCode === 'number' ? [exitCode] : []));
  if (codes.length > 0) {
    const nothingFound = codes.every((code) => code <= 1) && command !== null && FINDERS.test(command);
    return codes.some((code) => code !== 0) && !nothingFound;
  }
  if (ground.some(({ isError }) => isError === false)) return false;
  if (REFUSALS.test(seen.slice(0, 400))) return true;
  if (kind === 'read' || kind === 'search' || kind === 'think') return false;
  if (command === null)
    return (
      kind === 'edit' && /introduced new syntax error|no replacement was performed/i.test(seen.slice(0, LOOKED_AT))
    );
  if (seen.length <= 2 * LOOKED_AT) return FAILURES.test(seen);
  return FAILURES.test(seen.slice(0, LOOKED_AT)) || FAILURES.test(seen.slice(-LOOKED_AT));
}
