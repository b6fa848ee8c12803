import path from 'node:path';
import * as vscode from 'vscode';
import type { CheckName, Finding } from '../../core/check/change.ts';
import type { CheckAnswer, CheckedFix } from '../host/checkAnswer.ts';

/** What the diagnostics of findings have as their source. */
export const FINDINGS_SOURCE = 'Tracewright';

/** A finding in the Problems view, with what mends it. */
export class FindingDiagnostic extends vscode.Diagnostic {
  readonly check: CheckName;
  readonly fix: CheckedFix | undefined;
  readonly repository: string;

  constructor(finding: Finding, fix: CheckedFix | undefined, repository: string, range: vscode.Range) {
    super(range, finding.message, severityOf(finding));
    this.source = FINDINGS_SOURCE;
    this.check = finding.check;
    this.code = finding.check;
    this.fix = fix;
    this.repository = repository;
    const declared = /^(.*):(\d+)$/.exec(finding.evidence.declared ?? '');
    const because = [
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(uriOf(finding.path, repository), range),
        finding.evidence.why,
      ),
    ];
    if (declared !== null) {
      const place = new vscode.Position(Math.max(Number(declared[2]) - 1, 0), 0);
      const uri = uriOf(declared[1] ?? '', repository);
      because.push(
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(uri, place),
          vscode.l10n.t('{0} was declared here before the change', finding.symbol),
        ),
      );
    }
    this.relatedInformation = because;
  }
}

/** The findings of a check by file, but for what a language service said: that stands in the Problems view already. */
export function findingDiagnostics(
  { report, fixes }: CheckAnswer,
  repository: string,
): Map<string, FindingDiagnostic[]> {
  const byFile = new Map<string, FindingDiagnostic[]>();
  report.findings.forEach((finding, index) => {
    if (finding.check === 'typecheck') return;
    const fix = fixes.find((one) => one.finding === index);
    const uri = uriOf(finding.path, repository).toString();
    const list = byFile.get(uri) ?? [];
    list.push(new FindingDiagnostic(finding, fix, repository, rangeOf(finding, uri)));
    byFile.set(uri, list);
  });
  return byFile;
}

/** The symbol on its line where the file is open, else the whole line. */
function rangeOf({ line, symbol, evidence }: Finding, uri: string): vscode.Range {
  const number = Math.max(line - 1, 0);
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
  const text = document !== undefined && number < document.lineCount ? document.lineAt(number).text : undefined;
  const at = text === undefined || symbol === '' ? -1 : text.indexOf(symbol);
  if (at >= 0) return new vscode.Range(number, at, number, at + symbol.length);
  const start = text === undefined ? 0 : text.length - text.trimStart().length;
  return new vscode.Range(number, start, number, text?.trimEnd().length ?? Math.max(evidence.text.length, 1));
}

function severityOf({ severity }: Finding): vscode.DiagnosticSeverity {
  if (severity === 'error') return vscode.DiagnosticSeverity.Error;
  return severity === 'warning' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information;
}

function uriOf(file: string, repository: string): vscode.Uri {
  return vscode.Uri.file(path.join(repository, file));
}
