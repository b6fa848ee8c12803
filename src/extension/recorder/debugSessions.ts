import path from 'node:path';
import * as vscode from 'vscode';
import type { DiskLog } from '../../node/recording/diskLog.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { located, placeOf } from '../../node/recording/place.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';
import { type DebugStep, DebugTrace } from './debugTrace.ts';

interface Parts {
  readonly journal: Journal;
  readonly roots: readonly WorkspaceRoot[];
  readonly disk: DiskLog;
}

/** Debug sessions: what is started, where it stops, what is asked in the console, how it ends. */
export class DebugSessions {
  readonly #parts: Parts;
  readonly #running = new Map<string, { readonly debug: number; readonly trace: DebugTrace }>();
  readonly #endedUntold = new Set<string>();
  readonly #listeners: vscode.Disposable;
  #sessions = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { activeDebugSession } = vscode.debug;
    if (activeDebugSession !== undefined) this.#start(activeDebugSession, true);
    this.#listeners = vscode.Disposable.from(
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) => this.#tracker(session),
      }),
      vscode.debug.onDidStartDebugSession((session) => this.#start(session, false)),
      vscode.debug.onDidTerminateDebugSession(({ id }) => this.#end(id)),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    for (const { trace } of this.#running.values()) trace.end();
    this.#running.clear();
  }

  catchUp(): void {
    for (const id of this.#endedUntold) this.#end(id);
    this.#endedUntold.clear();
  }

  finish(): void {
    for (const id of [...this.#running.keys()]) this.#end(id);
  }

  #start(session: vscode.DebugSession, underWay: boolean): void {
    if (this.#parts.journal.paused || this.#running.has(session.id)) return;
    const { id, name, type, configuration } = session;
    const debug = this.#sessions++;
    this.#running.set(id, { debug, trace: new DebugTrace((step) => this.#step(debug, step)) });
    this.#parts.journal.append({
      kind: 'debug-start',
      debug,
      name,
      type,
      request: configuration.request,
      ...(typeof configuration.program === 'string' ? { program: configuration.program } : {}),
      ...(underWay ? { underWay } : {}),
    });
  }

  /** The tracker comes before the session is told of. It is called in the way of every message: it must be quick, and not throw. */
  #tracker(session: vscode.DebugSession): vscode.DebugAdapterTracker {
    this.#start(session, false);
    return {
      onWillReceiveMessage: (message) => this.#running.get(session.id)?.trace.toAdapter(message),
      onDidSendMessage: (message) => this.#running.get(session.id)?.trace.fromAdapter(message),
    };
  }

  #end(id: string): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    if (this.#parts.journal.paused) {
      this.#endedUntold.add(id);
      return;
    }
    running.trace.end();
    this.#running.delete(id);
    this.#parts.journal.append({ kind: 'debug-end', debug: running.debug });
  }

  /**
   * Outside of the workspace, and in a file that no snapshot takes in, the place is left out. Only what is known already
   * is asked: git would be in the way of the session.
   */
  #step(debug: number, { file, line, ...step }: DebugStep): void {
    const { journal, roots, disk } = this.#parts;
    const place = file === undefined || !path.isAbsolute(file) ? undefined : placeOf(file, roots);
    const where =
      place === undefined || !disk.has(place) ? {} : { ...located(place), ...(line === undefined ? {} : { line }) };
    journal.append({ kind: 'debug-step', debug, ...step, ...where });
  }
}
