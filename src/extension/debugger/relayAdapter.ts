import * as vscode from 'vscode';
import type { TimeTravel, TimeTravels } from '../host/timeTravels.ts';

/** A debug adapter in this process that does nothing here: the trajectory's worker answers. */
export class RelayAdapter implements vscode.DebugAdapter {
  readonly #travels: TimeTravels;
  readonly #travel: TimeTravel;
  readonly #session: string;
  readonly #sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  readonly onDidSendMessage = this.#sent.event;

  /** Throws `untrusted`. */
  constructor(travels: TimeTravels, travel: TimeTravel, session: string) {
    this.#travels = travels;
    this.#travel = travel;
    this.#session = session;
    travel.debug(session, (message) => this.#sent.fire(message as vscode.DebugProtocolMessage));
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    this.#travel.send(this.#session, message);
  }

  dispose(): void {
    this.#travel.endDebug(this.#session);
    this.#travels.ended(this.#session);
    this.#sent.dispose();
  }
}
