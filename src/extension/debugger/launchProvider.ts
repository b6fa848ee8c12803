import path from 'node:path';
import * as vscode from 'vscode';
import { sentenceOf } from '../host/problems.ts';
import { mustBeTrusted } from '../host/trust.ts';
import { DEBUG_TYPE, travelOptions } from './launchConfiguration.ts';

/** Completes and checks launch configurations; without any, F5 in a trajectory debugs that. */
export class LaunchProvider implements vscode.DebugConfigurationProvider {
  provideDebugConfigurations(): vscode.DebugConfiguration[] {
    return [
      {
        type: DEBUG_TYPE,
        request: 'launch',
        name: vscode.l10n.t('Debug a trajectory'),
        // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code puts the values in.
        trajectory: '${file}',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code puts the values in.
        repo: '${workspaceFolder}',
        stopOnEntry: true,
      },
    ];
  }

  resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    typed: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration | undefined {
    if (typed.type) return typed;
    const file = trajectoryInFront();
    if (file === undefined) return undefined;
    return { type: DEBUG_TYPE, request: 'launch', name: path.basename(file), trajectory: file };
  }

  resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    typed: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration {
    try {
      mustBeTrusted(vscode.l10n.t('Debugging a trajectory runs git in this folder, which is not trusted'));
      const root = folder ?? vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
      const options = travelOptions(typed, root?.uri.fsPath, vscode.l10n);
      return { ...typed, travel: options };
    } catch (error) {
      throw new Error(sentenceOf(error), { cause: error });
    }
  }
}

/** The file of the tab in front, when it is a trajectory's. */
export function trajectoryInFront(): string | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom && input.viewType.startsWith('tracewright.')) return input.uri.fsPath;
  const named = input instanceof vscode.TabInputText && input.uri.scheme === 'file' ? input.uri.fsPath : undefined;
  return named !== undefined && /\.(traj|jsonl|ndjson|eval)$|trajectory\.json$/i.test(named) ? named : undefined;
}
