import * as vscode from 'vscode';
import type { LastWork, NotePlace } from '../host/recording.ts';

/** Work longer ago than this is not what a new note is taken to be about. Milliseconds. */
export const JUST_NOW_MS = 5 * 60_000;
/** So much of a line of code is shown. UTF-16 code units. */
const SHOWN = 60;

/** What a note is about, in one line: selected code, else what was edited just now, else the line of the cursor. */
export function aboutText(places: readonly NotePlace[], selected: boolean, work: LastWork | undefined): string {
  const code = firstLine(places[0]?.quote ?? '');
  if (!selected && work !== undefined && work.ago < JUST_NOW_MS) {
    return vscode.l10n.t('About: {0}, {1}', workText(work), agoText(work.ago));
  }
  return code === '' ? vscode.l10n.t('About the session') : vscode.l10n.t('About: {0}', code);
}

function workText({ files, edits }: LastWork): string {
  const [file = '', ...others] = files;
  const done = edits === 1 ? vscode.l10n.t('1 edit') : vscode.l10n.t('{0} edits', edits);
  if (others.length === 0) return vscode.l10n.t('{0} in {1}', done, file);
  if (others.length === 1) return vscode.l10n.t('{0} in {1} and 1 other file', done, file);
  return vscode.l10n.t('{0} in {1} and {2} other files', done, file, others.length);
}

function agoText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 5) return vscode.l10n.t('just now');
  return seconds < 60 ? vscode.l10n.t('{0} s ago', seconds) : vscode.l10n.t('{0} min ago', Math.round(seconds / 60));
}

/** The first line that has something on it, cut at a whole character. */
export function firstLine(code: string): string {
  const line = code.split('\n').find((one) => one.trim() !== '') ?? '';
  const characters = [...line.trim()];
  return characters.length <= SHOWN ? line.trim() : `${characters.slice(0, SHOWN).join('')}…`;
}
