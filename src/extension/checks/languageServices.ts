import path from 'node:path';
import * as vscode from 'vscode';
import type { ServiceProblem, ServicesAnswer, ServicesQuestion } from '../host/checkAnswer.ts';
import { FINDINGS_SOURCE } from './findingDiagnostics.ts';

/** The services may take this long (ms) for what they have to say of files that were not open. */
const PATIENCE_MS = 4_000;
/** Nothing new for this long (ms): they have said it. */
const QUIET_MS = 700;

/** What the editor's language services say of files. Files that are not open are read in, and not shown. */
export async function askLanguageServices(
  { id, paths }: ServicesQuestion,
  repository: string,
  token: vscode.CancellationToken,
): Promise<ServicesAnswer> {
  const uris = paths.map((file) => vscode.Uri.file(path.join(repository, file)));
  const opened = await Promise.all(
    uris.map((uri) =>
      vscode.workspace.openTextDocument(uri).then(
        () => true,
        () => false,
      ),
    ),
  );
  if (opened.includes(true)) await settled(new Set(uris.map(String)), token);
  const problems = uris.flatMap((uri, index) =>
    vscode.languages
      .getDiagnostics(uri)
      .filter(({ source }) => source !== FINDINGS_SOURCE)
      .map((diagnostic) => problemOf(diagnostic, paths[index] ?? '')),
  );
  return {
    id,
    problems,
    sources: [...new Set(problems.map(({ source }) => source).filter((source) => source !== ''))],
  };
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
