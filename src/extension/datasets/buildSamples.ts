import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Sample } from '../../core/sample/sample.ts';
import { excludeFolder } from '../../node/git/excludeFolder.ts';
import type { ListedSession } from '../../node/store/sessionList.ts';
import type { SampleChoices } from '../host/datasetMaking.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { mustBeTrusted } from '../host/trust.ts';
import { chooseFamily } from './chooseFamily.ts';
import { DatasetWorker } from './datasetWorker.ts';

/** A build that was asked to end gets so long (ms) before it is ended. */
const PATIENCE_MS = 3_000;

/** What a script chose already. */
export interface BuildWishes {
  readonly kinds?: readonly Sample['kind'][];
  readonly family?: string;
}

const conversations: ReadonlySet<Sample['kind']> = new Set(['tool-use', 'tool-infill', 'reasoning']);

/**
 * Makes samples of a session in a worker, into a new folder beside the recordings. Gives the folder; undefined where
 * the person changed their mind. Rejects with one sentence.
 */
export async function buildSamples(
  parts: { readonly extensionUri: vscode.Uri; readonly storage: WorkspaceStorage; readonly version: string },
  session: ListedSession,
  wishes: BuildWishes,
): Promise<string | undefined> {
  const { extensionUri, storage, version } = parts;
  mustBeTrusted(vscode.l10n.t('Building samples writes into this folder, which is not trusted'));
  const worker = new DatasetWorker(extensionUri, null);
  try {
    const choices = await worker.choices();
    const kinds = wishes.kinds ?? (await chooseKinds(choices));
    if (kinds === undefined || kinds.length === 0) return undefined;
    const family = wishes.family ?? (await chooseFamily(choices.families.filter((one) => canExpress(one, kinds))));
    if (family === undefined) return undefined;
    const [root] = storage.roots();
    if (root !== undefined && storage.folder() === path.join(root.path, '.tracewright')) await excludeFolder(root.path);
    const out = freeFolder(path.join(storage.folder(), 'datasets'), session.id);
    const request = { session: session.folder, kinds, family, out, version };
    return await withCancel(worker, session.meta?.goal || session.id, (listen) =>
      worker.build(request, listen).then(() => out),
    );
  } finally {
    worker.dispose();
  }
}

async function chooseKinds({ kinds }: SampleChoices): Promise<readonly Sample['kind'][] | undefined> {
  const items = kinds.map((kind) => ({
    label: kind,
    description: aboutKind(kind),
    sampleKind: kind,
    picked: kind === 'fim',
  }));
  const title = vscode.l10n.t('Which kinds of samples?');
  const chosen = await vscode.window.showQuickPick(items, { title, canPickMany: true });
  return chosen?.map(({ sampleKind }) => sampleKind);
}

function aboutKind(kind: Sample['kind']): string {
  const about: Readonly<Record<Sample['kind'], string>> = {
    fim: vscode.l10n.t('what was inserted, between what stood before and after it'),
    'next-edit': vscode.l10n.t('the next edit, after those before it'),
    'remaining-sites': vscode.l10n.t('the other places of a change, after the first ones'),
    'tool-use': vscode.l10n.t('the session as a conversation with tools'),
    'tool-infill': vscode.l10n.t('a tool call, between what came before and after it'),
    reasoning: vscode.l10n.t('the notes as reasoning before the edits that they explain'),
  };
  return about[kind];
}

function canExpress(family: SampleChoices['families'][number], kinds: readonly Sample['kind'][]): boolean {
  return kinds.every((kind) => (kind === 'fim' ? family.fim : conversations.has(kind) ? family.chat : true));
}

/** Undefined where the person cancelled. */
function withCancel<R>(
  worker: DatasetWorker,
  name: string,
  run: (listen: (step: { readonly message: string }) => void) => Promise<R>,
): Thenable<R | undefined> {
  const title = vscode.l10n.t('Building samples from "{0}"', name);
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    token.onCancellationRequested(() => {
      void worker.cancel().catch(() => undefined);
      setTimeout(() => worker.dispose(), PATIENCE_MS);
    });
    try {
      const result = await run(({ message }) => progress.report({ message }));
      return token.isCancellationRequested ? undefined : result;
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
}

/** `<session>`, with a number where that is taken. */
function freeFolder(root: string, name: string): string {
  mkdirSync(root, { recursive: true });
  for (let number = 1; ; number++) {
    const folder = path.join(root, number === 1 ? name : `${name}-${number}`);
    if (!existsSync(folder)) return folder;
  }
}
