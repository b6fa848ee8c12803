/** One thing that a compiler, type checker or linter said about a place. */
export interface Diagnostic {
  /** As the tool wrote it: relative to where it ran, or absolute. Forward slashes. */
  readonly path: string;
  /** From 1; 0: the file as a whole. */
  readonly line: number;
  /** From 1; 0: not told. */
  readonly column: number;
  readonly severity: 'error' | 'warning' | 'info';
  /** `TS2322`, `reportCallIssue`, `E0308`; empty when the tool has none. */
  readonly code: string;
  /** In one line. */
  readonly message: string;
}

/** The tool's word for how bad it is, as one of ours; an unknown word is an error. */
export function severityOf(word: string): Diagnostic['severity'] {
  if (/^(warn(ing)?|1)$/i.test(word)) return 'warning';
  if (/^(info(rmation)?|note|hint|help|suggestion|remark)$/i.test(word)) return 'info';
  return 'error';
}

const [ESCAPE, BELL] = [String.fromCharCode(27), String.fromCharCode(7)];
const escapes = new RegExp(
  `${ESCAPE}(\\[[0-9;?]*[ -/]*[@-~]|\\][^${BELL}${ESCAPE}]*(${BELL}|${ESCAPE}\\\\)|[@-Z\\\\-_])`,
  'g',
);

/** Text without a terminal's colours and links, with `\n` at its line ends. */
export function plainOutput(text: string): string {
  return text.replace(escapes, '').replace(/\r\n?/g, '\n');
}
