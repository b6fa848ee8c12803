import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { agentSettings, type CapturedAgent, capturedAgents } from '../../node/receiver/agentSettings.ts';
import { registerCommand } from '../host/problems.ts';
import type { Recording } from '../host/recording.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { mustBeTrusted } from '../host/trust.ts';
import { takeAgentNotes } from './agentNotes.ts';
import { CaptureSwitch } from './captureSwitch.ts';
import { memoryServers, offerMemory } from './mcpProvider.ts';

interface Parts {
  readonly log: Log;
  readonly storage: WorkspaceStorage;
  readonly recording: Recording;
  readonly memory: vscode.Memento;
  readonly extensionUri: vscode.Uri;
  readonly version: string;
}

/** What a script passes instead of being asked. */
interface Given {
  readonly agent?: string;
}

/** Agents at work: their traces are received, their notes taken, and the recorded past is offered to them. */
export function startCapture(parts: Parts): vscode.Disposable {
  const { log } = parts;
  const capture = new CaptureSwitch(parts);
  return vscode.Disposable.from(
    capture,
    takeAgentNotes(parts),
    offerMemory(parts),
    registerCommand(log, 'tracewright.startCapture', (given?: Given) => start(capture, given)),
    registerCommand(log, 'tracewright.stopCapture', () => capture.stop()),
    registerCommand(log, 'tracewright.convertCaptures', () => capture.convert()),
    registerCommand(log, 'tracewright.copyCaptureSettings', (given?: Given) => copySettings(capture, given)),
    registerCommand(log, 'tracewright.memoryServers', () =>
      memoryServers(parts).map(({ label, command, args, env, cwd }) => ({
        label,
        command,
        args,
        env,
        cwd: cwd?.fsPath,
      })),
    ),
  );
}

async function start(capture: CaptureSwitch, given: Given | undefined): Promise<string> {
  mustBeTrusted(vscode.l10n.t('Agents are captured in trusted folders only'));
  const endpoint = await capture.start();
  if (given === undefined) void offerSettings(capture, endpoint);
  return endpoint;
}

async function offerSettings(capture: CaptureSwitch, endpoint: string): Promise<void> {
  const copy = vscode.l10n.t('Copy settings for an agent');
  const words = vscode.l10n.t('Traces of agents are received at {0}. They stay on this computer.', endpoint);
  if ((await vscode.window.showInformationMessage(words, copy)) === copy) await copySettings(capture, undefined);
}

/** Puts what an agent has to be told on the clipboard; the answer is the text. */
async function copySettings(capture: CaptureSwitch, given: Given | undefined): Promise<string | undefined> {
  const endpoint = (await capture.endpoint()) ?? (await start(capture, {}));
  const agent = capturedAgents.find((known) => known === given?.agent) ?? (await pickAgent());
  if (agent === undefined) return undefined;
  const text = agentSettings(agent, endpoint, capture.token);
  await vscode.env.clipboard.writeText(text);
  void vscode.window.setStatusBarMessage(vscode.l10n.t('The settings are on the clipboard'), 5_000);
  return text;
}

async function pickAgent(): Promise<CapturedAgent | undefined> {
  const where: Readonly<Record<CapturedAgent, [label: string, where: string]>> = {
    any: [vscode.l10n.t('Any agent with OpenTelemetry'), vscode.l10n.t('environment variables')],
    copilot: ['GitHub Copilot Chat', vscode.l10n.t('settings of this editor')],
    'claude-code': ['Claude Code', vscode.l10n.t('environment variables')],
    'gemini-cli': ['Gemini CLI', vscode.l10n.t('environment variables')],
    codex: ['Codex', '~/.codex/config.toml'],
  };
  const items = capturedAgents.map((agent) => ({ label: where[agent][0], description: where[agent][1], agent }));
  const title = vscode.l10n.t('Copy the settings for which agent?');
  return (await vscode.window.showQuickPick(items, { title }))?.agent;
}
