import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { textsOf } from '../../../src/extension/debugger/debugTexts.ts';
import { TrajectoryDebugSession } from '../../../src/extension/debugger/trajectoryDebugSession.ts';
import { TravelService } from '../../../src/extension/debugger/travelService.ts';

type Body = Readonly<Record<string, unknown>>;

/** Talks to a debug adapter in this process, as VS Code does. */
export class AdapterClient {
  readonly service: TravelService;
  readonly events: DebugProtocol.Event[] = [];
  readonly #session: TrajectoryDebugSession;
  readonly #waiting = new Map<number, (response: DebugProtocol.Response) => void>();
  readonly #listeners = new Set<() => void>();
  #seq = 0;

  constructor(options: {
    readonly trajectory: string;
    readonly repo: string;
    readonly mode?: 'state' | 'edits';
    readonly base?: string;
  }) {
    const l10n = textsOf(undefined);
    this.service = new TravelService({ ...options, version: '0.0.0' }, l10n);
    this.#session = new TrajectoryDebugSession({
      l10n,
      id: 'abc',
      repo: options.repo,
      documentName: 'steps',
      open: (signal, onProgress) => this.service.open({ signal, onProgress }),
      sentenceOf: (error) => (error instanceof Error ? error.message : String(error)),
      onMoved() {},
    });
    this.#session.onDidSendMessage((message) => {
      const sent = message as DebugProtocol.ProtocolMessage;
      if (sent.type === 'event') this.events.push(sent as DebugProtocol.Event);
      else this.#waiting.get((sent as DebugProtocol.Response).request_seq)?.(sent as DebugProtocol.Response);
      for (const listener of this.#listeners) listener();
    });
  }

  /** Sends a request; rejects with the adapter's message when it fails. */
  async ask(command: string, given: Body = {}): Promise<Record<string, never>> {
    const seq = ++this.#seq;
    const response = await new Promise<DebugProtocol.Response>((resolve) => {
      this.#waiting.set(seq, resolve);
      this.#session.handleMessage({ seq, type: 'request', command, arguments: given } as DebugProtocol.Request);
    });
    if (!response.success) throw new Error(String(response.body?.error?.format ?? response.message));
    return (response.body ?? {}) as Record<string, never>;
  }

  /** Launches and configures, and waits for the first stop. */
  async start(breakpoints: () => Promise<unknown> = async () => undefined, launch: Body = {}): Promise<void> {
    await this.ask('initialize', { adapterID: 'tracewright', pathFormat: 'path', linesStartAt1: true });
    await this.ask('launch', launch);
    await breakpoints();
    await this.stopped(() => this.ask('configurationDone'));
  }

  /** Does something that ends in a stop, and gives the event's body. */
  async stopped(work: () => Promise<unknown>): Promise<DebugProtocol.StoppedEvent['body']> {
    const count = this.#stops().length;
    const stop = new Promise<void>((resolve) => {
      const listener = () => {
        if (this.#stops().length <= count) return;
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
    await work();
    await stop;
    return (this.#stops().at(-1) as DebugProtocol.StoppedEvent).body;
  }

  /** Moves, and gives the names of the call stack from the top. */
  async go(command: string, given: Body = {}): Promise<string[]> {
    const { threadId } = await this.stopped(() => this.ask(command, { threadId: 1, ...given }));
    return this.stack(threadId ?? 1);
  }

  async stack(threadId = 1): Promise<string[]> {
    return (await this.frames(threadId)).map(({ name }) => name);
  }

  async frames(threadId = 1): Promise<readonly DebugProtocol.StackFrame[]> {
    return (await this.ask('stackTrace', { threadId })).stackFrames ?? [];
  }

  /** The variables of the top frame's scope, by name. */
  async scope(name: string, threadId = 1): Promise<Record<string, DebugProtocol.Variable>> {
    const [frame] = await this.frames(threadId);
    const { scopes } = (await this.ask('scopes', { frameId: frame?.id })) as unknown as {
      scopes: DebugProtocol.Scope[];
    };
    const wanted = scopes.find((scope) => scope.name === name);
    assert.ok(wanted, `there is no scope ${name} but ${scopes.map((scope) => scope.name).join(', ')}`);
    return this.below(wanted.variablesReference);
  }

  async below(reference: number, given: Body = {}): Promise<Record<string, DebugProtocol.Variable>> {
    const { variables } = (await this.ask('variables', { variablesReference: reference, ...given })) as unknown as {
      variables: DebugProtocol.Variable[];
    };
    return Object.fromEntries(variables.map((variable) => [variable.name, variable]));
  }

  async evaluate(expression: string, context = 'repl'): Promise<string> {
    const [frame] = await this.frames();
    return String((await this.ask('evaluate', { expression, context, frameId: frame?.id })).result);
  }

  output(): string {
    return this.events.flatMap(({ event, body }) => (event === 'output' ? [String(body.output)] : [])).join('');
  }

  async close(): Promise<void> {
    await this.ask('disconnect');
    this.#session.dispose();
    await this.service.dispose();
  }

  #stops(): DebugProtocol.Event[] {
    return this.events.filter(({ event }) => event === 'stopped');
  }
}
