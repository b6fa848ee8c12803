import { editorCommand } from './editorCommand.ts';
import { type PathRule, pathInside } from './pathInside.ts';
import { type Replacement, replaceText } from './replaceText.ts';
import type { CallOutcome, FileChange, FileLookup, FileView, RecordedCall } from './tools/callOutcome.ts';

export type { CallOutcome, FileChange, FileLookup, FileView, RecordedCall } from './tools/callOutcome.ts';

/**
 * What one recorded tool call does to the files. Pure: nothing is written and nothing is run. Knows the dialect of
 * tools.ts and the edit tools of other agents; a call that it does not know changes nothing (`unknown`).
 * A call that cannot do what it says (text not found or not unique, file absent, path outside) is refused.
 */
export function applyCall(call: RecordedCall, lookup: FileLookup, rules: readonly PathRule[] = []): CallOutcome {
  const edit = editorCommand(call.function_name, call.arguments);
  if (edit.kind === 'none' || edit.kind === 'refused') return edit;
  const at = pathInside(edit.path, rules);
  if (!at.ok) return refused(at.code, at.why);
  const now = lookup(at.path);
  switch (edit.kind) {
    case 'write':
      if (edit.onlyNew && now.kind !== 'absent') return refused('exists', `"${at.path}" is there already`);
      return files({ path: at.path, before: now.kind === 'text' ? now.text : null, after: edit.content });
    case 'delete':
      if (now.kind === 'absent') return absent(at.path);
      return files({ path: at.path, before: now.kind === 'text' ? now.text : null, after: null });
    case 'move': {
      const to = pathInside(edit.to, rules);
      if (!to.ok) return refused(to.code, to.why);
      if (now.kind === 'absent') return absent(at.path);
      if (lookup(to.path).kind !== 'absent') return refused('exists', `"${to.path}" is there already`);
      const text = now.kind === 'text' ? now.text : null;
      const gone = { path: at.path, before: text, after: null };
      return files(gone, { path: to.path, before: null, after: text, from: at.path });
    }
    case 'replace':
      return replaced(at.path, now, edit.replacements);
    case 'insert': {
      if (now.kind !== 'text') return now.kind === 'absent' ? absent(at.path) : notText(at.path);
      const lines = now.text.split('\n');
      if (edit.line < 0 || edit.line > lines.length) {
        return refused('no-such-line', `"${at.path}" has no line ${edit.line}`);
      }
      lines.splice(edit.line, 0, ...edit.text.split('\n'));
      return files({ path: at.path, before: now.text, after: lines.join('\n') });
    }
  }
}

function replaced(path: string, now: FileView, replacements: readonly Replacement[]): CallOutcome {
  if (now.kind === 'bytes') return notText(path);
  const created = now.kind === 'absent' ? replacements[0] : undefined;
  if (now.kind === 'absent' && created?.before !== '') return absent(path);
  let text = now.kind === 'text' ? now.text : '';
  for (const replacement of replacements) {
    const result = replaceText(text, replacement);
    if (!result.ok) return refused(result.code, `in "${path}" ${result.why}`);
    text = result.text;
  }
  return files({ path, before: now.kind === 'text' ? now.text : null, after: text });
}

function files(...changes: FileChange[]): CallOutcome {
  return { kind: 'files', changes };
}

function refused(code: string, why: string): CallOutcome {
  return { kind: 'refused', code, why };
}

function absent(path: string): CallOutcome {
  return refused('absent', `"${path}" is not there`);
}

function notText(path: string): CallOutcome {
  return refused('not-text', `"${path}" is not UTF-8 text`);
}
