import { numberedLines, placesOf } from './textLines.ts';
import { type Edited, failed } from './toolDesk.ts';

interface Wanted {
  readonly before: string;
  readonly after: string;
  readonly all: boolean;
}

type ClaudeEdited =
  | { readonly ok: true; readonly text: string; readonly old: string; readonly line: number; readonly after: string }
  | { readonly ok: false; readonly code: string; readonly why: string; readonly said: string };

/** `     1→a line`, or without the padding, or with a tab, as the recording has it. */
export function numberStyle(recorded: string | undefined): (lines: readonly string[], first: number) => string {
  const numbered = /(?:^|\n)( *)\d+(→|\t)/.exec(recorded ?? '');
  const padded = numbered === null || numbered[1] !== '';
  const separator = numbered?.[2] ?? '→';
  return (lines, first) => numberedLines(lines, first, padded ? 6 : 0, separator);
}

/**
 * One edit. Typographic quotes in the file also match straight ones; a removal takes the line end with it. Trailing
 * space of new lines is taken away only where the recorded snippet shows that this version did.
 */
export function claudeEdited(text: string, edit: Wanted, recorded: string | undefined): ClaudeEdited {
  const { before, all } = edit;
  if (before === edit.after) {
    const said = 'No changes to make: old_string and new_string are exactly the same.';
    return { ok: false, code: 'same', why: 'both texts are the same', said };
  }
  const old = asInFile(text, before);
  if (old === null) {
    const said = `String to replace not found in file.\nString: ${before}`;
    return { ok: false, code: 'not-found', why: 'the text does not occur', said };
  }
  const places = placesOf(text, old);
  if (places.length > 1 && !all) {
    const said = `Found ${places.length} matches of the string to replace, but replace_all is false. To replace all occurrences, set replace_all to true. To replace only one occurrence, please provide more context to uniquely identify the instance.\nString: ${before}`;
    return { ok: false, code: 'not-unique', why: `the text occurs ${places.length} times`, said };
  }
  const after = strippedAsRecorded(edit.after, recorded);
  const line = text.slice(0, places[0] ?? 0).split('\n').length - 1;
  return { ok: true, text: applied(text, old, after, all), old: text, line, after };
}

function asInFile(text: string, before: string): string | null {
  if (text.includes(before)) return before;
  const straight = (value: string) => value.replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"');
  const at = straight(text).indexOf(straight(before));
  return at < 0 ? null : text.slice(at, at + before.length);
}

function applied(text: string, old: string, after: string, all: boolean): string {
  const part = after === '' && !old.endsWith('\n') && text.includes(`${old}\n`) ? `${old}\n` : old;
  if (all) return text.split(part).join(after);
  const at = text.indexOf(part);
  return text.slice(0, at) + after + text.slice(at + part.length);
}

function strippedAsRecorded(after: string, recorded: string | undefined): string {
  const stripped = after.replace(/(?<![ \t])[ \t]+(?=\r?\n|$)/g, '');
  if (stripped === after || recorded === undefined || !recorded.includes('`cat -n`')) return after;
  const shown = recorded
    .split('\n')
    .map((line) => line.replace(/^ *\d+(?:→|\t)/, ''))
    .join('\n');
  return !shown.includes(after) && shown.includes(stripped) ? stripped : after;
}

/** What the tool says of an edit. Until 2.0 with a snippet of four lines around it. */
export function claudeSnippet(
  recorded: string | undefined,
  path: string,
  { text, line, after, all }: { text: string; line: number; after: string; all?: boolean },
): string | undefined {
  if (recorded !== undefined && !recorded.includes('`cat -n`')) {
    if (/^All occurrences|were successfully replaced/.test(recorded) || all === true) return undefined;
    return `The file ${path} has been updated successfully.`;
  }
  const first = Math.max(0, line - 4);
  const lines = text.split('\n').slice(first, line + 4 + after.split('\n').length);
  return `The file ${path} has been updated. Here's the result of running \`cat -n\` on a snippet of the edited file:\n${numberStyle(recorded)(lines, first + 1)}`;
}

/** Edits in order, all or none. */
export function claudeMultiEdited(text: string, edits: readonly Wanted[], path: string): Edited {
  let now = text;
  const said: string[] = [];
  const added: string[] = [];
  for (const [index, edit] of edits.entries()) {
    if (edit.before === '' && index === 0 && text === '') {
      now = edit.after;
      added.push(edit.after);
      continue;
    }
    const trimmed = edit.before.replace(/\n+$/, '');
    if (trimmed !== '' && added.some((earlier) => earlier.includes(trimmed))) {
      const why = 'Cannot edit file: old_string is a substring of a new_string from a previous edit.';
      return failed('overlap', 'a later edit stands on what an earlier one wrote', why);
    }
    const result = claudeEdited(now, edit, undefined);
    if (!result.ok) return failed(result.code, result.why, result.said);
    now = result.text;
    added.push(edit.after);
    said.push(`${index + 1}. Replaced "${shortened(edit.before)}" with "${shortened(edit.after)}"`);
  }
  const observation = `Applied ${edits.length} edit${edits.length === 1 ? '' : 's'} to ${path}:\n${said.join('\n')}`;
  return { ok: true, text: now, observation };
}

function shortened(text: string): string {
  return text.length > 50 ? `${text.slice(0, 50)}...` : text;
}
