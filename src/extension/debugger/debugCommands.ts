import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { registerCommand } from '../host/problems.ts';
import { type SessionTarget, sessionTarget } from '../host/sessionTarget.ts';
import { parseStatePath, STATE_SCHEME } from '../host/stateAddress.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import type { CurrentPlace, TimeTravels } from '../host/timeTravels.ts';
import { mustBeTrusted } from '../host/trust.ts';
import { DEBUG_TYPE } from './launchConfiguration.ts';
import { trajectoryInFront } from './launchProvider.ts';
import type { WholeTexts } from './wholeTexts.ts';

interface Parts {
  readonly log: Log;
  readonly storage: WorkspaceStorage;
  readonly travels: TimeTravels;
  readonly texts: WholeTexts;
}

/** A row of a view, an address, or a script's launch configuration. */
type DebugTarget =
  | (SessionTarget & { readonly uri?: vscode.Uri; readonly trajectory?: string })
  | vscode.Uri
  | undefined;

/** What VS Code gives a command in the menu of a variable. */
interface VariableTarget {
  readonly variable?: { readonly evaluateName?: string; readonly name?: string };
}

export function registerDebugCommands(parts: Parts): vscode.Disposable {
  const { log, travels } = parts;
  return vscode.Disposable.from(
    registerCommand(log, 'tracewright.debugTrajectory', (target?: DebugTarget) => debug(parts, target)),
    // VS Code's own have neither a key nor a place in the command palette.
    registerCommand(log, 'tracewright.stepBack', () =>
      vscode.commands.executeCommand('workbench.action.debug.stepBack'),
    ),
    registerCommand(log, 'tracewright.reverseContinue', () =>
      vscode.commands.executeCommand('workbench.action.debug.reverseContinue'),
    ),
    registerCommand(log, 'tracewright.goToStep', (given?: { readonly step?: number }) => goToStep(travels, given)),
    registerCommand(log, 'tracewright.breakOnFile', (target?: vscode.Uri) => breakOnFile(travels, target)),
    registerCommand(log, 'tracewright.openWholeText', (target?: VariableTarget) => openWhole(parts.texts, target)),
    registerCommand(
      log,
      'tracewright.continueFromStep',
      (given?: { readonly folder?: string; readonly open?: boolean }) => continueFromStep(travels, given),
    ),
  );
}

async function debug({ storage }: Parts, target: DebugTarget): Promise<boolean> {
  mustBeTrusted(vscode.l10n.t('Debugging a trajectory runs git in this folder, which is not trusted'));
  const uri = target instanceof vscode.Uri ? target : target?.uri;
  const typed = target instanceof vscode.Uri || uri !== undefined ? undefined : target;
  let trajectory = uri?.fsPath ?? typed?.trajectory ?? (typed?.id === undefined ? trajectoryInFront() : undefined);
  let name = trajectory === undefined ? '' : path.basename(trajectory);
  if (trajectory === undefined) {
    const session = await sessionTarget(storage, typed);
    if (session === undefined) return false;
    trajectory = session.folder;
    name = session.meta?.goal || session.id;
  }
  const { id: _id, ...rest } = typed ?? {};
  const folder = vscode.workspace.workspaceFolders?.find((one) => one.uri.scheme === 'file');
  const started = await vscode.debug.startDebugging(folder, {
    name,
    ...rest,
    type: DEBUG_TYPE,
    request: 'launch',
    trajectory,
  });
  const showing = vscode.workspace.getConfiguration('debug').get<string>('openDebug');
  if (started && showing !== 'neverOpen') await vscode.commands.executeCommand('workbench.view.debug');
  return started;
}

async function goToStep(travels: TimeTravels, given: { readonly step?: number } | undefined): Promise<void> {
  const { travel, thread, step: here, session } = required(travels);
  const steps = (await travel.about()).threads.flatMap(({ name, steps: own }, index) =>
    own.map((step) => ({ ...step, thread: index, agent: index === 0 ? '' : name })),
  );
  const items = steps.map((one) => ({
    label: `${one.step}  ${one.title}`,
    description: [one.agent, one.changed === 0 ? '' : vscode.l10n.t('{0} files', one.changed)]
      .filter(Boolean)
      .join(' · '),
    ...(one.thread === thread && one.step === here ? { iconPath: new vscode.ThemeIcon('debug-stackframe') } : {}),
    one,
  }));
  const chosen =
    given?.step === undefined
      ? await vscode.window.showQuickPick(items, {
          title: vscode.l10n.t('Go to which step?'),
          matchOnDescription: true,
        })
      : items.find(({ one }) => one.thread === thread && one.step === given.step);
  if (chosen === undefined) return;
  await session.customRequest('goto', { threadId: chosen.one.thread + 1, targetId: chosen.one.place });
}

/** A breakpoint that can be seen, switched off and removed in the Breakpoints view. */
function breakOnFile(travels: TimeTravels, target: vscode.Uri | undefined): void {
  const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
  const file = uri === undefined ? undefined : pathInRepository(uri, travels);
  if (file === undefined) {
    throw new TracewrightError('no-file', vscode.l10n.t('There is no file of the workspace to watch'), {
      kind: 'usage',
      remedy: vscode.l10n.t('open or choose a file first'),
    });
  }
  const name = `file:${file}`;
  const known = vscode.debug.breakpoints.some(
    (one) => one instanceof vscode.FunctionBreakpoint && one.functionName === name,
  );
  if (!known) vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint(name)]);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Trajectories stop where {0} changes', file), 5_000);
}

function pathInRepository(uri: vscode.Uri, travels: TimeTravels): string | undefined {
  if (uri.scheme === STATE_SCHEME) return parseStatePath(uri.path)?.path;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined || uri.scheme !== 'file') return undefined;
  const root = travels.current?.travel.options.repo ?? folder.uri.fsPath;
  const inside = path.relative(root, uri.fsPath);
  return inside === '' || inside.startsWith('..') ? undefined : inside.split(path.sep).join('/');
}

async function openWhole(texts: WholeTexts, target: VariableTarget | undefined): Promise<void> {
  const session = vscode.debug.activeDebugSession;
  const expression = target?.variable?.evaluateName;
  if (session?.type !== DEBUG_TYPE || expression === undefined) return;
  const frame = vscode.debug.activeStackItem;
  const frameId = frame instanceof vscode.DebugStackFrame ? { frameId: frame.frameId } : {};
  const answer: unknown = await session.customRequest('evaluate', { expression, context: 'clipboard', ...frameId });
  const text = typeof answer === 'object' && answer !== null && 'result' in answer ? String(answer.result) : '';
  await texts.open(expression, text);
}

/** A clone of the repository with the files of the current step, in a window of its own. Gives its folder. */
async function continueFromStep(
  travels: TimeTravels,
  given: { readonly folder?: string; readonly open?: boolean } | undefined,
): Promise<string | undefined> {
  const { travel, thread, step } = required(travels);
  const folder = given?.folder ?? (await pickFolder(`${path.basename(travel.options.repo)}-step-${step}`));
  if (folder === undefined) return undefined;
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Making a copy of the repository as it was after step {0}', step),
    },
    () => travel.keep({ thread, step, side: 'after' }, folder),
  );
  if (given?.open !== false) {
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), { forceNewWindow: true });
  }
  return folder;
}

/** A new folder, named after the step, in one that the person picks. */
async function pickFolder(name: string): Promise<string | undefined> {
  const [parent] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      canSelectMany: false,
      title: vscode.l10n.t('Where to put the folder {0}?', name),
      openLabel: vscode.l10n.t('Put It Here'),
    })) ?? [];
  if (parent === undefined) return undefined;
  const taken = new Set(readdirSync(parent.fsPath));
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(free)) return path.join(parent.fsPath, free);
  }
}

/** Throws `not-debugging`. */
function required(travels: TimeTravels): CurrentPlace & { readonly session: vscode.DebugSession } {
  const { current } = travels;
  const session = vscode.debug.activeDebugSession;
  if (current !== undefined && session?.type === DEBUG_TYPE) return { ...current, session };
  throw new TracewrightError('not-debugging', vscode.l10n.t('No trajectory is being debugged'), {
    kind: 'usage',
    remedy: vscode.l10n.t('debug one first'),
  });
}
