import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { STEPS_SCHEME } from '../host/stateAddress.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import type { TravelOptions } from '../host/timeTravelMessages.ts';
import type { TimeTravels } from '../host/timeTravels.ts';
import { registerDebugCommands } from './debugCommands.ts';
import { DEBUG_TYPE } from './launchConfiguration.ts';
import { LaunchProvider } from './launchProvider.ts';
import { RelayAdapter } from './relayAdapter.ts';
import { WholeTexts } from './wholeTexts.ts';

interface Parts {
  readonly log: Log;
  readonly storage: WorkspaceStorage;
  readonly travels: TimeTravels;
}

/** Debugging a trajectory or a recorded session: the debug type, its launch configurations, and its commands. */
export function startDebugger(parts: Parts): vscode.Disposable {
  const { travels } = parts;
  const texts = new WholeTexts();
  const provider = new LaunchProvider();
  const factory: vscode.DebugAdapterDescriptorFactory = {
    createDebugAdapterDescriptor({ id, configuration }) {
      const travel = travels.open(configuration.travel as Omit<TravelOptions, 'id'>);
      return new vscode.DebugAdapterInlineImplementation(new RelayAdapter(travels, travel, id));
    },
  };
  const debugging = () =>
    vscode.commands.executeCommand('setContext', 'tracewright.debugging', travels.current !== undefined);
  return vscode.Disposable.from(
    texts,
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, provider),
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, factory),
    vscode.debug.onDidChangeActiveDebugSession((session) =>
      travels.bringToFront(session?.type === DEBUG_TYPE ? session.id : undefined),
    ),
    vscode.workspace.registerTextDocumentContentProvider(STEPS_SCHEME, {
      provideTextDocumentContent: ({ authority }) => travels.of(authority).document(),
    }),
    travels.onDidMove(debugging),
    registerDebugCommands({ ...parts, texts }),
  );
}
