import * as vscode from 'vscode';
import type { StateAddress } from '../host/stateAddress.ts';
import type { StateEntry } from '../host/timeTravelMessages.ts';
import type { TimeTravel, TimeTravels } from '../host/timeTravels.ts';
import { stateOfUri } from './stateUris.ts';

const types: Readonly<Record<StateEntry['kind'], vscode.FileType>> = {
  file: vscode.FileType.File,
  folder: vscode.FileType.Directory,
  // Never followed: a link is a small file that says where it points to.
  link: vscode.FileType.SymbolicLink | vscode.FileType.File,
  submodule: vscode.FileType.Directory,
};

/**
 * The files of a repository as they were before or after a step, read-only. They come from recorded trees alone: no
 * path is ever looked up on disk. A link gives where it points to, as it was written; a submodule is an empty folder.
 */
export class StateFileSystem implements vscode.FileSystemProvider {
  readonly #travels: TimeTravels;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(travels: TimeTravels) {
    this.#travels = travels;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  watch(): vscode.Disposable {
    return { dispose() {} };
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { address, travel } = this.#find(uri);
    const entry = await travel.entry(address, address.path);
    if (entry === null) throw vscode.FileSystemError.FileNotFound(uri);
    const isFile = entry.kind === 'file' || entry.kind === 'link';
    const size = isFile ? ((await travel.bytes(address, address.path))?.byteLength ?? 0) : 0;
    const permissions = vscode.FilePermission.Readonly;
    return { type: types[entry.kind], ctime: 0, mtime: travel.since, size, permissions };
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const { address, travel } = this.#find(uri);
    const entries = await travel.folder(address, address.path);
    if (entries !== null) return entries.map(({ name, kind }) => [name, types[kind]]);
    const entry = await travel.entry(address, address.path);
    if (entry?.kind === 'submodule') return [];
    throw entry === null ? vscode.FileSystemError.FileNotFound(uri) : vscode.FileSystemError.FileNotADirectory(uri);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { address, travel } = this.#find(uri);
    const bytes = await travel.bytes(address, address.path);
    if (bytes !== null) return bytes;
    const entry = await travel.entry(address, address.path);
    throw entry === null ? vscode.FileSystemError.FileNotFound(uri) : vscode.FileSystemError.FileIsADirectory(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #find(uri: vscode.Uri): { readonly address: StateAddress; readonly travel: TimeTravel } {
    const address = stateOfUri(uri);
    if (address === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { address, travel: this.#travels.of(address.id) };
  }
}
