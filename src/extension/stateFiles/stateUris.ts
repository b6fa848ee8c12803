import * as vscode from 'vscode';
import { parseStatePath, STATE_SCHEME, type StateAddress, statePath } from '../host/stateAddress.ts';

/** The address of a file or folder at a step. */
export function uriOfState({ id, ...rest }: StateAddress): vscode.Uri {
  return vscode.Uri.from({ scheme: STATE_SCHEME, authority: id, path: statePath(rest) });
}

/** What such an address says; undefined for any other, and for one that could lead out of the state. */
export function stateOfUri(uri: vscode.Uri): StateAddress | undefined {
  if (uri.scheme !== STATE_SCHEME) return undefined;
  const parsed = parseStatePath(uri.path);
  return parsed === undefined ? undefined : { id: uri.authority, ...parsed };
}
