import { writeUnifiedDiff } from '../edit/writeUnifiedDiff.ts';
import type { FileDiff } from '../session/timeline.ts';
import { type Exported, Losses } from './exported.ts';

export interface ZedSource {
  readonly name: string;
  readonly repositoryUrl: string;
  /** Commit that the work stood on, or a tree when there is none. */
  readonly revision: string;
  /** From that revision to the files at the session's start; null: cannot be told. */
  readonly uncommittedDiff: string | null;
  readonly reasoning: string;
  /** What was done before, operation by operation, and what came next. */
  readonly history: readonly (readonly FileDiff[])[];
  readonly next: readonly FileDiff[];
  /** Cursor before the next edit, in UTF-16 code units of the file's text then; null: not known. */
  readonly cursor: { readonly path: string; readonly offset: number } | null;
  /** What the session holds that an example has no place for. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** The marker that Zed's reader looks for first; it is exact in any column. */
const CURSOR = '<|user_cursor|>';
/** Zed captures no larger file. Bytes. */
const LARGEST_FILE = 64 * 1024;
const NEAR_LINES = 60;

/**
 * One example for Zed's edit prediction (`ExampleSpec`): Markdown with TOML in front, or its JSON twin. What was done
 * before the chosen operation is the edit history, that operation the expected patch, its notes the reasoning.
 */
export function writeZedExample(source: ZedSource, form: 'markdown' | 'json'): Exported {
  const losses = new Losses();
  for (const [what, count] of Object.entries(source.leftOut)) losses.add(what, count);
  if (source.uncommittedDiff === null) losses.add('uncommitted changes at the start');
  const { path, position } = cursorOf(source, losses);
  const spec = {
    name: source.name,
    repository_url: source.repositoryUrl,
    revision: source.revision,
    tags: ['tracewright'],
    ...(source.reasoning === '' ? {} : { reasoning: source.reasoning }),
    uncommitted_diff: source.uncommittedDiff ?? '',
    cursor_path: path,
    cursor_position: position,
    edit_history: source.history.map(patchOf).join(''),
    expected_patches: [patchOf(source.next)],
  };
  const content = form === 'json' ? `${JSON.stringify(spec, null, 2)}\n` : markdown(spec);
  return { content, losses: losses.list() };
}

function patchOf(diffs: readonly FileDiff[]): string {
  return diffs
    .map(({ path, from, before, after }) =>
      writeUnifiedDiff({ path: from ?? path, text: before }, { path, text: after }),
    )
    .join('');
}

/** The lines around the cursor, with its marker. Without a known cursor: where the next edit begins. */
function cursorOf({ cursor, next }: ZedSource, losses: Losses): { readonly path: string; readonly position: string } {
  const file = next.find((one) => (one.from ?? one.path) === cursor?.path) ?? next[0];
  const text = file?.before ?? '';
  const here = file !== undefined && (file.from ?? file.path) === cursor?.path ? cursor.offset : undefined;
  if (here === undefined) losses.add('cursor (taken from the next edit)');
  const offset = Math.min(here ?? firstDifference(text, file?.after ?? ''), text.length);
  const marked = text.slice(0, offset) + CURSOR + text.slice(offset);
  if (text.includes(CURSOR)) losses.add('text that looks like the cursor marker');
  const path = file?.from ?? file?.path ?? '';
  if (marked.length * 3 <= LARGEST_FILE) return { path, position: marked };
  const lines = marked.split('\n');
  const at = text.slice(0, offset).split('\n').length - 1;
  return { path, position: lines.slice(Math.max(0, at - NEAR_LINES), at + NEAR_LINES + 1).join('\n') };
}

function firstDifference(before: string, after: string): number {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  return at;
}

function markdown(spec: {
  readonly name: string;
  readonly repository_url: string;
  readonly revision: string;
  readonly tags: readonly string[];
  readonly reasoning?: string;
  readonly uncommitted_diff: string;
  readonly cursor_path: string;
  readonly cursor_position: string;
  readonly edit_history: string;
  readonly expected_patches: readonly string[];
}): string {
  const { name, reasoning, uncommitted_diff, edit_history, expected_patches } = spec;
  const front = [
    `repository_url = ${JSON.stringify(spec.repository_url)}`,
    `revision = ${JSON.stringify(spec.revision)}`,
    `tags = [${spec.tags.map((tag) => JSON.stringify(tag)).join(', ')}]`,
  ];
  const sections = [
    `+++\n${front.join('\n')}\n+++\n`,
    `# ${name.replaceAll(/\s+/g, ' ')}\n`,
    ...(reasoning === undefined ? [] : [`## Reasoning\n\n${quoted(reasoning)}`]),
    ...(uncommitted_diff === '' ? [] : [`## Uncommitted Diff\n\n${fenced('diff', uncommitted_diff)}`]),
    `## Edit History\n\n${edit_history === '' ? '(No edit history)\n' : fenced('diff', edit_history)}`,
    `## Cursor Position\n\n${fenced(spec.cursor_path, spec.cursor_position)}`,
    `## Expected Patch\n\n${expected_patches.map((patch) => fenced('diff', patch)).join('\n')}`,
  ];
  return sections.join('\n');
}

/** A fence that is longer than any in the text. */
function fenced(info: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${info}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}\n`;
}

/** Somebody's words must not open a section of their own. */
function quoted(text: string): string {
  return `${text.replaceAll(/^(#+ |\+\+\+|```)/gm, '\\$1').trimEnd()}\n`;
}
