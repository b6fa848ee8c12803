import * as vscode from 'vscode';
import type { StateChange } from '../host/timeTravelMessages.ts';
import type { TimeTravels } from '../host/timeTravels.ts';
import { stateOfUri } from './stateUris.ts';

/** Marks what a step changed, as the source control view does. */
export class StateDecorations implements vscode.FileDecorationProvider {
  readonly #travels: TimeTravels;

  constructor(travels: TimeTravels) {
    this.#travels = travels;
  }

  async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
    const address = stateOfUri(uri);
    if (address === undefined || address.path === '') return undefined;
    try {
      const { thread, step } = address;
      const changes = await this.#travels
        .of(address.id)
        .changes({ thread, step, side: 'before' }, { thread, step, side: 'after' });
      const own = changes.find(({ path }) => path === address.path);
      if (own !== undefined) return decorationOf(own.status);
      const inside = changes.some(({ path }) => path.startsWith(`${address.path}/`));
      return inside ? new vscode.FileDecoration('●', vscode.l10n.t('Changed inside'), colour('modified')) : undefined;
    } catch {
      return undefined;
    }
  }
}

function decorationOf(status: StateChange['status']): vscode.FileDecoration {
  const told = {
    added: ['A', vscode.l10n.t('Added by this step')],
    deleted: ['D', vscode.l10n.t('Deleted by this step')],
    modified: ['M', vscode.l10n.t('Modified by this step')],
  } as const;
  const [badge, tooltip] = told[status];
  return new vscode.FileDecoration(badge, tooltip, colour(status));
}

function colour(status: StateChange['status']): vscode.ThemeColor {
  return new vscode.ThemeColor(`gitDecoration.${status}ResourceForeground`);
}
