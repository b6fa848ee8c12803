/**
 * Whether the text of the search view's list names a match. It has a line for each file, which ends with its path, and
 * below it a line for each match: `line,column: text`, both counted from 1; lines of one match that go on have no column.
 * `file` is relative to its root, with forward slashes.
 */
export function listsMatch(listed: string, file: string, line: number, column: number): boolean {
  let inFile = false;
  for (const text of listed.split(/\r?\n/)) {
    const match = /^\s*(\d+)(?:,(\d+))?: /.exec(text);
    if (match === null) inFile = isPath(text, file);
    else if (inFile && Number(match[1]) === line && Number(match[2]) === column) return true;
  }
  return false;
}

function isPath(text: string, file: string): boolean {
  const path = text.replaceAll('\\', '/');
  return path === file || path.endsWith(`/${file}`);
}
