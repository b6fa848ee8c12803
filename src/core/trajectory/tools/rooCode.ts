import { flagArgument, listArgument, numberArgument, pathArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { PatchedFiles } from './patchedFiles.ts';
import { type RooItem, rooBlocks } from './rooBlocks.ts';
import {
  type Arguments,
  editFile,
  failed,
  missing,
  refused,
  type Tool,
  type ToolDesk,
  unknown,
  writeFile,
} from './toolDesk.ts';

/** Roo Code's tools; those that it shares with Cline are cline.ts. */
export const rooTools: readonly Tool[] = [
  { names: ['apply_diff'], perform: applyDiff },
  { names: ['insert_content'], perform: insertContent },
  { names: ['search_and_replace'], perform: searchAndReplace },
];

interface FileItems {
  readonly path: string;
  readonly items: readonly RooItem[];
}

/** One file in `path` and `diff`, or several in the elements of `args`. */
function wanted(given: Arguments): FileItems[] {
  const path = pathArgument(given);
  const diff = textArgument(given, 'diff');
  if (path !== undefined && diff !== undefined) {
    return [{ path, items: [{ content: diff, line: numberArgument(given, 'start_line') ?? 0 }] }];
  }
  const args = textArgument(given, 'args') ?? '';
  const listed = listArgument(given, 'files').map((file) => ({
    path: pathArgument(file) ?? '',
    items: [...listArgument(file, 'diffs', 'diff'), ...(typeof file.diff === 'string' ? [file] : [])].map((one) => ({
      content: textArgument(one, 'content', 'diff') ?? '',
      line: numberArgument(one, 'start_line') ?? 0,
    })),
  }));
  if (listed.length > 0) return listed;
  return [...args.matchAll(/<file>([\s\S]*?)<\/file>/g)].map(([, file = '']) => ({
    path: /<path>([\s\S]*?)<\/path>/.exec(file)?.[1]?.trim() ?? '',
    items: [...file.matchAll(/<diff>([\s\S]*?)<\/diff>/g)].map(([, one = '']) => ({
      content: (/<content>([\s\S]*?)<\/content>/.exec(one)?.[1] ?? one).replace(/^\s*<!\[CDATA\[|\]\]>\s*$/g, ''),
      line: Number(/<start_line>(\d+)<\/start_line>/.exec(one)?.[1] ?? 0),
    })),
  }));
}

function applyDiff(given: Arguments, desk: ToolDesk): CallOutcome {
  const files = wanted(given);
  if (files.length === 0) return missing('diff');
  const patched = new PatchedFiles(desk);
  for (const { path, items } of files) {
    const at = desk.place(path);
    if (!at.ok) return refused(at.code, at.why);
    const now = patched.look(at.path);
    if (now.kind === 'absent') return refused('absent', `"${at.path}" is not there`);
    if (now.kind === 'bytes') return refused('not-text', `"${at.path}" is not UTF-8 text`);
    const result = rooBlocks(now.text, items);
    if (!result.ok) return refused(result.code, `in "${at.path}" ${result.why}`);
    patched.write(at.path, result.text);
  }
  return patched.outcome();
}

/** `line` counts from 1; 0 is the end. */
function insertContent(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const line = numberArgument(given, 'line');
  const content = textArgument(given, 'content');
  if (path === undefined) return missing('path');
  if (line === undefined || line < 0) return missing('line');
  if (content === undefined) return missing('content');
  const insert = (text: string) => {
    const lines = text === '' ? [] : text.split('\n');
    const at = line === 0 ? lines.length : Math.min(line - 1, lines.length);
    lines.splice(at, 0, ...content.split('\n'));
    return { ok: true as const, text: lines.join('\n') };
  };
  const at = desk.place(path);
  if (at.ok && desk.world.look(at.path).kind === 'absent') return writeFile(desk, path, () => insert(''));
  return editFile(desk, path, insert);
}

/** No group is repeated and little else: a recorded pattern is somebody's text, and it has to come to an end. */
function isQuick(pattern: string): boolean {
  return pattern.length <= 300 && !/\)[*+{?]/.test(pattern) && (pattern.match(/[*+{]/g) ?? []).length <= 3;
}

/** All occurrences, within lines `start_line` to `end_line` (from 1) where they are given. */
function searchAndReplace(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const search = textArgument(given, 'search');
  const by = textArgument(given, 'replace') ?? '';
  if (path === undefined) return missing('path');
  if (search === undefined) return missing('search');
  const flags = flagArgument(given, 'ignore_case') ? 'gim' : 'gm';
  const regex = flagArgument(given, 'use_regex');
  if (regex && !isQuick(search)) return unknown('its regular expression may take for ever');
  return editFile(desk, path, (text) => {
    let pattern: RegExp;
    try {
      pattern = new RegExp(regex ? search : search.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), flags);
    } catch {
      return failed('bad-arguments', 'the regular expression is none');
    }
    const lines = text.split('\n');
    const start = Math.max((numberArgument(given, 'start_line') ?? 1) - 1, 0);
    const end = Math.min((numberArgument(given, 'end_line') ?? lines.length) - 1, lines.length - 1);
    const replaced = lines
      .slice(start, end + 1)
      .join('\n')
      .replace(pattern, by);
    const next = [...lines.slice(0, start), replaced, ...lines.slice(end + 1)].join('\n');
    return next === text
      ? failed('same', 'nothing would change', `No changes needed for '${path}'`)
      : { ok: true, text: next };
  });
}
