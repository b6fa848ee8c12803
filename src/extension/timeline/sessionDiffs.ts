import * as vscode from 'vscode';
import { SessionWorker } from './sessionWorker.ts';

/** The scheme of a file's text before or after an operation. */
export const SESSION_SCHEME = 'tracewright-session';

interface Address {
  readonly folder: string;
  readonly operation: string;
  readonly side: 'before' | 'after';
  readonly path: string;
}

/** One worker a session, and the two sides of its diffs as read-only documents for the editor's own diff view. */
export class SessionDiffs implements vscode.TextDocumentContentProvider {
  readonly #extensionUri: vscode.Uri;
  readonly #workers = new Map<string, SessionWorker>();

  constructor(extensionUri: vscode.Uri) {
    this.#extensionUri = extensionUri;
  }

  /** The worker that knows the session in `folder`. */
  of(folder: string): SessionWorker {
    const known = this.#workers.get(folder);
    if (known !== undefined) return known;
    const worker = new SessionWorker(this.#extensionUri, folder);
    this.#workers.set(folder, worker);
    return worker;
  }

  dispose(): void {
    for (const worker of this.#workers.values()) worker.dispose();
  }

  /** Opens the editor's own diff of one file. */
  async open(folder: string, operation: string, path: string, title: string): Promise<void> {
    const side = (name: Address['side']) => addressOf({ folder, operation, side: name, path });
    await vscode.commands.executeCommand('vscode.diff', side('before'), side('after'), title, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { folder, operation, side, path } = parse(uri);
    const diff = (await this.of(folder).diffs(operation)).find((candidate) => candidate.path === path);
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
