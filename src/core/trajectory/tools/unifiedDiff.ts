import type { CallOutcome } from './callOutcome.ts';
import { PatchedFiles } from './patchedFiles.ts';
import { refused, type ToolDesk } from './toolDesk.ts';

interface Hunk {
  /** From 1; 0 where there is nothing before. */
  readonly oldStart: number;
  readonly newStart: number;
  /** With their signs; a line keeps its end, but for one that ends without. */
  readonly lines: readonly string[];
}

interface FileDiff {
  readonly old: string | null;
  readonly new: string | null;
  readonly renamed: boolean;
  readonly hunks: readonly Hunk[];
  readonly binary: boolean;
}

/** Folders taken off the front of names, and how many outer context lines of a hunk may differ (patch: 2, git: 0). */
export interface DiffRules {
  readonly strip: number;
  readonly fuzz: number;
}

/**
 * A unified diff, also git's with renames, new and deleted files. A hunk is looked for where its header says, moved as
 * those before it were, then outwards from there. All or nothing, as `git apply`.
 */
export function unifiedDiffApplied(text: string, desk: ToolDesk, rules: DiffRules): CallOutcome {
  const diffs = fileDiffs(text, rules.strip);
  if (diffs.length === 0)
    return refused('bad-patch', 'the text is no unified diff', 'error: No valid patches in input');
  const files = new PatchedFiles(desk);
  for (const diff of diffs) {
    const problem = applied(diff, files, desk, rules);
    if (problem !== null) return problem;
  }
  return files.outcome('');
}

function applied(diff: FileDiff, files: PatchedFiles, desk: ToolDesk, rules: DiffRules): CallOutcome | null {
  const name = diff.old ?? diff.new ?? '';
  if (diff.binary) return refused('not-text', `the patch of "${name}" is binary`);
  const old = desk.place(name);
  const target = desk.place(diff.new ?? name);
  if (!old.ok) return refused(old.code, old.why);
  if (!target.ok) return refused(target.code, target.why);
  const now = files.look(old.path);
  if (diff.old === null) {
    if (now.kind !== 'absent' && !(now.kind === 'text' && now.text === '')) {
      const said = `error: ${name}: already exists in working directory`;
      return refused('exists', `"${old.path}" is there already`, said);
    }
    files.write(old.path, diff.hunks.flatMap(({ lines }) => lines.map((line) => line.slice(1))).join(''));
    return null;
  }
  if (now.kind === 'absent') {
    return refused('absent', `"${old.path}" is not there`, `error: ${name}: No such file or directory`);
  }
  if (now.kind === 'bytes') return refused('not-text', `"${old.path}" is not UTF-8 text`);
  const result = hunksApplied(now.text, diff.hunks, rules.fuzz);
  if (typeof result !== 'string') {
    const said = `error: patch failed: ${name}:${result.oldStart}\nerror: ${name}: patch does not apply`;
    return refused('not-found', `in "${old.path}" the hunk of line ${result.oldStart} has no place`, said);
  }
  if (diff.new === null) {
    files.remove(old.path);
    return null;
  }
  if (target.path !== old.path && diff.renamed) files.move(old.path, target.path);
  files.write(target.path, result);
  return null;
}

/** The text with all hunks applied, or the first hunk that has no place. */
function hunksApplied(text: string, hunks: readonly Hunk[], fuzz: number): string | Hunk {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const out: string[] = [];
  let done = 0;
  let moved = 0;
  for (const hunk of hunks) {
    const found = place(lines, hunk, done, moved, fuzz);
    if (found === null) return hunk;
    out.push(...lines.slice(done, found.at), ...found.added);
    done = found.at + found.length;
    moved = found.at - found.expected;
  }
  return [...out, ...lines.slice(done)].join('');
}

function place(lines: readonly string[], hunk: Hunk, done: number, moved: number, fuzz: number) {
  for (let drop = 0; drop <= fuzz; drop++) {
    const lead = Math.min(
      drop,
      hunk.lines.findIndex((line) => !line.startsWith(' ')),
    );
    const tail = Math.min(
      drop,
      hunk.lines.toReversed().findIndex((line) => !line.startsWith(' ')),
    );
    const kept = hunk.lines.slice(lead, hunk.lines.length - tail);
    const before = kept.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
    const added = kept.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
    const base = before.length === 0 ? hunk.oldStart : hunk.oldStart - 1;
    const expected = base + lead;
    const at = outwards(lines, before, Math.max(done, expected + moved), done);
    if (at !== null) return { at, length: before.length, added, expected };
  }
  return null;
}

function outwards(lines: readonly string[], before: readonly string[], start: number, least: number): number | null {
  const last = lines.length - before.length;
  const fits = (at: number) => before.every((line, index) => sameLine(line, lines[at + index] ?? ''));
  for (let distance = 0; distance <= Math.max(start - least, last - start, 0); distance++) {
    if (start + distance <= last && fits(start + distance)) return start + distance;
    if (distance > 0 && start - distance >= least && start - distance <= last && fits(start - distance)) {
      return start - distance;
    }
  }
  return null;
}

function sameLine(a: string, b: string): boolean {
  return a === b;
}

/** The files of a diff. Names in quotes are read as git writes them. */
function fileDiffs(text: string, strip: number): FileDiff[] {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const found: FileDiff[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = (lines[at] ?? '').trimEnd();
    const git = /^diff --git (.*)$/.exec(line);
    const plain = line.startsWith('--- ') && lines[at + 1]?.startsWith('+++ ');
    if (git === null && !plain) {
      at++;
      continue;
    }
    const parsed = fileDiff(lines, at, strip, git?.[1] ?? null);
    if (parsed.diff !== null) found.push(parsed.diff);
    at = parsed.next;
  }
  return found;
}

function fileDiff(lines: readonly string[], start: number, strip: number, git: string | null) {
  const names = git === null ? null : /^"?(?:a\/)(.*?)"? "?b\/(.*?)"?$/.exec(git);
  let old: string | null = names?.[1] ?? null;
  let next: string | null = names?.[2] ?? null;
  let renamed = false;
  let binary = false;
  let at = git === null ? start : start + 1;
  for (; at < lines.length; at++) {
    const line = (lines[at] ?? '').replace(/\r?\n$/, '');
    if (line.startsWith('@@ ') || line.startsWith('diff --git ')) break;
    const field = /^(---|\+\+\+|rename from|rename to|copy from|copy to|new file mode|deleted file mode) ?(.*)$/.exec(
      line,
    );
    if (/^(?:GIT binary patch|Binary files )/.test(line)) binary = true;
    else if (field?.[1] === '---') old = stripped(field[2] ?? '', strip);
    else if (field?.[1] === '+++') {
      next = stripped(field[2] ?? '', strip);
      at++;
      break;
    } else if (field?.[1] === 'new file mode') old = null;
    else if (field?.[1] === 'deleted file mode') next = null;
    else if (field?.[1] === 'rename from') [old, renamed] = [field[2] ?? '', true];
    else if (field?.[1] === 'rename to') next = field[2] ?? '';
  }
  const hunks: Hunk[] = [];
  while (at < lines.length) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(lines[at] ?? '');
    if (head === null) break;
    const parsed = hunkLines(lines, at + 1, Number(head[2] ?? 1), Number(head[4] ?? 1));
    hunks.push({ oldStart: Number(head[1]), newStart: Number(head[3]), lines: parsed.lines });
    at = parsed.next;
  }
  const nothing = hunks.length === 0 && !renamed && !binary && old !== null && next !== null;
  const diff: FileDiff | null =
    (old === null && next === null) || nothing ? null : { old, new: next, renamed, hunks, binary };
  return { diff, next: Math.max(at, start + 1) };
}

function hunkLines(lines: readonly string[], start: number, olds: number, news: number) {
  const found: string[] = [];
  let at = start;
  for (let [before, after] = [olds, news]; at < lines.length && (before > 0 || after > 0); at++) {
    const raw = lines[at] ?? '';
    const line = raw === '\n' || raw === '\r\n' ? ` ${raw}` : raw;
    const sign = line[0];
    if (sign === '\\') break;
    if (sign !== ' ' && sign !== '+' && sign !== '-') break;
    if (sign !== '+') before--;
    if (sign !== '-') after--;
    const ended = line.endsWith('\n') ? line : `${line}\n`;
    const open = lines[at + 1]?.startsWith('\\ No newline') === true;
    found.push(open ? ended.slice(0, -1) : ended);
    if (open) at++;
  }
  return { lines: found, next: at };
}

/** A name of a header without its time and first folders; null: nothing is there (`/dev/null`). */
function stripped(given: string, strip: number): string | null {
  const name = given
    .replace(/\t.*$/, '')
    .trim()
    .replace(/^"(.*)"$/, '$1');
  if (name === '/dev/null') return null;
  return name.split('/').slice(strip).join('/') || name;
}
