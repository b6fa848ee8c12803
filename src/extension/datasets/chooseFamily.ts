import * as vscode from 'vscode';
import type { SampleChoices } from '../host/datasetMaking.ts';

/** The model family in whose exact strings a text is to be written; undefined: the person changed their mind. */
export async function chooseFamily(families: SampleChoices['families']): Promise<string | undefined> {
  const chosen = await vscode.window.showQuickPick(
    families.map(({ id }) => id),
    { title: vscode.l10n.t('For which model family?') },
  );
  return chosen;
}
