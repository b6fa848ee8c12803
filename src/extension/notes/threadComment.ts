import * as vscode from 'vscode';
import { noteInWords } from '../../core/session/noteText.ts';
import { plainText } from '../host/plainText.ts';
import type { LiveNote } from '../host/recording.ts';
import { noteTypeLabel } from './noteTypes.ts';

/** A note as the editor shows it in a thread. */
export interface NoteComment extends vscode.Comment {
  readonly note: LiveNote;
}

/** A note that is shown; while it is edited, with its own words instead of Markdown that shows them. */
export function noteComment(note: LiveNote, mode = vscode.CommentMode.Preview): NoteComment {
  const label = note.record.replyTo === undefined ? noteTypeLabel(note.type) : undefined;
  const edited = note.edited ? vscode.l10n.t('edited') : undefined;
  const shown = [label, edited].filter((part) => part !== undefined).join(' · ');
  return {
    note,
    author: { name: vscode.l10n.t('You') },
    ...(shown === '' ? {} : { label: shown }),
    contextValue: note.record.replyTo === undefined ? `note ${note.type}` : 'reply',
    mode,
    body: mode === vscode.CommentMode.Editing ? note.text : new vscode.MarkdownString(bodyOf(note)),
  };
}

function bodyOf({ text, record }: LiveNote): string {
  if (record.mark === 'no-edit-expected') {
    const said = vscode.l10n.t('No edit was expected here.');
    return plainText(text === '' ? said : `${said}\n${text}`);
  }
  if (record.expected === undefined) return plainText(noteInWords(record));
  const ticks = '`'.repeat(Math.max(3, ...[...record.expected.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const code = `${ticks}\n${record.expected}\n${ticks}`;
  return text === '' ? code : `${plainText(text)}\n\n${code}`;
}
