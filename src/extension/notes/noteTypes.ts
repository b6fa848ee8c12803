import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import { eventSchemas } from '../../core/session/event.ts';
import { notePrefixes } from '../../core/session/noteText.ts';
import type { NoteType } from '../host/recording.ts';

/** What a type of note is called and shown with. */
export interface NoteTypeLook {
  readonly type: NoteType;
  readonly label: string;
  readonly description: string;
  /** Name of a codicon. */
  readonly icon: string;
}

/** Every type that a person chooses from, the most frequent first. */
export function noteTypes(): NoteTypeLook[] {
  const { l10n } = vscode;
  return [
    { type: 'why', icon: 'comment', label: l10n.t('Why'), description: l10n.t('the reason for what was done') },
    {
      type: 'decision',
      icon: 'git-compare',
      label: l10n.t('Decision'),
      description: l10n.t('what was chosen, and over what'),
    },
    { type: 'hypothesis', icon: 'lightbulb', label: l10n.t('Hypothesis'), description: l10n.t('what may be true') },
    { type: 'evidence', icon: 'eye', label: l10n.t('Evidence'), description: l10n.t('what was seen') },
    {
      type: 'rejected',
      icon: 'circle-slash',
      label: l10n.t('Rejected'),
      description: l10n.t('what was not done, and why'),
    },
    { type: 'verification', icon: 'beaker', label: l10n.t('Verification'), description: l10n.t('how it was checked') },
    { type: 'plan', icon: 'checklist', label: l10n.t('Plan'), description: l10n.t('what comes next, in which order') },
    { type: 'goal', icon: 'target', label: l10n.t('Goal'), description: l10n.t('what is to be reached') },
    { type: 'step', icon: 'arrow-right', label: l10n.t('Step'), description: l10n.t('what is being done now') },
  ];
}

/** What a type is called. */
export function noteTypeLabel(type: NoteType): string {
  if (type === 'counterfactual') return vscode.l10n.t('What I would have done');
  return noteTypes().find((look) => look.type === type)?.label ?? type;
}

/** The type that a script named. Throws `note-type` for one that is not there. */
export function parseNoteType(type: string): NoteType {
  const parsed = eventSchemas.note.shape.type.safeParse(type);
  if (parsed.success) return parsed.data;
  throw new TracewrightError('note-type', vscode.l10n.t('There is no note type "{0}"', type), {
    kind: 'usage',
    remedy: vscode.l10n.t('use one of {0}', Object.keys(notePrefixes).join(', ')),
  });
}

/** Asks for a type; undefined when the person would rather not. */
export async function askNoteType(): Promise<NoteType | undefined> {
  const items = noteTypes().map((look) => ({ ...look, label: `$(${look.icon}) ${look.label}` }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Kind of note'),
    placeHolder: vscode.l10n.t('What kind of thought is it?'),
  });
  return chosen?.type;
}
