import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';

/** Throws `untrusted`, with `what` as its sentence, in a folder that the person has not said to trust. */
export function mustBeTrusted(what: string): void {
  if (vscode.workspace.isTrusted) return;
  throw new TracewrightError('untrusted', what, {
    kind: 'usage',
    remedy: vscode.l10n.t('trust the folder first'),
  });
}
