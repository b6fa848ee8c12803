import * as vscode from 'vscode';
import type { Seam } from '../../core/session/seams.ts';
import type { NoteType } from '../host/recording.ts';
import { firstLine } from './aboutText.ts';

/** What is asked at a seam. */
export function questionText({ what, subject, count }: Seam): string {
  const { l10n } = vscode;
  switch (what) {
    case 'several-files':
      return l10n.t('You changed {0} files in one go: why?', count);
    case 'red-to-green':
      return l10n.t('"{0}" passes now: what was it?', firstLine(subject));
    case 'green-to-red':
      return l10n.t('"{0}" fails now: what do you think it is?', firstLine(subject));
    case 'undone':
      return l10n.t('You took back {0} edits: what was wrong with them?', count);
    case 'git':
      return l10n.t('Git went to another state ({0}): why?', subject);
    case 'read-then-edited':
      return count < 120
        ? l10n.t('You read for {0} s before this edit: what did you find?', count)
        : l10n.t('You read for {0} min before this edit: what did you find?', Math.round(count / 60));
    case 'agent-changed':
      return l10n.t("You changed the agent's edit: what was wrong with it?");
  }
}

/** The type that an answer has unless it says another one. */
export function answerType({ what }: Pick<Seam, 'what'>): NoteType {
  if (what === 'undone' || what === 'git') return 'rejected';
  if (what === 'green-to-red') return 'hypothesis';
  return what === 'read-then-edited' ? 'evidence' : 'why';
}
