import * as vscode from 'vscode';
import { runGit } from '../../node/git/gitProcess.ts';

/** The scheme of a file's text in a commit or tree. */
export const REVISION_SCHEME = 'tracewright-revision';

/** A file of a repository in one state. */
export interface RevisionFile {
  /** A folder of the repository. */
  readonly root: string;
  /** A commit, its parent (`<commit>^`) or a tree. */
  readonly revision: string;
  /** Below the repository's top, with forward slashes. */
  readonly path: string;
}

export function revisionUri({ root, revision, path }: RevisionFile): vscode.Uri {
  const query = new URLSearchParams({ root, revision }).toString();
  return vscode.Uri.from({ scheme: REVISION_SCHEME, path: `/${path}`, query });
}

/** Texts of files as git has them; a file that is not there in a state is empty. */
export const revisionFiles: vscode.TextDocumentContentProvider = {
  async provideTextDocumentContent(uri) {
    const query = new URLSearchParams(uri.query);
    const root = query.get('root') ?? '';
    const revision = query.get('revision') ?? '';
    const known = vscode.workspace.workspaceFolders?.some((folder) => folder.uri.fsPath === root);
    if (known !== true || !vscode.workspace.isTrusted || !/^[0-9a-f]{7,64}\^?$/.test(revision)) return '';
    const object = `${revision}:${uri.path.slice(1)}`;
    const answer = await runGit(['cat-file', 'blob', object], { cwd: root, answers: [0, 128] });
    return answer.stdout.toString('utf8');
  },
};
