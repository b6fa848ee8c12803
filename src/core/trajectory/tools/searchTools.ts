import { pathArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { globPattern } from './globPattern.ts';
import { type Arguments, read, type Tool, type ToolDesk } from './toolDesk.ts';
import { filesUnder } from './treeSearch.ts';

/** Searches over all files. What they print is told where the world can list, and the tool's order is that of names. */
export const searchTools: readonly Tool[] = [
  {
    names: ['grep_search'],
    fits: (given) => typeof given.query === 'string' && 'isRegexp' in given,
    perform: grepSearch,
  },
  { names: ['list_dir'], fits: (given) => typeof given.path === 'string', perform: listDir },
  { names: ['glob'], perform: glob },
  { names: ['grep'], fits: (given) => typeof given.pattern === 'string', perform: grep },
];

function under(
  given: Arguments,
  desk: ToolDesk,
): { readonly folder: string; readonly files: readonly string[] } | null {
  const path = pathArgument(given);
  const at = path === undefined ? ({ ok: true, path: '' } as const) : desk.folder(path);
  if (!at.ok) return null;
  const files = filesUnder(desk.world, at.path);
  return files === null ? null : { folder: at.path, files };
}

/** Told only where it is nothing: the tools sort by time, which nobody recorded. */
function glob(given: Arguments, desk: ToolDesk): CallOutcome {
  const nothing = 'No files found';
  const pattern = globPattern(textArgument(given, 'pattern') ?? '');
  if (desk.recorded !== nothing || pattern === null) return read();
  const found = under(given, desk);
  if (found === null) return read();
  const some = found.files.some((file) => pattern.test(file) && !file.includes('node_modules/'));
  return read(some ? undefined : nothing);
}

/** Told only where nothing is found. */
function grep(given: Arguments, desk: ToolDesk): CallOutcome {
  const nothing = ['No files found', 'No matches found', 'No matches found.'].find((said) => said === desk.recorded);
  const pattern = textArgument(given, 'pattern') ?? '';
  if (nothing === undefined || !/^[\w\s-]+$/.test(pattern) || 'glob' in given || 'type' in given) return read();
  const found = under(given, desk);
  if (found === null) return read();
  const hit = found.files.some((file) => {
    const view = desk.world.look(found.folder === '' ? file : `${found.folder}/${file}`);
    return view.kind === 'text' && view.text.includes(pattern);
  });
  return read(hit ? undefined : nothing);
}

/** VS Code's search for a text: matches by file, with the line's number. */
function grepSearch(given: Arguments, desk: ToolDesk): CallOutcome {
  const query = textArgument(given, 'query') ?? '';
  const told = desk.recorded === undefined || /^(?:\n1 match<|No matches found$)/.test(desk.recorded);
  const found = told ? under({}, desk) : null;
  if (found === null || given.isRegexp === true || 'includePattern' in given || query === '') return read();
  const wanted = query.toLowerCase();
  const matches: { readonly file: string; readonly line: number; readonly text: string }[] = [];
  for (const file of found.files) {
    const view = desk.world.look(file);
    if (view.kind !== 'text') continue;
    for (const [index, text] of view.text.split(/\r?\n/).entries()) {
      if (text.toLowerCase().includes(wanted)) matches.push({ file, line: index + 1, text });
    }
  }
  const [only, ...more] = matches;
  if (only === undefined) return read('No matches found');
  const shown = desk.shown(only.file);
  if (more.length > 0 || shown === undefined) return read();
  return read(`\n1 match<match path="${shown}" line=${only.line}>\n\n${only.text}\n</match>\n`);
}

/** VS Code's listing of a folder: names, folders with a slash. */
function listDir(given: Arguments, desk: ToolDesk): CallOutcome {
  const at = desk.folder(textArgument(given, 'path') ?? '');
  const entries = at.ok ? desk.world.list?.(at.path) : null;
  if (entries === null || entries === undefined) return read();
  const names = entries.map(({ name, kind }) => (kind === 'folder' ? `${name}/` : name));
  return read(names.sort().join('\n'));
}
