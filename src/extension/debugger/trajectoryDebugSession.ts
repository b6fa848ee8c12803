import {
  DebugSession,
  Handles,
  InitializedEvent,
  OutputEvent,
  ProgressEndEvent,
  ProgressStartEvent,
  ProgressUpdateEvent,
  Source,
  StoppedEvent,
} from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { cutAt, plainContent } from '../../core/trajectory/viewing/shownText.ts';
import { type StateRef, stateUri, stepsUri } from '../host/stateAddress.ts';
import { type BreakpointRequest, type BreakpointTarget, logText } from './breakpoints.ts';
import { BreakpointTable, type SetBreakpoint } from './breakpointTable.ts';
import { targetOfLine } from './breakpointTargets.ts';
import { frameOf, type StackFrame, stackOf } from './callStack.ts';
import { completionsAt } from './completions.ts';
import type { Debugged } from './debugged.ts';
import type { Texts } from './debugTexts.ts';
import { evaluateText } from './evaluate.ts';
import { ExpressionError } from './expression.ts';
import type { Move } from './places.ts';
import { capabilities } from './sessionCapabilities.ts';
import { oneLine } from './stepDocument.ts';
import { titleOf } from './stepFacts.ts';
import { type Children, scopesOf, type Variable, variable } from './stepVariables.ts';
import { Traveller } from './traveller.ts';

export interface SessionParts {
  readonly l10n: Texts;
  /** Id of the trajectory in addresses. */
  readonly id: string;
  readonly repo: string;
  /** What the document of steps is called. */
  readonly documentName: string;
  /** Reads the trajectory and its states. */
  open(signal: AbortSignal, onProgress: (done: number, total: number) => void): Promise<Debugged>;
  /** The one sentence about an error. */
  sentenceOf(error: unknown): string;
  /** The session stands at another step. */
  onMoved(state: StateRef & { readonly place: number }): void;
}

type Ready = { readonly debugged: Debugged; readonly traveller: Traveller };
type Launch = DebugProtocol.LaunchRequestArguments & { readonly stopOnEntry?: boolean };

const FAILED = 1;

/** The debug adapter: translates the protocol's requests into moves through a trajectory. Nothing is run. */
export class TrajectoryDebugSession extends DebugSession {
  readonly #parts: SessionParts;
  readonly #breakpoints: BreakpointTable;
  readonly #rows = new Handles<Children>();
  readonly #loading = new AbortController();
  #ready: Ready | undefined;
  #stopOnEntry = true;

  constructor(parts: SessionParts) {
    super();
    this.#parts = parts;
    this.#breakpoints = new BreakpointTable(parts.l10n);
  }

  override dispose(): void {
    this.#loading.abort();
    super.dispose();
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    response.body = capabilities(this.#parts.l10n);
    this.sendResponse(response);
  }

  protected override launchRequest(
    response: DebugProtocol.LaunchResponse,
    args: Launch,
    request?: DebugProtocol.Request,
  ): void {
    this.#stopOnEntry = args.stopOnEntry !== false;
    const title = this.#parts.l10n.t('Finding the files at each step');
    const started = new ProgressStartEvent('open', title);
    Object.assign(started.body, { cancellable: true, requestId: request?.seq });
    this.sendEvent(started);
    const told = (done: number, total: number) => {
      const message = this.#parts.l10n.t('step {0} of {1}', done, total);
      const update = new ProgressUpdateEvent('open', message);
      Object.assign(update.body, { percentage: Math.round((100 * done) / Math.max(total, 1)) });
      this.sendEvent(update);
    };
    this.#parts
      .open(this.#loading.signal, told)
      .finally(() => this.sendEvent(new ProgressEndEvent('open')))
      .then(
        (debugged) => {
          this.#ready = { debugged, traveller: new Traveller(debugged.places) };
          this.sendResponse(response);
          this.#introduce(debugged);
          this.sendEvent(new InitializedEvent());
        },
        (error) => {
          const cancelled = this.#loading.signal.aborted;
          const format = cancelled ? this.#parts.l10n.t('Cancelled') : this.#parts.sentenceOf(error);
          this.sendErrorResponse(response, { id: FAILED, format: escaped(format), showUser: !cancelled });
        },
      );
  }

  protected override cancelRequest(response: DebugProtocol.CancelResponse): void {
    this.#loading.abort();
    this.sendResponse(response);
  }

  protected override disconnectRequest(response: DebugProtocol.DisconnectResponse): void {
    this.#loading.abort();
    this.sendResponse(response);
  }

  protected override configurationDoneRequest(response: DebugProtocol.ConfigurationDoneResponse): void {
    this.sendResponse(response);
    this.#begin();
  }

  protected override restartRequest(response: DebugProtocol.RestartResponse): void {
    this.#answer(response, ({ traveller }) => {
      traveller.jump(0);
      return () => this.#begin();
    });
  }

  protected override setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    args: DebugProtocol.SetBreakpointsArguments,
  ): void {
    this.#answer(response, async ({ debugged }) => {
      const source = args.source.path ?? '';
      const wanted = args.breakpoints ?? [];
      const targets = await Promise.all(
        wanted.map(({ line }) => targetOfLine(source, line, { debugged, repo: this.#parts.repo })),
      );
      const requests = targets.map((target, at) => this.#request(target, wanted[at] ?? {}));
      const made = await this.#breakpoints.set(`source ${source}`, requests, debugged);
      const lineOf = (target: BreakpointTarget | null, line: number) =>
        target?.kind === 'place' ? (debugged.document.lines[target.place] ?? line) : line;
      response.body = {
        breakpoints: made.map((one, at) => ({
          ...told(one),
          line: lineOf(targets[at] ?? null, wanted[at]?.line ?? 1),
        })),
      };
    });
  }

  protected override setFunctionBreakPointsRequest(
    response: DebugProtocol.SetFunctionBreakpointsResponse,
    args: DebugProtocol.SetFunctionBreakpointsArguments,
  ): void {
    this.#answer(response, async ({ debugged }) => {
      const requests = args.breakpoints.map(({ name, ...rest }) => {
        const file = /^\s*file:\s*(.+?)\s*$/s.exec(name)?.[1];
        const target: BreakpointTarget =
          file === undefined ? { kind: 'tool', pattern: name.trim() } : { kind: 'file', pattern: file };
        return this.#request(target, rest);
      });
      response.body = { breakpoints: (await this.#breakpoints.set('functions', requests, debugged)).map(told) };
    });
  }

  protected override setDataBreakpointsRequest(
    response: DebugProtocol.SetDataBreakpointsResponse,
    args: DebugProtocol.SetDataBreakpointsArguments,
  ): void {
    this.#answer(response, async ({ debugged }) => {
      const requests = args.breakpoints.map(({ dataId, ...rest }) =>
        this.#request({ kind: 'file', pattern: dataId }, rest),
      );
      response.body = { breakpoints: (await this.#breakpoints.set('data', requests, debugged)).map(told) };
    });
  }

  protected override setExceptionBreakPointsRequest(
    response: DebugProtocol.SetExceptionBreakpointsResponse,
    args: DebugProtocol.SetExceptionBreakpointsArguments,
  ): void {
    this.#answer(response, async ({ debugged }) => {
      const options = args.filterOptions ?? [];
      const wanted = [...args.filters.map((filterId) => ({ filterId, condition: undefined })), ...options];
      const requests = wanted.flatMap(({ filterId, condition }) => {
        if (filterId !== 'error' && filterId !== 'loop' && filterId !== 'diverged') return [];
        return [this.#request({ kind: filterId }, condition === undefined ? {} : { condition })];
      });
      response.body = { breakpoints: (await this.#breakpoints.set('exceptions', requests, debugged)).map(told) };
    });
  }

  protected override dataBreakpointInfoRequest(
    response: DebugProtocol.DataBreakpointInfoResponse,
    args: DebugProtocol.DataBreakpointInfoArguments,
  ): void {
    this.#answer(response, ({ debugged }) => {
      const isFile = debugged.open.states.some((states, thread) =>
        states.some((_, step) => debugged.changes(thread, step).some(({ path }) => path === args.name)),
      );
      response.body = isFile
        ? { dataId: args.name, description: args.name, accessTypes: ['write'], canPersist: true }
        : { dataId: null, description: this.#parts.l10n.t('Only files can be watched for changes') };
    });
  }

  protected override continueRequest(response: DebugProtocol.ContinueResponse): void {
    response.body = { allThreadsContinued: true };
    this.#answer(response, () => () => this.#run('forward'));
  }

  protected override reverseContinueRequest(response: DebugProtocol.ReverseContinueResponse): void {
    this.#answer(response, () => () => this.#run('back'));
  }

  protected override nextRequest(response: DebugProtocol.NextResponse): void {
    this.#answer(response, () => () => this.#move('next'));
  }

  protected override stepInRequest(response: DebugProtocol.StepInResponse): void {
    this.#answer(response, () => () => this.#move('in'));
  }

  protected override stepOutRequest(response: DebugProtocol.StepOutResponse): void {
    this.#answer(response, () => () => this.#move('out'));
  }

  protected override stepBackRequest(response: DebugProtocol.StepBackResponse): void {
    this.#answer(response, () => () => this.#move('back'));
  }

  /** Nothing runs that could be paused: the session says again where it stands. */
  protected override pauseRequest(response: DebugProtocol.PauseResponse): void {
    this.#answer(response, () => () => this.#stop('pause', this.#parts.l10n.t('Paused')));
  }

  protected override gotoTargetsRequest(
    response: DebugProtocol.GotoTargetsResponse,
    args: DebugProtocol.GotoTargetsArguments,
  ): void {
    this.#answer(response, async ({ debugged }) => {
      const target = await targetOfLine(args.source.path ?? '', args.line, { debugged, repo: this.#parts.repo });
      const places =
        target === null ? [] : target.kind === 'place' ? [target.place] : await this.#placesOf(target, debugged);
      response.body = {
        targets: places.map((place) => ({
          id: place,
          label: this.#parts.l10n.t('Step {0}', debugged.step(place).step_id),
          line: target?.kind === 'place' ? (debugged.document.lines[place] ?? args.line) : args.line,
        })),
      };
    });
  }

  protected override gotoRequest(response: DebugProtocol.GotoResponse, args: DebugProtocol.GotoArguments): void {
    this.#answer(response, ({ traveller }) => {
      traveller.jump(args.targetId);
      return () => this.#stop('goto', this.#parts.l10n.t('Jumped here'));
    });
  }

  protected override restartFrameRequest(
    response: DebugProtocol.RestartFrameResponse,
    args: DebugProtocol.RestartFrameArguments,
  ): void {
    this.#answer(response, ({ traveller }) => {
      traveller.jump(frameOf(args.frameId).place);
      return () => this.#stop('goto', this.#parts.l10n.t('Jumped here'));
    });
  }

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    const { debugged, traveller } = this.#ready ?? {};
    if (debugged === undefined || traveller === undefined) {
      response.body = { threads: [] };
      this.sendResponse(response);
      return;
    }
    const threads = debugged.open.threads.flatMap(({ name }, thread) => {
      const place = this.#placeIn(thread);
      if (place === undefined) return [];
      const ended = !this.#nest().has(thread);
      const agent = oneLine(name) || this.#parts.l10n.t('Subagent');
      const told = thread === 0 ? agent : this.#parts.l10n.t('Subagent {0}: {1}', thread, agent);
      return [{ id: thread + 1, name: ended ? this.#parts.l10n.t('{0} (ended)', told) : told }];
    });
    response.body = { threads };
    this.sendResponse(response);
  }

  protected override stackTraceRequest(
    response: DebugProtocol.StackTraceResponse,
    args: DebugProtocol.StackTraceArguments,
  ): void {
    this.#answer(response, async ({ debugged }) => {
      const place = this.#placeIn(args.threadId - 1);
      const frames = place === undefined ? [] : stackOf(debugged, place);
      const start = args.startFrame ?? 0;
      const wanted = frames.slice(start, start + (args.levels || frames.length));
      response.body = {
        stackFrames: await Promise.all(wanted.map((frame) => this.#frame(debugged, frame))),
        totalFrames: frames.length,
      };
    });
  }

  protected override scopesRequest(response: DebugProtocol.ScopesResponse, args: DebugProtocol.ScopesArguments): void {
    this.#answer(response, ({ debugged }) => {
      const { place, kind } = frameOf(args.frameId);
      response.body = {
        scopes: scopesOf(debugged, place, kind, this.#parts.l10n).map(({ name, hint, variables }) => ({
          name,
          presentationHint: hint,
          expensive: hint === 'registers',
          namedVariables: variables.length,
          variablesReference: this.#rows.create(listed(variables)),
        })),
      };
    });
  }

  protected override variablesRequest(
    response: DebugProtocol.VariablesResponse,
    args: DebugProtocol.VariablesArguments,
  ): void {
    this.#answer(response, () => {
      const children = this.#rows.get(args.variablesReference, NOTHING);
      const all = children.indexed + children.named;
      const of =
        args.filter === 'indexed' && children.indexed === 0
          ? []
          : args.filter === 'named' && children.named === 0
            ? []
            : children.of(args.start ?? 0, args.count || all);
      response.body = { variables: of.map((one) => this.#row(one)) };
    });
  }

  protected override evaluateRequest(
    response: DebugProtocol.EvaluateResponse,
    args: DebugProtocol.EvaluateArguments,
  ): void {
    this.#answer(response, ({ debugged, traveller }) => {
      const place = args.frameId === undefined ? traveller.at : frameOf(args.frameId).place;
      const value = evaluateText(args.expression, debugged.facts(place));
      if (args.context === 'clipboard') {
        response.body = {
          result: typeof value === 'string' ? value : JSON.stringify(value, null, 2),
          variablesReference: 0,
        };
        return;
      }
      const { name: _, evaluateName: _expression, ...row } = this.#row(variable('', value, args.expression));
      response.body = { ...row, result: row.value };
    });
  }

  protected override completionsRequest(
    response: DebugProtocol.CompletionsResponse,
    args: DebugProtocol.CompletionsArguments,
  ): void {
    this.#answer(response, ({ debugged, traveller }) => {
      const place = args.frameId === undefined ? traveller.at : frameOf(args.frameId).place;
      const types = { name: 'variable', function: 'function', field: 'field' } as const;
      response.body = {
        targets: completionsAt(args.text, args.column - 1, debugged.facts(place)).map(
          ({ label, kind, start, length }) => ({
            label,
            type: types[kind],
            start: start + 1,
            length,
          }),
        ),
      };
    });
  }

  protected override exceptionInfoRequest(response: DebugProtocol.ExceptionInfoResponse): void {
    this.#answer(response, ({ debugged, traveller }) => {
      const facts = debugged.facts(traveller.at);
      const { l10n } = this.#parts;
      const known =
        facts.error === true
          ? l10n.t('The tool call failed')
          : facts.verdict === 'diverged'
            ? l10n.t('The files part from what was recorded')
            : l10n.t('The agent goes in a circle');
      const exceptionId = facts.error === true ? 'error' : facts.verdict === 'diverged' ? 'diverged' : 'loop';
      const details = exceptionId === 'error' ? facts.observation : facts.reason;
      const message = typeof details === 'string' ? cutAt(details, 2_000) : '';
      response.body = {
        exceptionId,
        description: known,
        breakMode: 'always',
        details: { message, typeName: exceptionId, stackTrace: message },
      };
    });
  }

  /** Answers a request by `work`; what that gives is done behind the answer. */
  #answer(response: DebugProtocol.Response, work: (ready: Ready) => unknown): void {
    const ready = this.#ready;
    const done =
      ready === undefined
        ? Promise.reject(new Error(this.#parts.l10n.t('The trajectory has not been read yet')))
        : (async () => work(ready))();
    done.then(
      (after) => {
        this.sendResponse(response);
        if (typeof after === 'function') after();
      },
      (error) => {
        const format = error instanceof ExpressionError ? error.message : this.#parts.sentenceOf(error);
        this.sendErrorResponse(response, {
          id: FAILED,
          format: escaped(format),
          showUser: !(error instanceof ExpressionError),
        });
      },
    );
  }

  #request(
    target: BreakpointTarget | null,
    asked: { readonly condition?: string; readonly hitCondition?: string; readonly logMessage?: string },
  ): BreakpointRequest | string {
    if (target === null) return this.#parts.l10n.t('This file is not of the repository that is debugged');
    const { condition, hitCondition, logMessage } = asked;
    return {
      target,
      ...(condition === undefined ? {} : { condition }),
      ...(hitCondition === undefined ? {} : { hitCondition }),
      ...(logMessage === undefined ? {} : { logMessage }),
    };
  }

  async #placesOf(target: BreakpointTarget, debugged: Debugged): Promise<readonly number[]> {
    const [made] = await new BreakpointTable(this.#parts.l10n).set('goto', [{ target }], debugged);
    return made?.places ?? [];
  }

  #begin(): void {
    if (this.#stopOnEntry) this.#stop('entry', this.#parts.l10n.t('At the start'));
    else this.#run('forward', true);
  }

  #move(move: Move): void {
    const { l10n } = this.#parts;
    const moved = this.#ready?.traveller.move(move) === true;
    const end = move === 'back' ? l10n.t('At the start') : l10n.t('At the end');
    this.#stop('step', moved ? undefined : end);
  }

  #run(direction: 'forward' | 'back', andHere = false): void {
    const { debugged, traveller } = this.#ready as Ready;
    const { l10n } = this.#parts;
    const from = traveller.at;
    const stopping = this.#breakpoints.stopping();
    const here = andHere ? stopping.flatMap(({ places }, index) => (places.includes(from) ? [index] : [])) : [];
    const { at, hit } =
      here.length > 0
        ? { at: from, hit: here }
        : traveller.run(
            direction,
            stopping.map(({ places }) => places),
          );
    this.#speak(debugged, andHere ? from - 1 : from, at);
    const hits = hit.flatMap((index) => stopping[index] ?? []);
    const kinds = hits.map(({ request }) => request?.target.kind);
    if (kinds.includes('error')) this.#stop('exception', l10n.t('The tool call failed'), hits);
    else if (kinds.includes('diverged')) this.#stop('exception', l10n.t('The files part from what was recorded'), hits);
    else if (kinds.includes('loop')) this.#stop('exception', l10n.t('The agent goes in a circle'), hits);
    else if (kinds.includes('file') || kinds.includes('line'))
      this.#stop('data breakpoint', l10n.t('The file changes here'), hits);
    else if (hits.length > 0)
      this.#stop(kinds.includes('tool') ? 'function breakpoint' : 'breakpoint', undefined, hits);
    else this.#stop('step', direction === 'back' ? l10n.t('At the start') : l10n.t('At the end'));
  }

  /** What logpoints say of the places that were run over, the last one too. */
  #speak(debugged: Debugged, from: number, to: number): void {
    const [low, high] = from < to ? [from + 1, to] : [to, from - 1];
    const spoken = this.#breakpoints
      .logging()
      .flatMap(({ places, request }) =>
        places
          .filter((place) => place >= low && place <= high)
          .map((place) => ({ place, message: request?.logMessage ?? '' })),
      );
    spoken.sort((a, b) => (from < to ? a.place - b.place : b.place - a.place));
    for (const { place, message } of spoken) {
      this.#say(`${logText(message, debugged.facts(place))}\n`, debugged, place);
    }
  }

  #stop(reason: string, description?: string, hits: readonly SetBreakpoint[] = []): void {
    const { debugged, traveller } = this.#ready as Ready;
    const { thread } = debugged.places.at(traveller.at);
    this.#rows.reset();
    this.#tell(debugged, traveller.at);
    const stopped: DebugProtocol.StoppedEvent = new StoppedEvent(reason, thread + 1);
    Object.assign(stopped.body, {
      allThreadsStopped: true,
      ...(description === undefined ? {} : { description, text: description }),
      ...(hits.length === 0 ? {} : { hitBreakpointIds: hits.map(({ id }) => id) }),
    });
    this.sendEvent(stopped);
    const { step_id: step } = debugged.step(traveller.at);
    this.#parts.onMoved({ thread, step, side: 'after', place: traveller.at });
  }

  /** What the step says, in the debug console. */
  #tell(debugged: Debugged, index: number): void {
    const { l10n } = this.#parts;
    const step = debugged.step(index);
    const { call, thread } = debugged.places.at(index);
    const total = debugged.open.threads[thread]?.steps.length ?? 0;
    const who = { system: l10n.t('System'), user: l10n.t('User'), agent: l10n.t('Agent') }[step.source];
    const words = plainContent(step.message).trim() === '' ? titleOf(step) : plainContent(step.message);
    const said = call > 0 ? [] : [`[${step.step_id}/${total}] ${who}: ${cutAt(oneLine(words), 500)}`];
    const tool = step.tool_calls?.[call];
    const done = tool === undefined ? [] : [`    ${stackOf(debugged, index)[0]?.name ?? tool.function_name}`];
    this.#say(`${[...said, ...done].join('\n')}\n`, debugged, index);
  }

  #say(text: string, debugged: Debugged, place: number): void {
    const event: DebugProtocol.OutputEvent = new OutputEvent(text, 'stdout');
    Object.assign(event.body, { source: this.#document(), line: debugged.document.lines[place] });
    this.sendEvent(event);
  }

  #introduce({ open }: Debugged): void {
    const { l10n } = this.#parts;
    const how =
      open.mode === 'state'
        ? l10n.t('The files at each step are the recorded ones.')
        : l10n.t('The files at each step are what the recorded edits make of the base.');
    const assumed =
      open.assumedBase === undefined
        ? ''
        : ` ${l10n.t('The trajectory does not say where it started; it is shown on {0}. Name another one as "base" in launch.json.', open.assumedBase)}`;
    const parted = open.states[0]?.filter(({ verdict }) => verdict === 'diverged').length ?? 0;
    const warned = parted === 0 ? '' : ` ${l10n.t('Steps that part from what was recorded: {0}.', parted)}`;
    this.sendEvent(
      new OutputEvent(`${how}${assumed}${warned}\n`, parted > 0 || assumed !== '' ? 'important' : 'console'),
    );
  }

  /** Where a thread stands: at its last place that has been reached; undefined before its first. */
  #placeIn(thread: number): number | undefined {
    const { debugged, traveller } = this.#ready as Ready;
    const { all } = debugged.places;
    for (let at = traveller.at; at >= 0; at--) if (all[at]?.thread === thread) return at;
    return undefined;
  }

  /** The threads that are under way: the current one, and those that wait for it. */
  #nest(): Set<number> {
    const { debugged, traveller } = this.#ready as Ready;
    const nest = new Set<number>();
    for (let at: number | undefined = traveller.at; at !== undefined; at = debugged.places.parentOf(at)) {
      nest.add(debugged.places.at(at).thread);
    }
    return nest;
  }

  async #frame(debugged: Debugged, frame: StackFrame): Promise<DebugProtocol.StackFrame> {
    const file = frame.kind === 'call' ? await this.#fileOf(debugged, frame.place) : undefined;
    const lines = frame.kind === 'call' ? debugged.document.lines : debugged.document.headings;
    const { id, name } = frame;
    const place = file ?? { source: this.#document(), line: lines[frame.place] ?? 1 };
    return { id, name, column: 1, ...place, canRestart: true };
  }

  /** The file that a call changed, as it was then, at the first changed line. */
  async #fileOf(
    debugged: Debugged,
    index: number,
  ): Promise<{ source: DebugProtocol.Source; line: number } | undefined> {
    const file = debugged.touchedFile(index);
    if (file === undefined) return undefined;
    const { thread, step } = debugged.places.at(index);
    const change = debugged.changes(thread, step).find(({ path }) => path === file);
    const side = change?.after === null ? 'before' : 'after';
    const [hunk] = await debugged.hunks(thread, step, file);
    const { step_id: number } = debugged.step(index);
    const uri = stateUri({ id: this.#parts.id, thread, step: number, side, path: file });
    return { source: new Source(file.split('/').at(-1) ?? file, uri), line: (hunk?.[side][0] ?? 0) + 1 };
  }

  #document(): DebugProtocol.Source {
    return new Source(this.#parts.documentName, stepsUri(this.#parts.id, this.#parts.documentName));
  }

  #row(row: Variable): DebugProtocol.Variable {
    const { children } = row;
    const context = row.file === undefined ? (row.cut === true ? 'tracewright.text' : undefined) : 'tracewright.file';
    return {
      name: row.name,
      value: row.value,
      variablesReference: children === undefined ? 0 : this.#rows.create(children),
      ...(row.type === undefined ? {} : { type: row.type }),
      ...(row.expression === undefined ? {} : { evaluateName: row.expression }),
      ...(children === undefined ? {} : { indexedVariables: children.indexed, namedVariables: children.named }),
      ...(context === undefined ? {} : { __vscodeVariableMenuContext: context }),
    } as DebugProtocol.Variable;
  }
}

const NOTHING: Children = { indexed: 0, named: 0, of: () => [] };

function listed(variables: readonly Variable[]): Children {
  return { indexed: 0, named: variables.length, of: (start, count) => variables.slice(start, start + count) };
}

function told({ id, verified, message }: SetBreakpoint): DebugProtocol.Breakpoint {
  return { id, verified, message };
}

/** Braces in a message of the protocol stand for variables. */
function escaped(format: string): string {
  return format.replaceAll('{', '(').replaceAll('}', ')');
}
