import type { CallOutcome } from './callOutcome.ts';
import { fileLines } from './textLines.ts';
import { read, readFile, type ToolDesk } from './toolDesk.ts';
import { filesUnder } from './treeSearch.ts';

/** `search_dir`: files without a hidden part in their path, and how many of their lines have the term. */
export function searchDirectory(desk: ToolDesk, term: string, folder = './'): CallOutcome {
  const shown = desk.shown(folder)?.replace(/\/\.?$/, '');
  const at = desk.folder(folder);
  const files = at.ok ? filesUnder(desk.world, at.path) : null;
  if (shown === undefined || files === null || !isLiteral(term)) return read();
  const matches: { readonly file: string; readonly lines: number }[] = [];
  for (const file of files) {
    if (/(?:^|\/)\./.test(file)) continue;
    const view = desk.world.look(joined(at.ok ? at.path : '', file));
    const lines = view.kind === 'text' ? fileLines(view.text).filter((line) => line.includes(term)).length : 0;
    if (lines > 0) matches.push({ file: `${shown}/${file}`, lines });
  }
  if (matches.length === 0) return read(`No matches found for "${term}" in ${shown}`);
  if (matches.length > 100) {
    return read(`More than ${matches.length} files matched for "${term}" in ${shown}. Please narrow your search.`);
  }
  const total = matches.reduce((sum, { lines }) => sum + lines, 0);
  return read(
    [
      `Found ${total} matches for "${term}" in ${shown}:`,
      ...matches.map(({ file, lines }) => `${file} (${lines} matches)`),
      `End of matches for "${term}" in ${shown}`,
    ].join('\n'),
  );
}

/** `search_file`: the lines of a file, or of the open one, that have the term. */
export function searchOpenFile(desk: ToolDesk, term: string, file?: string): CallOutcome {
  if (term === '') return read('Usage: search_file <search_term> [<file>]');
  const path = file ?? desk.memory.window?.shown;
  if (path === undefined) return read('No file open. Use the open command first.');
  const shown = desk.shown(path);
  const usage = `Usage: search_file <search_term> [<file>]\nError: File name ${path} not found. Please provide a valid file name.`;
  return readFile(
    desk,
    path,
    (text) => {
      if (shown === undefined || !isLiteral(term)) return undefined;
      const lines = fileLines(text).flatMap((line, index) =>
        line.includes(term) ? [`Line ${index + 1}:${line}`] : [],
      );
      if (lines.length === 0) return `No matches found for "${term}" in ${shown}`;
      return [
        `Found ${lines.length} matches for "${term}" in ${shown}:`,
        ...lines,
        `End of matches for "${term}" in ${shown}`,
      ].join('\n');
    },
    usage,
  );
}

/** `find_file`: files of that name, `*` and `?` being wild. */
export function findFile(desk: ToolDesk, name: string, folder = './'): CallOutcome {
  const shown = desk.shown(folder)?.replace(/\/\.?$/, '');
  const at = desk.folder(folder);
  const files = at.ok ? filesUnder(desk.world, at.path) : null;
  if (shown === undefined || files === null || /[[\]\\]/.test(name)) return read();
  const pattern = new RegExp(
    `^${name
      .replace(/[.+^${}()|]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
  const found = files.filter((file) => pattern.test(file.slice(file.lastIndexOf('/') + 1)));
  if (found.length === 0) return read(`No matches found for "${name}" in ${shown}`);
  const paths = found.map((file) => `${shown}/${file}`);
  return read([`Found ${found.length} matches for "${name}" in ${shown}:`, ...paths].join('\n'));
}

/** The term means the same as a text and as a basic regular expression. */
function isLiteral(term: string): boolean {
  return term !== '' && !/[.*[\]^$\\]/.test(term);
}

function joined(folder: string, file: string): string {
  return folder === '' ? file : `${folder}/${file}`;
}
