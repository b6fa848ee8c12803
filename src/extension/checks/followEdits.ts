import * as vscode from 'vscode';
import { FindingDiagnostic } from './findingDiagnostics.ts';

/** Keeps findings at their places while their files are edited; what is edited is no finding any more. */
export function followEdits(diagnostics: vscode.DiagnosticCollection): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    const known = diagnostics.get(document.uri);
    if (known === undefined || known.length === 0 || contentChanges.length === 0) return;
    let left = known.filter((one) => one instanceof FindingDiagnostic);
    for (const change of contentChanges) left = left.flatMap((finding) => moved(finding, change));
    diagnostics.set(document.uri, left);
  });
}

function moved(
  finding: FindingDiagnostic,
  { range, text }: vscode.TextDocumentContentChangeEvent,
): FindingDiagnostic[] {
  const { start, end } = finding.range;
  if (end.isBefore(range.start)) return [finding];
  const touched = !range.end.isBeforeOrEqual(start) || (range.isEmpty && range.start.isAfter(start));
  if (touched) return [];
  const lines = text.split('\n');
  const down = lines.length - 1 - (range.end.line - range.start.line);
  const last = lines.at(-1)?.length ?? 0;
  const right = (lines.length === 1 ? range.start.character + last : last) - range.end.character;
  const shifted = (place: vscode.Position) => place.translate(down, place.line === range.end.line ? right : 0);
  finding.range = new vscode.Range(shifted(start), shifted(end));
  return [finding];
}
