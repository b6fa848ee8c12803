import * as vscode from 'vscode';
import { runGit } from '../../node/git/gitProcess.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { mustBeTrusted } from '../host/trust.ts';

interface Commit extends vscode.QuickPickItem {
  readonly description: string;
  /** Undefined: the one that was recorded. */
  readonly revision: string | undefined;
}

const key = (item: string) => `replayBase:${item}`;

/** The state that the person chose for an item to start from; null: the recorded one. */
export function chosenBase(memory: vscode.Memento, item: string): string | null {
  return memory.get<string>(key(item)) ?? null;
}

/** Lets the person choose the commit that an item is replayed on, for trajectories that do not say. */
export async function chooseBase(
  memory: vscode.Memento,
  storage: WorkspaceStorage,
  item: vscode.TestItem,
): Promise<void> {
  mustBeTrusted(vscode.l10n.t('Replaying runs git in this folder, which is not trusted'));
  const [root] = storage.roots();
  if (root === undefined) return;
  const recorded: Commit = { label: vscode.l10n.t('The recorded base'), description: '', revision: undefined };
  const chosen = await vscode.window.showQuickPick<Commit>(
    commitsOf(root.path).then((commits): readonly Commit[] => [recorded, ...commits]),
    {
      title: vscode.l10n.t('Where does "{0}" start?', item.label),
      matchOnDescription: true,
      placeHolder: vscode.l10n.t('The commit that its repository was at'),
    },
  );
  if (chosen === undefined) return;
  await memory.update(key(item.id), chosen.revision);
  item.description = chosen.revision === undefined ? '' : vscode.l10n.t('on {0}', chosen.description);
}

async function commitsOf(folder: string): Promise<Commit[]> {
  const { stdout } = await runGit(['log', '-z', '--max-count=200', '--format=%H%x09%h%x09%s'], { cwd: folder });
  return stdout
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [revision = '', short = '', ...subject] = line.split('\t');
      return { label: subject.join('\t'), description: short, revision };
    });
}
