import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { allowListOf } from '../../core/session/redaction/allowList.ts';
import { Redactor } from '../../core/session/redaction/redactor.ts';
import { excludeFolder } from '../../node/git/excludeFolder.ts';
import { Capture } from '../../node/receiver/capture.ts';
import { OtlpReceiver } from '../../node/receiver/otlpReceiver.ts';
import type { WorkspaceStorage } from '../host/storage.ts';

interface Parts {
  readonly log: Log;
  readonly storage: WorkspaceStorage;
  readonly memory: vscode.Memento;
}

interface Running {
  readonly receiver: OtlpReceiver;
  readonly capture: Capture;
}

/** The port that was listened on last, so that agents need be set once. */
const LAST_PORT = 'capture.port';

/** The receiver of this window: off until somebody starts it, and seen in the status bar while it is on. */
export class CaptureSwitch implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #item: vscode.StatusBarItem;
  #running: Promise<Running> | undefined;
  #trajectories = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#item = vscode.window.createStatusBarItem('tracewright.capture', vscode.StatusBarAlignment.Left, 999);
    this.#item.name = vscode.l10n.t('Tracewright capture of agents');
    this.#item.command = 'tracewright.copyCaptureSettings';
  }

  /** Where agents are to send their spans; undefined while it is off. */
  async endpoint(): Promise<string | undefined> {
    return (await this.#running)?.receiver.endpoint;
  }

  /** What agents have to send as a bearer token. */
  get token(): string {
    return vscode.workspace.getConfiguration('tracewright').get<string>('capture.token', '');
  }

  /** Starts it, or does nothing when it is on. Resolves to the endpoint. Throws what listening throws. */
  async start(): Promise<string> {
    this.#running ??= this.#open();
    try {
      const { receiver } = await this.#running;
      await vscode.commands.executeCommand('setContext', 'tracewright.capture', 'on');
      this.#show(receiver);
      return receiver.endpoint;
    } catch (error) {
      this.#running = undefined;
      throw error;
    }
  }

  /** Stops it, and makes trajectories of all that came. The number of spans; 0 when it was off. */
  async stop(): Promise<number> {
    const running = this.#running;
    this.#running = undefined;
    this.#item.hide();
    await vscode.commands.executeCommand('setContext', 'tracewright.capture', 'off');
    if (running === undefined) return 0;
    const { receiver, capture } = await running;
    await receiver.stop();
    await capture.close();
    return capture.spans;
  }

  /** Makes trajectories of what came so far, ended or not. */
  async convert(): Promise<void> {
    await (await this.#running)?.capture.convert();
  }

  /** What was taken is on the disk; its trajectories are made when capturing starts again. */
  dispose(): void {
    this.#item.dispose();
    void this.#running?.then(({ receiver }) => receiver.stop()).catch(() => undefined);
  }

  async #open(): Promise<Running> {
    const { log, storage } = this.#parts;
    const folder = storage.folder();
    const root = storage.roots()[0]?.path;
    if (root !== undefined) await excludeFolder(root);
    const capture = await Capture.open({
      folder,
      log,
      redactor: redactorOfSettings(),
      onTrajectory: ({ file, steps }) => {
        log.info(`captured ${file}: ${steps} steps`);
        this.#trajectories++;
        void this.#running?.then(({ receiver }) => this.#show(receiver));
      },
    });
    const receiver = await this.#listen(capture);
    log.info(`capturing agents at ${receiver.endpoint}`);
    return { receiver, capture };
  }

  async #listen(capture: Capture): Promise<OtlpReceiver> {
    const { log, memory } = this.#parts;
    const wanted = vscode.workspace.getConfiguration('tracewright').get<number>('capture.port', 0);
    const take = (body: unknown) => capture.take(body);
    const listen = (port: number) => OtlpReceiver.start({ port, token: this.token, log, take });
    if (wanted > 0) return listen(wanted);
    const receiver = await listen(memory.get<number>(LAST_PORT, 0)).catch(() => listen(0));
    await memory.update(LAST_PORT, receiver.port);
    return receiver;
  }

  #show({ endpoint }: OtlpReceiver): void {
    this.#item.text = `$(radio-tower) ${this.#trajectories}`;
    const words = vscode.l10n.t(
      'Tracewright receives the traces of agents at {0}; trajectories: {1}. Activate to copy the settings for an agent.',
      endpoint,
      this.#trajectories,
    );
    this.#item.tooltip = words;
    this.#item.accessibilityInformation = { role: 'button', label: words };
    this.#item.show();
  }
}

function redactorOfSettings(): Redactor {
  const settings = vscode.workspace.getConfiguration('tracewright.privacy');
  const entries = settings.get<unknown>('allow', []);
  const { allow } = allowListOf(Array.isArray(entries) ? entries : [entries]);
  return new Redactor({ enabled: settings.get<unknown>('secrets', true) !== false, allow });
}
