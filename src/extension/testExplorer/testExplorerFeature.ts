import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { registerCommand } from '../host/problems.ts';
import type { ReplayKind } from '../host/replayAnswer.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { mustBeTrusted } from '../host/trust.ts';
import { chooseBase, chosenBase } from './replayBase.ts';
import { ReplayItems } from './replayItems.ts';
import { type ItemRun, runItem } from './runItem.ts';

interface Parts {
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
  readonly storage: WorkspaceStorage;
  readonly memory: vscode.Memento;
  readonly version: string;
}

/** What tests get of the Test Explorer. */
export interface TestExplorer extends vscode.Disposable {
  readonly controller: vscode.TestController;
  /** Runs the profile of that kind on the items, as a click would; gives what came of each. */
  run(
    kind: ReplayKind,
    items: readonly vscode.TestItem[],
    token?: vscode.CancellationToken,
  ): Promise<readonly ItemRun[]>;
}

/** Recorded sessions and trajectories in the Test Explorer, with a run profile for each way to prove them. */
export function startTestExplorer(parts: Parts): TestExplorer {
  const { log, memory, storage } = parts;
  const controller = vscode.tests.createTestController('tracewright', 'Tracewright');
  const items = new ReplayItems(controller, storage);
  const consents = new Set<string>();
  controller.resolveHandler = (item) => (item === undefined ? items.refresh() : undefined);
  controller.refreshHandler = () => items.refresh();

  const runAll = async (
    kind: ReplayKind,
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
  ): Promise<readonly ItemRun[]> => {
    const run = controller.createTestRun(request);
    try {
      mustBeTrusted(vscode.l10n.t('Replaying runs git in this folder, which is not trusted'));
      if (kind === 'exec' && !(await agreed(consents))) return [];
      const queue = items.leaves(request.include ?? undefined, request.exclude ?? []);
      for (const item of queue) run.enqueued(item);
      return await inTurns(queue, Math.min(4, os.availableParallelism()), (item) =>
        runItem({ ...parts, run, item, kind, token, base: chosenBase(memory, item.id), source: items.sourceOf(item) }),
      );
    } catch (error) {
      const sentence = error instanceof TracewrightError ? error.sentence : String(error);
      log.error(`test explorer: ${sentence}`, error);
      for (const item of items.leaves(request.include ?? undefined, [])) {
        run.errored(item, new vscode.TestMessage(sentence));
      }
      return [];
    } finally {
      run.end();
    }
  };

  const titles: readonly (readonly [ReplayKind, string])[] = [
    ['state', vscode.l10n.t('Replay: Recorded States')],
    ['edits', vscode.l10n.t('Replay: Edits')],
    ['exec', vscode.l10n.t('Replay: Commands in a Sandbox')],
    ['view', vscode.l10n.t('Replay: What It Would Take')],
    ['check', vscode.l10n.t('Check the Codebase')],
  ];
  const profiles = titles.map(([kind, title]) =>
    controller.createRunProfile(
      title,
      vscode.TestRunProfileKind.Run,
      async (request, token) => {
        await runAll(kind, request, token);
      },
      kind === 'state',
    ),
  );
  const debugging = controller.createRunProfile(
    vscode.l10n.t('Debug Step by Step'),
    vscode.TestRunProfileKind.Debug,
    async ({ include, exclude }) => {
      const [item] = items.leaves(include, exclude ?? []);
      if (item === undefined) return;
      const source = items.sourceOf(item);
      const session = item.uri === undefined ? { id: path.basename(source) } : item.uri;
      await vscode.commands.executeCommand('tracewright.debugTrajectory', session);
    },
    true,
  );
  const disposable = vscode.Disposable.from(
    items,
    debugging,
    ...profiles,
    controller,
    registerCommand(log, 'tracewright.chooseReplayBase', (item?: unknown) =>
      chooseBase(memory, storage, items.leaf(item)),
    ),
  );
  return {
    controller,
    run: (kind, chosen, token) =>
      runAll(
        kind,
        new vscode.TestRunRequest([...chosen], undefined, profiles[titles.findIndex(([one]) => one === kind)]),
        token ?? new vscode.CancellationTokenSource().token,
      ),
    dispose: () => disposable.dispose(),
  };
}

/** Asked once a window: the commands are somebody else's. */
async function agreed(consents: Set<string>): Promise<boolean> {
  if (consents.has('exec')) return true;
  const yes = vscode.l10n.t('Run in the Sandbox');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Run the commands of these trajectories?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'They run in a copy that is thrown away, in a sandbox without network and without your files. Where no sandbox can be had nothing runs.',
      ),
    },
    yes,
  );
  if (answer === yes) consents.add('exec');
  return answer === yes;
}

async function inTurns<T, R>(things: readonly T[], atOnce: number, work: (thing: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const turn = async () => {
    for (let at = next++; at < things.length; at = next++) results[at] = await work(things[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, things.length) }, turn));
  return results;
}
