/** What a terminal says somebody entered, and what of it the terminal itself had printed. */
export interface EnteredLine {
  readonly line: string;
  readonly printed: string;
}

/**
 * Takes apart a command line that the editor read off the screen. Before a line that begins with `(` bash does not
 * announce the command, so what it prints is taken for more lines of it. A first line whose brackets are closed is a
 * command of its own; lines that the shell asked for begin with its continuation prompt, and stay.
 */
export function enteredLine(told: string): EnteredLine {
  const end = told.indexOf('\n');
  if (!told.startsWith('(') || end < 0 || told.startsWith('> ', end + 1)) return { line: told, printed: '' };
  const line = told.slice(0, end).trimEnd();
  return isClosed(line) ? { line, printed: told.slice(end + 1) } : { line: told, printed: '' };
}

/** Whether brackets and quotes are closed at the end. */
function isClosed(line: string): boolean {
  const plain = line.replace(/\\.|'[^']*'|"(?:\\.|[^"\\])*"/g, '');
  if (/['"\\]/.test(plain)) return false;
  let depth = 0;
  for (const char of plain) {
    if (char === '(') depth++;
    else if (char === ')') depth--;
  }
  return depth === 0;
}
