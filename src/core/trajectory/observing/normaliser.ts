import type { PathRule } from '../pathInside.ts';

export interface NormaliserContext {
  /** Absolute folders that stand for the root of the repository, on either side. */
  readonly paths: readonly PathRule[];
  /** The command line that printed it, where it is known. */
  readonly command?: string;
}

/** One kind of noise, taken out of what a tool printed. Pure, in time linear in the text. */
export interface Normaliser {
  readonly id: string;
  /** What differs from run to run without meaning anything; one sentence. */
  readonly title: string;
  readonly example: { readonly before: string; readonly after: string };
  apply(text: string, context: NormaliserContext): string;
}

/** Changes each line by itself. */
export function onLines(change: (line: string) => string): (text: string) => string {
  return (text) => text.split('\n').map(change).join('\n');
}

/**
 * Changes each line by itself, except those that state what somebody expects or got (assertions, lines of a diff): a
 * number there is never noise.
 */
export function onPlainLines(change: (line: string) => string): (text: string) => string {
  return onLines((line) => (isClaim(line) ? line : change(line)));
}

const CLAIM =
  /assert|\bexpect|\breceived\b|\bactual|\bgot\b|\bwant(ed)?\b|!==?|(?<![=<>!])===?(?!=)|^E\s|\bnot? equal/i;
const DIFF_LINE = /^[-+](?![-+\s]|[r-][w-][xsS-])|^\s{1,40}[-+] \S/;

export function isClaim(line: string): boolean {
  return CLAIM.test(line) || DIFF_LINE.test(line);
}
