import path from 'node:path';
import * as vscode from 'vscode';
import type { ListedFile } from '../host/listedFiles.ts';
import { plainText } from '../host/plainText.ts';

/** A row of the Trajectories view. Commands get it as their argument and read `uri`. */
export class TrajectoryItem extends vscode.TreeItem {
  readonly uri: vscode.Uri;

  /** `agent`: whose folder it is in; undefined for the workspace's own. */
  constructor({ file, size, changed }: ListedFile, agent: string | undefined) {
    const name = path.basename(file);
    // An agent that calls every file the same has a folder a session.
    super(name === 'events.jsonl' ? path.basename(path.dirname(file)) : name);
    this.uri = vscode.Uri.file(file);
    this.id = file;
    const when = new Date(changed).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
    const format = agent ?? formatOf(name);
    this.description = `${sizeOf(size)} · ${new Date(changed).toLocaleDateString(vscode.env.language)}`;
    this.tooltip = new vscode.MarkdownString(
      [`**${plainText(name)}**`, plainText(`${format} · ${sizeOf(size)} · ${when}`), plainText(file)].join('\n\n'),
    );
    this.iconPath = new vscode.ThemeIcon(agent === undefined ? 'list-tree' : 'hubot');
    this.contextValue = agent === undefined ? 'ownTrajectory' : 'foundTrajectory';
    this.command = {
      command: 'tracewright.openAsTrajectory',
      title: vscode.l10n.t('Open as trajectory'),
      arguments: [this],
    };
    this.accessibilityInformation = { label: `${name}, ${format}, ${sizeOf(size)}, ${when}` };
  }
}

/** The agent that the rows below it are of. */
export class AgentItem extends vscode.TreeItem {
  readonly children: readonly TrajectoryItem[];

  constructor(agent: string | undefined, files: readonly ListedFile[]) {
    super(agent ?? vscode.l10n.t('This workspace'), vscode.TreeItemCollapsibleState.Expanded);
    this.id = `agent:${agent ?? ''}`;
    this.description = String(files.length);
    this.contextValue = 'agent';
    this.children = files.map((file) => new TrajectoryItem(file, agent));
  }
}

/** What a file of the workspace's own is by its name; its content is not looked at for a list. */
function formatOf(name: string): string {
  if (/trajectory\.json$/i.test(name)) return 'ATIF';
  return path.extname(name).slice(1).toUpperCase();
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return vscode.l10n.t('{0} B', bytes);
  if (bytes < 1_000_000) return vscode.l10n.t('{0} kB', (bytes / 1_000).toFixed(0));
  return vscode.l10n.t('{0} MB', (bytes / 1_000_000).toFixed(1));
}
