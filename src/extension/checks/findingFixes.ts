import path from 'node:path';
import * as vscode from 'vscode';
import { FindingDiagnostic } from './findingDiagnostics.ts';

/** Quick fixes for findings that have one plain mend. Offered only while the text that it replaces still stands there. */
export class FindingFixes implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix];
  readonly #diagnostics: vscode.DiagnosticCollection;

  constructor(diagnostics: vscode.DiagnosticCollection) {
    this.#diagnostics = diagnostics;
  }

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
    const own = (this.#diagnostics.get(document.uri) ?? []).filter(
      (one): one is FindingDiagnostic =>
        one instanceof FindingDiagnostic && one.range.intersection(range) !== undefined,
    );
    const actions = await Promise.all(own.map(actionFor));
    return actions.filter((action) => action !== undefined);
  }
}

async function actionFor(diagnostic: FindingDiagnostic): Promise<vscode.CodeAction | undefined> {
  const { fix, repository } = diagnostic;
  if (fix === undefined) return undefined;
  const edit = new vscode.WorkspaceEdit();
  for (const { path: file, start, end, old, text } of fix.edits) {
    const uri = vscode.Uri.file(path.join(repository, file));
    const document = await vscode.workspace.openTextDocument(uri);
    const at = new vscode.Range(document.positionAt(start), document.positionAt(end));
    if (document.getText(at) !== old) return undefined;
    edit.replace(uri, at, text);
  }
  const [first] = fix.edits;
  const title =
    fix.edits.length === 1 && first !== undefined && first.text.length < 60 && !first.text.includes('\n')
      ? vscode.l10n.t('Replace with "{0}"', first.text)
      : vscode.l10n.t('Mend this');
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = edit;
  action.diagnostics = [diagnostic];
  action.isPreferred = true;
  return action;
}
