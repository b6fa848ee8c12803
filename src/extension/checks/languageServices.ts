import path from 'node:path';
import * as vscode from 'vscode';
import type {
  ProblemsAnswer,
  ServicePlace,
  ServiceProblem,
  ServicesAnswer,
  ServicesQuestion,
} from '../host/checkAnswer.ts';
import { FINDINGS_SOURCE } from './findingDiagnostics.ts';

/** The services may take this long (ms) for what they have to say of files that were not open. */
const PATIENCE_MS = 4_000;
/** Nothing new for this long (ms): they have said it. */
const QUIET_MS = 700;

/** Answers what the check asks of the editor's language services. */
export async function askLanguageServices(
  question: ServicesQuestion,
  repository: string,
  token: vscode.CancellationToken,
): Promise<ServicesAnswer> {
  const { id } = question;
  if (question.kind === 'problems') return { id, ...(await problemsOf(question.paths, repository, token)) };
  return { id, references: await referencesOf(question.declared, question.symbol, repository) };
}

/** Files that are not open are read in, and not shown. */
async function problemsOf(
  paths: readonly string[],
  repository: string,
  token: vscode.CancellationToken,
): Promise<ProblemsAnswer> {
  const uris = paths.map((file) => vscode.Uri.file(path.join(repository, file)));
  const opened = await Promise.all(uris.map(opens));
  if (opened.includes(true)) await settled(new Set(uris.map(String)), token);
  const problems = uris.flatMap((uri, index) =>
    vscode.languages
      .getDiagnostics(uri)
      .filter(({ source }) => source !== FINDINGS_SOURCE)
      .map((diagnostic) => problemOf(diagnostic, paths[index] ?? '')),
  );
  return { problems, sources: [...new Set(problems.map(({ source }) => source).filter((source) => source !== ''))] };
}

/** Null where no service knows anything of the symbol. */
async function referencesOf(
  declared: ServicePlace,
  symbol: string,
  repository: string,
): Promise<readonly ServicePlace[] | null> {
  const uri = vscode.Uri.file(path.join(repository, declared.path));
  if (!(await opens(uri))) return null;
  const document = await vscode.workspace.openTextDocument(uri);
  const line = Math.min(declared.line, document.lineCount) - 1;
  const at = document.lineAt(line).text.indexOf(symbol);
  if (at < 0) return null;
  const found = await vscode.commands.executeCommand<vscode.Location[] | undefined>(
    'vscode.executeReferenceProvider',
    uri,
    new vscode.Position(line, at),
  );
  if (found === undefined || found.length === 0) return null;
  return found.map((one) => ({
    path: path.relative(repository, one.uri.fsPath).split(path.sep).join('/'),
    line: one.range.start.line + 1,
  }));
}

function opens(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.openTextDocument(uri).then(
    () => true,
    () => false,
  );
}

function problemOf({ range, severity, source = '', message }: vscode.Diagnostic, file: string): ServiceProblem {
  const severities = { 0: 'error', 1: 'warning', 2: 'info', 3: 'info' } as const;
  return { path: file, line: range.start.line + 1, severity: severities[severity], source, message };
}

/** Waits until nothing has been said of the files for a while. */
function settled(files: ReadonlySet<string>, token: vscode.CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(quiet);
      clearTimeout(patience);
      listening.dispose();
      cancelled.dispose();
      resolve();
    };
    let quiet = setTimeout(done, QUIET_MS * 2);
    const patience = setTimeout(done, PATIENCE_MS);
    const cancelled = token.onCancellationRequested(done);
    const listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (!uris.some((uri) => files.has(String(uri)))) return;
      clearTimeout(quiet);
      quiet = setTimeout(done, QUIET_MS);
    });
  });
}
