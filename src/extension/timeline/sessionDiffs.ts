import * as vscode from 'vscode';
import type { FileDiff } from '../../core/session/timeline.ts';
import { askWorker } from '../host/worker.ts';

/** The scheme of a file's text before or after an operation. */
export const SESSION_SCHEME = 'tracewright-session';

interface Address {
  readonly folder: string;
  readonly operation: string;
  readonly side: 'before' | 'after';
  readonly path: string;
}

/** How many operations' diffs are kept. */
const KEPT = 20;

/** Diffs of operations, and their two sides as read-only documents for the editor's own diff view. */
export class SessionDiffs implements vscode.TextDocumentContentProvider {
  readonly #extensionUri: vscode.Uri;
  readonly #kept = new Map<string, Promise<readonly FileDiff[]>>();

  constructor(extensionUri: vscode.Uri) {
    this.#extensionUri = extensionUri;
  }

  /** The files that an operation changed. `folder` is the session's. */
  diffs(folder: string, operation: string): Promise<readonly FileDiff[]> {
    const key = `${folder}\n${operation}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const { answer } = askWorker<readonly FileDiff[]>(this.#extensionUri, 'timeline', { folder, operation });
    this.#kept.set(key, answer);
    answer.catch(() => this.#kept.delete(key));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    return answer;
  }

  /** A session that is still recorded goes on: what is known of its operations may be outdated. */
  forget(folder: string): void {
    for (const key of this.#kept.keys()) if (key.startsWith(`${folder}\n`)) this.#kept.delete(key);
  }

  /** Opens the editor's own diff of one file. */
  async open(folder: string, operation: string, path: string, title: string): Promise<void> {
    const side = (name: Address['side']) => addressOf({ folder, operation, side: name, path });
    await vscode.commands.executeCommand('vscode.diff', side('before'), side('after'), title, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { folder, operation, side, path } = parse(uri);
    const diff = (await this.diffs(folder, operation)).find((candidate) => candidate.path === path);
    return diff?.[side] ?? '';
  }
}

function addressOf({ folder, operation, side, path }: Address): vscode.Uri {
  const query = new URLSearchParams({ folder, operation, side }).toString();
  return vscode.Uri.from({ scheme: SESSION_SCHEME, path: `/${path}`, query });
}

function parse(uri: vscode.Uri): Address {
  const query = new URLSearchParams(uri.query);
  const side = query.get('side') === 'before' ? 'before' : 'after';
  return { folder: query.get('folder') ?? '', operation: query.get('operation') ?? '', side, path: uri.path.slice(1) };
}
