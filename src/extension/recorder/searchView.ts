import * as vscode from 'vscode';
import { listsMatch } from './searchListing.ts';

/** Gives what the search view lists, as text; a command of the editor's own, not promised to extensions. */
const COMMAND = 'search.action.getSearchResults';

/**
 * Whether the search view is open and lists a match that starts there. False where the editor does not tell. What was
 * typed as the query is not told at all.
 */
export async function isInSearchView(uri: vscode.Uri, start: vscode.Position): Promise<boolean> {
  try {
    const listed = await vscode.commands.executeCommand<unknown>(COMMAND);
    const file = vscode.workspace.asRelativePath(uri, false);
    return typeof listed === 'string' && listsMatch(listed, file, start.line + 1, start.character + 1);
  } catch {
    return false;
  }
}
