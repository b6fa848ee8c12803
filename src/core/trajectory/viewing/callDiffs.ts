import type { FileDiff } from '../../session/timeline.ts';
import { editorCommand } from '../editorCommand.ts';
import { fieldsOf, listOf, textOf } from '../importing/fields.ts';

/** What an edit call wants changed: snippets before and after, or a patch as it was written. */
export interface CallDiffs {
  /** Line numbers count within the snippet; of a written file they are the file's. */
  readonly files: readonly FileDiff[];
  readonly patch: string | null;
}

type Arguments = Readonly<Record<string, unknown>>;

/** Larger snippets are shown as arguments only: a diff of them would hold the page up. UTF-16 code units. */
const LONGEST = 100_000;

/** What a call of a known dialect of edit tools changes, by its arguments alone; no file is looked at. */
export function callDiffs(name: string, given: Arguments): CallDiffs {
  const patch = patchOf(name, given);
  if (patch !== null) return { files: [], patch };
  const blocks = textOf(given.diff);
  const path = pathOf(given);
  const found = blocks === undefined ? [] : searchReplaceBlocks(blocks).map((block) => ({ path, ...block }));
  const files = (found.length > 0 ? found : editsOf(name, given)).filter(
    ({ before, after }) => (before?.length ?? 0) <= LONGEST && (after?.length ?? 0) <= LONGEST,
  );
  return { files, patch: null };
}

function editsOf(name: string, given: Arguments): FileDiff[] {
  // Without this a call that leaves the new text out (to delete) would not be understood.
  const edit = editorCommand(name, 'old_string' in given ? { new_string: '', ...given } : given);
  if (edit.kind === 'refused' && edit.code === 'many-files') return listOf(given.replacements).flatMap(single);
  switch (edit.kind) {
    case 'replace':
      return edit.replacements.map(({ before, after }) => ({ path: edit.path, before, after }));
    case 'write':
      return [{ path: edit.path, before: null, after: edit.content }];
    case 'insert':
      return [{ path: edit.path, before: '', after: edit.text }];
    default:
      return [];
  }
}

function single(replacement: unknown): FileDiff[] {
  return editsOf('replace', fieldsOf(replacement));
}

/** The patch that a call applies: Codex's own envelope, or a unified diff, also inside of a shell command. */
function patchOf(name: string, given: Arguments): string | null {
  const texts = Object.values(given).flatMap((value) => (Array.isArray(value) ? value : [value]));
  for (const value of texts) {
    if (typeof value !== 'string' || value.length > LONGEST) continue;
    const envelope = /\*\*\* Begin Patch\r?\n[\s\S]*?\*\*\* End Patch/.exec(value)?.[0];
    if (envelope !== undefined) return envelope;
    if (isUnifiedDiff(value)) return value;
  }
  const input = textOf(given.input) ?? textOf(given.patch);
  return name.toLowerCase() === 'apply_patch' && input !== undefined && input.length <= LONGEST ? input : null;
}

/** The text is a unified diff from its first line on. */
export function isUnifiedDiff(text: string): boolean {
  return /^\s*(diff --git |Index: .*\n=+\n|--- .*\n\+\+\+ )/.test(text.slice(0, 2_000)) && /^@@ /m.test(text);
}

/** The `SEARCH`/`REPLACE` blocks that Cline, Roo and Aider have models write. */
function searchReplaceBlocks(text: string): { readonly before: string; readonly after: string }[] {
  const block =
    /^[<-]{5,} ?SEARCH.*\n(?::start_line:.*\n)?(?:-{5,}\n)?([\s\S]*?)^={5,}\n([\s\S]*?)^[>+]{5,} ?REPLACE/gm;
  return [...text.matchAll(block)].map(([, before = '', after = '']) => ({ before, after }));
}

function pathOf(given: Arguments): string {
  return textOf(given.path) ?? textOf(given.file_path) ?? textOf(given.filePath) ?? '';
}
