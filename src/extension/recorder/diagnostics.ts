import * as vscode from 'vscode';
import type { Ignored } from '../../node/recording/ignored.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { type Place, placeOf } from '../../node/recording/place.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';
import type { Diagnostic } from './diagnosticsDelta.ts';
import { DiagnosticsLog, type FileDiagnostics } from './diagnosticsLog.ts';
import type { DocumentLog } from './documentLog.ts';
import { cellPlace } from './notebookCell.ts';
import { Paced } from './paced.ts';

interface Parts {
  readonly journal: Journal;
  readonly documents: DocumentLog;
  readonly roots: readonly WorkspaceRoot[];
  readonly ignored: Ignored;
}

/** What compilers and linters say of the files of the workspace: all at the start, then what comes and goes. */
export class Diagnostics {
  readonly #parts: Parts;
  readonly #log: DiagnosticsLog;
  readonly #paced = new Paced({ quiet: 300, atMostEvery: 1000, run: (uris) => this.#look(uris) });
  readonly #listener: vscode.Disposable;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#log = new DiagnosticsLog(parts.journal);
    this.#listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (!parts.journal.paused) this.#paced.add(uris.map(String));
    });
    this.#look(everywhere());
  }

  dispose(): void {
    this.#listener.dispose();
    this.#paced.dispose();
  }

  catchUp(): void {
    this.#look([...new Set([...this.#log.uris(), ...everywhere()])]);
  }

  /** The editor tells late what changed: at the end everything is looked at. */
  finish(): void {
    this.catchUp();
  }

  #look(uris: readonly string[]): void {
    if (this.#parts.journal.paused || !enabled()) return;
    this.#log.look(uris.flatMap((uri) => this.#fileOf(vscode.Uri.parse(uri, true)) ?? []));
  }

  #fileOf(uri: vscode.Uri): FileDiagnostics | undefined {
    const doc = this.#parts.documents.docOf(uri.toString());
    const place = this.#placeOf(uri, doc);
    if (place === undefined || this.#parts.ignored.has(place)) return undefined;
    return { uri: uri.toString(), place, doc, diagnostics: vscode.languages.getDiagnostics(uri).map(plain) };
  }

  /** A draft has no place but a document. */
  #placeOf(uri: vscode.Uri, doc: number | undefined): Place | undefined {
    if (uri.scheme === 'file') return placeOf(uri.fsPath, this.#parts.roots);
    const cell = cellPlace(uri, this.#parts.roots);
    if (cell !== undefined && cell !== 'draft') return cell;
    return doc === undefined ? undefined : { root: 0, path: uri.path.replace(/^\/+/, '') };
  }
}

function everywhere(): string[] {
  return vscode.languages.getDiagnostics().map(([uri]) => uri.toString());
}

function enabled(): boolean {
  return vscode.workspace.getConfiguration('tracewright').get<boolean>('recording.diagnostics', true);
}

function plain({ range, message, severity, source, code }: vscode.Diagnostic): Diagnostic {
  const named = typeof code === 'object' ? code.value : code;
  return {
    severity: severityOf(severity),
    range: [range.start.line, range.start.character, range.end.line, range.end.character],
    message,
    ...(source === undefined ? {} : { source }),
    ...(named === undefined ? {} : { code: String(named) }),
  };
}

function severityOf(severity: vscode.DiagnosticSeverity): Diagnostic['severity'] {
  if (severity === vscode.DiagnosticSeverity.Error) return 'error';
  if (severity === vscode.DiagnosticSeverity.Warning) return 'warning';
  return severity === vscode.DiagnosticSeverity.Information ? 'information' : 'hint';
}
