import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Finding } from '../../core/check/change.ts';
import type { StepVerdict } from '../../core/trajectory/verdict.ts';
import { sentenceOf } from '../host/problems.ts';
import type { ReplayAnswer, ReplayKind, ReplayProgress, ReplayQuestion, StepPlace } from '../host/replayAnswer.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { askWorker } from '../host/worker.ts';

export interface Running {
  readonly run: vscode.TestRun;
  readonly item: vscode.TestItem;
  readonly kind: ReplayKind;
  readonly token: vscode.CancellationToken;
  readonly base: string | null;
  /** A trajectory's file or a session's folder. */
  readonly source: string;
  readonly storage: WorkspaceStorage;
  readonly extensionUri: vscode.Uri;
  readonly version: string;
}

/** What came of one item. */
export interface ItemRun {
  readonly id: string;
  readonly outcome: 'passed' | 'failed' | 'errored' | 'skipped';
  readonly messages: readonly vscode.TestMessage[];
  /** Null where nothing was replayed. */
  readonly answer: ReplayAnswer | null;
}

/** More messages than these are told as a number. */
const MOST_MESSAGES = 50;

/** Runs one item in its worker and tells the run what holds. Never throws. */
export async function runItem(running: Running): Promise<ItemRun> {
  const { run, item, token } = running;
  if (token.isCancellationRequested) {
    run.skipped(item);
    return { id: item.id, outcome: 'skipped', messages: [], answer: null };
  }
  const began = Date.now();
  run.started(item);
  try {
    const answer = await ask(running);
    const told = { id: item.id, answer, ...judge(running, answer) };
    if (told.outcome === 'failed') run.failed(item, [...told.messages], Date.now() - began);
    else if (told.outcome === 'errored') run.errored(item, [...told.messages], Date.now() - began);
    else if (told.outcome === 'skipped') run.skipped(item);
    else run.passed(item, Date.now() - began);
    for (const warning of answer.report.warnings ?? []) run.appendOutput(`${plain(warning)}\r\n`, undefined, item);
    run.appendOutput(`${summary(answer)}\r\n`, undefined, item);
    return told;
  } catch (error) {
    if (token.isCancellationRequested) {
      run.skipped(item);
      return { id: item.id, outcome: 'skipped', messages: [], answer: null };
    }
    const message = new vscode.TestMessage(sentenceOf(error));
    run.errored(item, message, Date.now() - began);
    return { id: item.id, outcome: 'errored', messages: [message], answer: null };
  }
}

async function ask({ run, item, kind, token, base, source, storage, extensionUri, version }: Running) {
  const question: ReplayQuestion = { kind, source, repo: storage.roots()[0]?.path ?? '', base, version };
  const asked = askWorker<ReplayAnswer, ReplayProgress>(extensionUri, 'replay', question, ({ verdict }) =>
    run.appendOutput(`${line(verdict)}\r\n`, undefined, item),
  );
  const cancelled = token.onCancellationRequested(() => asked.dispose());
  try {
    return await asked.answer;
  } finally {
    cancelled.dispose();
  }
}

function judge(
  { kind, storage }: Running,
  answer: ReplayAnswer,
): { readonly outcome: ItemRun['outcome']; readonly messages: vscode.TestMessage[] } {
  const { report, places, check } = answer;
  const root = storage.roots()[0]?.path ?? '';
  if (kind === 'check' && check !== null) {
    const found = check.findings.filter(({ severity }) => severity !== 'info');
    if (found.length === 0) return { outcome: 'passed', messages: [] };
    return { outcome: 'failed', messages: limited(found.map((finding) => findingMessage(finding, root))) };
  }
  const diverged = report.steps.filter(({ verdict }) => verdict === 'diverged');
  const messages = limited(diverged.map((step) => stepMessage(step, places[step.index])));
  if (report.finalTree.match === false) {
    const { expected, actual } = report.finalTree;
    messages.push(
      vscode.TestMessage.diff(
        vscode.l10n.t('The replay ends on another tree than the recording'),
        expected ?? '',
        actual ?? '',
      ),
    );
  }
  if (messages.length > 0) return { outcome: 'failed', messages };
  const left = report.steps.filter(({ verdict }) => verdict === 'not-replayable');
  if (report.steps.every(({ verdict }) => verdict === 'skipped')) return { outcome: 'skipped', messages: [] };
  if (report.replayable === 0) {
    return { outcome: 'errored', messages: limited(left.map((step) => stepMessage(step, places[step.index]))) };
  }
  return { outcome: 'passed', messages: [] };
}

function stepMessage(step: StepVerdict, place: StepPlace | undefined): vscode.TestMessage {
  const text = vscode.l10n.t('Step {0}: {1}', step.index, step.reason);
  const message =
    step.sides === undefined
      ? new vscode.TestMessage(text)
      : vscode.TestMessage.diff(text, step.sides.expected, step.sides.actual);
  if (place !== undefined) message.location = at(place.file, place.line);
  return message;
}

function findingMessage({ path: file, line: number, message: text, evidence }: Finding, root: string) {
  const message =
    typeof evidence.new === 'string' && evidence.old !== undefined
      ? vscode.TestMessage.diff(text, evidence.text.replaceAll(evidence.old, evidence.new), evidence.text)
      : new vscode.TestMessage(text);
  const full = path.join(root, file);
  if (existsSync(full)) message.location = at(full, number);
  return message;
}

function at(file: string, number: number): vscode.Location {
  return new vscode.Location(vscode.Uri.file(file), new vscode.Position(Math.max(number - 1, 0), 0));
}

function limited(messages: vscode.TestMessage[]): vscode.TestMessage[] {
  if (messages.length <= MOST_MESSAGES) return messages;
  const more = vscode.l10n.t('{0} more', messages.length - MOST_MESSAGES);
  return [...messages.slice(0, MOST_MESSAGES), new vscode.TestMessage(more)];
}

function line({ index, verdict, reason }: StepVerdict): string {
  return vscode.l10n.t('Step {0}: {1}', index, `${verdict}, ${plain(reason)}`);
}

function summary({ report, check }: ReplayAnswer): string {
  if (check !== null) {
    const { findings, sites, counts } = check;
    const done = vscode.l10n.t('{0} of {1} affected places are done.', counts.handledSites, sites.length);
    return `${vscode.l10n.t('{0} findings', findings.length)}; ${done}`;
  }
  const share = report.replayable === null ? '–' : `${Math.round(report.replayable * 100)} %`;
  return vscode.l10n.t('{0} of the steps hold', share);
}

/** Without control characters: the run's output is a terminal. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}
