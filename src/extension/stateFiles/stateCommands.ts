import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { registerCommand } from '../host/problems.ts';
import type { StateAddress, StateRef } from '../host/stateAddress.ts';
import type { CurrentPlace, TimeTravels } from '../host/timeTravels.ts';
import { stateOfUri, uriOfState } from './stateUris.ts';

/** A row of the view, an address, or a script's argument. */
type Target = { readonly uri?: vscode.Uri } | vscode.Uri | undefined;

interface Side {
  readonly state: StateRef;
  readonly name: string;
}

/** The commands that open and compare files at steps. */
export function registerStateCommands(log: Log, travels: TimeTravels): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(log, 'tracewright.openStateFile', (target?: Target) => {
      const address = addressOf(target);
      return vscode.commands.executeCommand('vscode.open', uriOfState(address), { preview: true }, titleOf(address));
    }),
    registerCommand(log, 'tracewright.diffStateFile', (target?: Target) => diffStep(travels, addressOf(target))),
    registerCommand(log, 'tracewright.diffStateWithWorkingTree', (target?: Target) =>
      diffDisk(travels, addressOf(target)),
    ),
    registerCommand(log, 'tracewright.showStepChanges', async () => {
      const current = required(travels);
      const { thread, step } = current;
      await showChanges(
        current,
        { state: { thread, step, side: 'before' }, name: vscode.l10n.t('before step {0}', step) },
        { state: { thread, step, side: 'after' }, name: vscode.l10n.t('after step {0}', step) },
      );
    }),
    registerCommand(log, 'tracewright.compareSteps', (given?: { readonly from?: number; readonly to?: number }) =>
      compareSteps(travels, given),
    ),
  );
}

async function diffStep(travels: TimeTravels, address: StateAddress): Promise<void> {
  const travel = travels.of(address.id);
  const { thread, step } = address;
  const changes = await travel.changes({ thread, step, side: 'before' }, { thread, step, side: 'after' });
  const status = changes.find((change) => change.path === address.path)?.status;
  const side = (name: StateRef['side']) => uriOfState({ ...address, side: name });
  const file = path.posix.basename(address.path);
  if (status === undefined || status === 'added' || status === 'deleted') {
    const shown = { ...address, side: status === 'deleted' ? ('before' as const) : ('after' as const) };
    await vscode.commands.executeCommand('vscode.open', uriOfState(shown), { preview: true }, titleOf(shown));
    return;
  }
  const title = vscode.l10n.t('{0} (step {1}: before ↔ after)', file, step);
  await vscode.commands.executeCommand('vscode.diff', side('before'), side('after'), title, { preview: true });
}

async function diffDisk(travels: TimeTravels, address: StateAddress): Promise<void> {
  const { repo } = travels.of(address.id).options;
  const title = vscode.l10n.t('{0} (step {1} ↔ working tree)', path.posix.basename(address.path), address.step);
  const disk = vscode.Uri.joinPath(vscode.Uri.file(repo), ...address.path.split('/'));
  await vscode.commands.executeCommand('vscode.diff', uriOfState(address), disk, title, { preview: true });
}

/** Every file that differs between the states after two steps. */
async function compareSteps(
  travels: TimeTravels,
  given: { readonly from?: number; readonly to?: number } | undefined,
): Promise<void> {
  const current = required(travels);
  const from = given?.from ?? (await pickStep(current, vscode.l10n.t('Compare the files after which step?')));
  if (from === undefined) return;
  const to = given?.to ?? (await pickStep(current, vscode.l10n.t('With the files after which step?')));
  if (to === undefined) return;
  const side = (step: number): Side => ({
    state: { thread: current.thread, step, side: 'after' },
    name: vscode.l10n.t('after step {0}', step),
  });
  await showChanges(current, side(from), side(to));
}

async function pickStep({ travel, thread, step: here }: CurrentPlace, title: string): Promise<number | undefined> {
  const { threads } = await travel.about();
  const items = (threads[thread]?.steps ?? []).map(({ step, title: label, changed }) => ({
    label: `${step}  ${label}`,
    ...(changed === 0 ? {} : { description: vscode.l10n.t('{0} files', changed) }),
    step,
    picked: step === here,
  }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.step;
}

async function showChanges({ travel }: CurrentPlace, from: Side, to: Side): Promise<void> {
  const changes = await travel.changes(from.state, to.state);
  if (changes.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No file differs: {0}, {1}.', from.name, to.name));
    return;
  }
  const uri = ({ state }: Side, file: string) => uriOfState({ id: travel.id, ...state, path: file });
  const list = changes.map(({ path: file, status }) => [
    uri(status === 'deleted' ? from : to, file),
    status === 'added' ? undefined : uri(from, file),
    status === 'deleted' ? undefined : uri(to, file),
  ]);
  await vscode.commands.executeCommand('vscode.changes', `${from.name} ↔ ${to.name}`, list);
}

function titleOf({ path: file, step, side }: StateAddress): string {
  const name = path.posix.basename(file);
  return side === 'before'
    ? vscode.l10n.t('{0} (before step {1})', name, step)
    : vscode.l10n.t('{0} (after step {1})', name, step);
}

/** The file that a command is about. Throws `no-file`. */
function addressOf(target: Target): StateAddress {
  const uri = target instanceof vscode.Uri ? target : (target?.uri ?? vscode.window.activeTextEditor?.document.uri);
  const address = uri === undefined ? undefined : stateOfUri(uri);
  if (address !== undefined) return address;
  throw new TracewrightError('no-file', vscode.l10n.t('There is no file of a step to show'), {
    kind: 'usage',
    remedy: vscode.l10n.t('choose one in the view "Repository at This Step"'),
  });
}

/** Throws `not-debugging`. */
function required(travels: TimeTravels): CurrentPlace {
  const { current } = travels;
  if (current !== undefined) return current;
  throw new TracewrightError('not-debugging', vscode.l10n.t('No trajectory is being debugged'), {
    kind: 'usage',
    remedy: vscode.l10n.t('debug one first'),
  });
}
