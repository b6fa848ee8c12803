import * as vscode from 'vscode';

interface Request {
  readonly seq: number;
  readonly command: string;
}

/** A debug adapter without a program: stops at line 2, then steps, then exits with code 7 once it is to go on. */
export class ScriptedDebugger implements vscode.DebugAdapter {
  readonly #program: string;
  readonly #messages = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  readonly onDidSendMessage = this.#messages.event;
  #seq = 1;
  #line = 2;

  constructor(program: string) {
    this.#program = program;
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    const request = message as unknown as Request;
    this.#send({
      type: 'response',
      request_seq: request.seq,
      command: request.command,
      success: true,
      body: this.#answer(request),
    });
    if (request.command === 'initialize') this.#event('initialized', {});
    if (request.command === 'configurationDone') this.#event('stopped', { reason: 'breakpoint', threadId: 1 });
    if (request.command === 'next') {
      this.#line++;
      this.#event('stopped', { reason: 'step', threadId: 1 });
    }
    if (request.command === 'continue') {
      this.#event('continued', { threadId: 1 });
      this.#event('exited', { exitCode: 7 });
      this.#event('terminated', {});
    }
  }

  dispose(): void {
    this.#messages.dispose();
  }

  #answer({ command }: Request): object {
    if (command === 'initialize') return { supportsConfigurationDoneRequest: true };
    if (command === 'threads') return { threads: [{ id: 1, name: 'main' }] };
    if (command === 'scopes') return { scopes: [] };
    if (command === 'evaluate') return { result: '42', variablesReference: 0 };
    if (command === 'setBreakpoints') return { breakpoints: [] };
    if (command !== 'stackTrace') return {};
    const frame = { id: 1, name: 'main', source: { path: this.#program }, line: this.#line, column: 1 };
    return { stackFrames: [frame], totalFrames: 1 };
  }

  #event(event: string, body: object): void {
    this.#send({ type: 'event', event, body });
  }

  #send(message: object): void {
    this.#messages.fire({ seq: this.#seq++, ...message });
  }
}
