import path from 'node:path';
import * as vscode from 'vscode';
import type { NotePlace } from '../host/recording.ts';

/** Scheme of the documents in which somebody types what they would have put. Not recorded: they are no file. */
export const EXPECTED_SCHEME = 'tracewright-expected';

/** Documents in memory, one for each mark that is being written: saving one is what keeps the mark. */
export class ExpectedDocuments implements vscode.FileSystemProvider {
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changes.event;
  readonly #pending = new Map<string, { readonly place: NotePlace; bytes: Uint8Array; saved: boolean }>();
  #count = 0;
  /** What was typed in one line and put away, and the code that it was for. */
  typed: { readonly quote: string; readonly value: string } | undefined;

  /** Opens one beside the code that it is about. */
  async edit(place: NotePlace, expected: string): Promise<undefined> {
    // The name ends as the file's does: that is where its language comes from.
    const name = vscode.l10n.t('Instead of {0}', path.posix.basename(place.uri.path)).replaceAll('/', '-');
    const uri = vscode.Uri.from({ scheme: EXPECTED_SCHEME, path: `/${++this.#count}/${name}` });
    this.#pending.set(uri.toString(), {
      place,
      bytes: new TextEncoder().encode(expected),
      saved: false,
    });
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: false });
    return undefined;
  }

  /** What was saved in this document, once; undefined when nothing was. */
  take(uri: vscode.Uri): { readonly place: NotePlace; readonly expected: string } | undefined {
    const pending = this.#pending.get(uri.toString());
    if (pending?.saved !== true) return undefined;
    pending.saved = false;
    return { place: pending.place, expected: new TextDecoder().decode(pending.bytes) };
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.readFile(uri).length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const pending = this.#pending.get(uri.toString());
    if (pending === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return pending.bytes;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    const pending = this.#pending.get(uri.toString());
    if (pending === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    pending.bytes = content;
    pending.saved = true;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}
