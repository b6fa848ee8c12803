import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { runGit } from '../../node/git/gitProcess.ts';
import { userRepository } from '../../node/git/userRepository.ts';
import type { CheckAnswer, ServicesQuestion } from '../host/checkAnswer.ts';
import { registerCommand } from '../host/problems.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { mustBeTrusted } from '../host/trust.ts';
import { askWorker } from '../host/worker.ts';
import { FINDINGS_SOURCE, findingDiagnostics } from './findingDiagnostics.ts';
import { FindingFixes } from './findingFixes.ts';
import { followEdits } from './followEdits.ts';
import { askLanguageServices } from './languageServices.ts';

interface Parts {
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
  readonly storage: WorkspaceStorage;
}

/** What the command may be called with; a person is asked for what is missing. */
interface CheckRequest {
  readonly base?: string;
}

/** Codebase-wide checks of the change in the working tree: findings in the Problems view, with quick fixes. */
export function startChecks(parts: Parts): vscode.Disposable {
  const { log } = parts;
  const diagnostics = vscode.languages.createDiagnosticCollection(FINDINGS_SOURCE);
  return vscode.Disposable.from(
    diagnostics,
    followEdits(diagnostics),
    vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, new FindingFixes(diagnostics), {
      providedCodeActionKinds: FindingFixes.kinds,
    }),
    registerCommand(log, 'tracewright.checkChange', (request?: CheckRequest) => check(parts, diagnostics, request)),
    registerCommand(log, 'tracewright.clearFindings', () => {
      diagnostics.clear();
      return setFound(false);
    }),
  );
}

async function check(
  { log, extensionUri, storage }: Parts,
  diagnostics: vscode.DiagnosticCollection,
  request: CheckRequest | undefined,
): Promise<CheckAnswer | undefined> {
  mustBeTrusted(vscode.l10n.t('Checking runs git in this folder, which is not trusted'));
  const folder = storage.roots()[0]?.path ?? '';
  const repository = folder === '' ? null : await userRepository(folder);
  if (repository === null) {
    throw new TracewrightError('not-a-repository', vscode.l10n.t('There is no git repository here to check'), {
      kind: 'usage',
      remedy: vscode.l10n.t('open a folder that is under git'),
    });
  }
  const base = typeof request?.base === 'string' ? request.base : await chooseBase(repository.topLevel);
  if (base === undefined) return undefined;
  const answer = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Checking the change'), cancellable: true },
    (_, token) => ask(extensionUri, repository.topLevel, base, token),
  );
  if (answer === undefined) return undefined;
  diagnostics.clear();
  for (const [uri, list] of findingDiagnostics(answer, repository.topLevel)) {
    diagnostics.set(vscode.Uri.parse(uri), list);
  }
  await setFound(answer.report.findings.length > 0);
  log.info(
    `checked against ${base}: ${answer.report.findings.length} findings, services: ${answer.sources.join(', ')}`,
  );
  if (request?.base === undefined) await show(answer);
  return answer;
}

async function ask(
  extensionUri: vscode.Uri,
  repository: string,
  base: string,
  token: vscode.CancellationToken,
): Promise<CheckAnswer | undefined> {
  const asked = askWorker<CheckAnswer, ServicesQuestion>(
    extensionUri,
    'check',
    { repository, base },
    (question, send) => void askLanguageServices(question, repository, token).then(send),
  );
  const cancelled = token.onCancellationRequested(() => asked.dispose());
  try {
    return await asked.answer;
  } catch (error) {
    if (token.isCancellationRequested) return undefined;
    throw error;
  } finally {
    cancelled.dispose();
  }
}

/** What the working tree is compared with. */
async function chooseBase(folder: string): Promise<string | undefined> {
  const log = await runGit(['log', '-z', '--max-count=100', '--format=%H%x09%h%x09%s'], { cwd: folder });
  const commits = log.stdout
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [revision = '', description = '', ...subject] = line.split('\t');
      return { label: subject.join('\t'), description, revision };
    });
  const uncommitted = {
    label: vscode.l10n.t('The last commit'),
    description: vscode.l10n.t('what is not committed yet'),
    revision: 'HEAD',
  };
  const chosen = await vscode.window.showQuickPick([uncommitted, ...commits.slice(1)], {
    title: vscode.l10n.t('Check the change since…'),
    matchOnDescription: true,
  });
  return chosen?.revision;
}

/** Findings stand in the Problems view; that there are none is said in the status bar. */
async function show({ report, sources }: CheckAnswer): Promise<void> {
  const { findings, sites, counts } = report;
  const used = sources.length === 0 ? '' : ` ${vscode.l10n.t('Diagnostics of {0} were used.', sources.join(', '))}`;
  const done = vscode.l10n.t('{0} of {1} affected places are done.', counts.handledSites, sites.length);
  const icon = findings.length === 0 ? 'pass' : 'warning';
  vscode.window.setStatusBarMessage(
    `$(${icon}) ${vscode.l10n.t('{0} findings', findings.length)}; ${done}${used}`,
    20_000,
  );
  if (findings.length > 0) await vscode.commands.executeCommand('workbench.actions.view.problems');
}

function setFound(found: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', 'tracewright.findings', found);
}
