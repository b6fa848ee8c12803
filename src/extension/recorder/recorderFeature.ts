import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { registerCommand, sentenceOf } from '../host/problems.ts';
import type { Recording } from '../host/recording.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { mustBeTrusted } from '../host/trust.ts';
import { LiveSession } from './liveSession.ts';
import { type PrivacySettings, privacySettings } from './privacySettings.ts';
import { RecordingStateHolder } from './recordingState.ts';
import { recoverSessions } from './recovery.ts';

/** How long after activation sessions are looked for that ended with their window. */
const RECOVERY_MS = 200;

interface Parts {
  readonly log: Log;
  readonly storage: WorkspaceStorage;
  readonly version: string;
  /** The extension's own folder. */
  readonly extensionUri: vscode.Uri;
}

export interface RecorderFeature extends vscode.Disposable {
  readonly recording: Recording;
  /** The window closes: brings a session that runs to its end. */
  stopForClose(): Promise<void>;
}

/** The commands that start, pause, resume and stop a recording. */
export function startRecorder(parts: Parts): RecorderFeature {
  const control = new RecorderControl(parts);
  const commands = vscode.Disposable.from(
    registerCommand(parts.log, 'tracewright.startRecording', (given?: { goal?: string }) => control.start(given?.goal)),
    registerCommand(parts.log, 'tracewright.pauseRecording', () => control.pause()),
    registerCommand(parts.log, 'tracewright.resumeRecording', () => control.resume()),
    registerCommand(parts.log, 'tracewright.stopRecording', () => control.stop('asked')),
    registerCommand(parts.log, 'tracewright.recoverSessions', () => recover(parts)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void recover(parts)),
  );
  // Not part of activation: it reads the disk.
  const recovery = setTimeout(() => recover(parts), RECOVERY_MS);
  return {
    recording: control.state,
    stopForClose: () => control.stopForClose(),
    dispose: () => {
      clearTimeout(recovery);
      commands.dispose();
      control.state.dispose();
    },
  };
}

/** Ids of the sessions that were put in order. */
function recover(parts: Parts): string[] {
  try {
    const ids = recoverSessions(parts);
    if (ids.length > 0) void vscode.commands.executeCommand('tracewright.refreshSessions');
    return ids;
  } catch (error) {
    parts.log.error('Looking for sessions that ended with their window failed', error);
    return [];
  }
}

class RecorderControl {
  readonly state = new RecordingStateHolder(() => notRecording());
  readonly #parts: Parts;
  #session: LiveSession | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Starts and returns the session's id; undefined when the person changed their mind. */
  async start(given: string | undefined): Promise<string | undefined> {
    this.#mustBeOff();
    const folder = this.#recordableFolder();
    const goal = given ?? (await askGoal());
    if (goal === undefined) return undefined;
    this.#mustBeOff();
    this.state.set('starting', vscode.l10n.t('Taking the base state…'));
    try {
      const session = await LiveSession.start({
        log: this.#parts.log,
        roots: this.#parts.storage.roots(),
        folder,
        goal: goal.trim(),
        version: this.#parts.version,
        secretWorker: path.join(this.#parts.extensionUri.fsPath, 'dist', 'workers', 'secrets.cjs'),
        privacy: this.#privacy(),
        onAlone: (why) => this.#alone(why),
        onWrite: (event, seq) => this.state.wrote(event, seq),
        onFailure: (error) => this.#failed(error),
      });
      this.#session = session;
      this.state.setSession(session);
      this.state.set('recording');
      this.#parts.log.info(`recording ${session.id}`);
      return session.id;
    } catch (error) {
      this.state.set('off');
      throw error;
    }
  }

  #privacy(): PrivacySettings {
    const privacy = privacySettings();
    const { problems } = privacy;
    if (problems.length > 0) {
      const sentence = vscode.l10n.t('In tracewright.privacy.allow, these are left out: {0}.', problems.join('; '));
      this.#parts.log.warn(sentence);
      void vscode.window.showWarningMessage(sentence);
    }
    return privacy;
  }

  #alone(why: string): void {
    this.#parts.log.warn(`secretlint cannot be used: ${why}`);
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The full search for secrets could not be started: only the built-in rules hide them in this recording.',
      ),
    );
  }

  async pause(): Promise<void> {
    const session = this.#running('recording');
    await session.pause();
    this.state.set('paused');
  }

  async resume(): Promise<void> {
    const session = this.#running('paused');
    this.state.set('recording');
    await session.resume();
  }

  /** Ends the session and returns its id. */
  async stop(why: 'asked' | 'closed'): Promise<string | undefined> {
    const session = this.#session;
    if (session === undefined) {
      if (why === 'closed') return undefined;
      throw notRecording();
    }
    this.#session = undefined;
    this.state.set('stopping', vscode.l10n.t('Finishing the recording…'));
    try {
      await session.stop(why);
      this.#parts.log.info(`${session.id} ended with ${session.events} events`);
    } finally {
      this.state.set('off');
    }
    return session.id;
  }

  async stopForClose(): Promise<void> {
    try {
      await this.stop('closed');
    } catch (error) {
      this.#parts.log.error('The session could not be brought to its end; the next start puts it in order', error);
    }
  }

  #failed(error: unknown): void {
    this.#parts.log.error('The recording ended because it cannot be written', error);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('Recording has stopped: {0}. Everything up to then is kept.', sentenceOf(error)),
    );
    const session = this.#session;
    this.#session = undefined;
    void session?.abandon();
    this.state.set('off');
  }

  #recordableFolder(): string {
    const folder = this.#parts.storage.folder();
    mustBeTrusted(vscode.l10n.t('Recording runs git in this folder, which is not trusted'));
    return folder;
  }

  #mustBeOff(): void {
    if (this.state.status.state === 'off') return;
    throw new TracewrightError('recording-already', vscode.l10n.t('This window is recording already'), {
      kind: 'usage',
      remedy: vscode.l10n.t('stop that recording first'),
    });
  }

  #running(wanted: 'recording' | 'paused'): LiveSession {
    if (this.#session !== undefined && this.state.status.state === wanted) return this.#session;
    if (wanted === 'recording') throw notRecording();
    throw new TracewrightError('not-paused', vscode.l10n.t('No recording is paused'), {
      kind: 'usage',
      remedy: vscode.l10n.t('pause a recording first'),
    });
  }
}

function notRecording(): TracewrightError {
  return new TracewrightError('not-recording', vscode.l10n.t('Nothing is being recorded'), {
    kind: 'usage',
    remedy: vscode.l10n.t('start or resume a recording first'),
  });
}

function askGoal(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Start recording'),
    prompt: vscode.l10n.t('What are you about to do? It stays on this computer, with the recording.'),
    placeHolder: vscode.l10n.t('Rename total to sumAll everywhere'),
    ignoreFocusOut: true,
  });
}
