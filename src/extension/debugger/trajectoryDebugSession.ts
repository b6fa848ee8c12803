import {
  InitializedEvent,
  OutputEvent,
  ProgressEndEvent,
  ProgressStartEvent,
  ProgressUpdateEvent,
  StoppedEvent,
} from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { cutAt, plainContent } from '../../core/trajectory/viewing/shownText.ts';
import type { Ready } from './answeringSession.ts';
import { type BreakpointTarget, logText } from './breakpoints.ts';
import { BreakpointTable, type SetBreakpoint } from './breakpointTable.ts';
import { targetOfLine } from './breakpointTargets.ts';
import { frameOf, stackOf } from './callStack.ts';
import type { Debugged } from './debugged.ts';
import { InspectingSession } from './inspectingSession.ts';
import type { Move } from './places.ts';
import { capabilities } from './sessionCapabilities.ts';
import { oneLine } from './stepDocument.ts';
import { titleOf } from './stepFacts.ts';
import { Traveller } from './traveller.ts';

type Launch = DebugProtocol.LaunchRequestArguments & { readonly stopOnEntry?: boolean };

/** The debug adapter: translates the protocol's requests into moves through a trajectory. Nothing is run. */
export class TrajectoryDebugSession extends InspectingSession {
  readonly #loading = new AbortController();
  #stopOnEntry = true;

  override dispose(): void {
    this.#loading.abort();
    super.dispose();
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    response.body = capabilities(this.parts.l10n);
    this.sendResponse(response);
  }

  protected override launchRequest(
    response: DebugProtocol.LaunchResponse,
    args: Launch,
    request?: DebugProtocol.Request,
  ): void {
    this.#stopOnEntry = args.stopOnEntry !== false;
    const title = this.parts.l10n.t('Finding the files at each step');
    const started = new ProgressStartEvent('open', title);
    Object.assign(started.body, { cancellable: true, requestId: request?.seq });
    this.sendEvent(started);
    const told = (done: number, total: number) => {
      const message = this.parts.l10n.t('step {0} of {1}', done, total);
      const update = new ProgressUpdateEvent('open', message);
      Object.assign(update.body, { percentage: Math.round((100 * done) / Math.max(total, 1)) });
      this.sendEvent(update);
    };
    this.parts
      .open(this.#loading.signal, told)
      .finally(() => this.sendEvent(new ProgressEndEvent('open')))
      .then(
        (debugged) => {
          this.ready = { debugged, traveller: new Traveller(debugged.places) };
          this.sendResponse(response);
          this.#introduce(debugged);
          this.sendEvent(new InitializedEvent());
        },
        (error) => {
          const cancelled = this.#loading.signal.aborted;
          const format = cancelled ? this.parts.l10n.t('Cancelled') : this.parts.sentenceOf(error);
          this.refuse(response, format, !cancelled);
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
    this.answer(response, ({ traveller }) => {
      traveller.jump(0);
      return () => this.#begin();
    });
  }

  protected override continueRequest(response: DebugProtocol.ContinueResponse): void {
    response.body = { allThreadsContinued: true };
    this.answer(response, () => () => this.#run('forward'));
  }

  protected override reverseContinueRequest(response: DebugProtocol.ReverseContinueResponse): void {
    this.answer(response, () => () => this.#run('back'));
  }

  protected override nextRequest(response: DebugProtocol.NextResponse): void {
    this.answer(response, () => () => this.#move('next'));
  }

  protected override stepInRequest(response: DebugProtocol.StepInResponse): void {
    this.answer(response, () => () => this.#move('in'));
  }

  protected override stepOutRequest(response: DebugProtocol.StepOutResponse): void {
    this.answer(response, () => () => this.#move('out'));
  }

  protected override stepBackRequest(response: DebugProtocol.StepBackResponse): void {
    this.answer(response, () => () => this.#move('back'));
  }

  /** Nothing runs that could be paused: the session says again where it stands. */
  protected override pauseRequest(response: DebugProtocol.PauseResponse): void {
    this.answer(response, () => () => this.#stop('pause', this.parts.l10n.t('Paused')));
  }

  protected override gotoTargetsRequest(
    response: DebugProtocol.GotoTargetsResponse,
    args: DebugProtocol.GotoTargetsArguments,
  ): void {
    this.answer(response, async ({ debugged }) => {
      const target = await targetOfLine(args.source.path ?? '', args.line, { debugged, repo: this.parts.repo });
      const places =
        target === null ? [] : target.kind === 'place' ? [target.place] : await this.#placesOf(target, debugged);
      response.body = {
        targets: places.map((place) => ({
          id: place,
          label: this.parts.l10n.t('Step {0}', debugged.step(place).step_id),
          line: target?.kind === 'place' ? (debugged.document.lines[place] ?? args.line) : args.line,
        })),
      };
    });
  }

  protected override gotoRequest(response: DebugProtocol.GotoResponse, args: DebugProtocol.GotoArguments): void {
    this.answer(response, ({ traveller }) => {
      traveller.jump(args.targetId);
      return () => this.#stop('goto', this.parts.l10n.t('Jumped here'));
    });
  }

  protected override restartFrameRequest(
    response: DebugProtocol.RestartFrameResponse,
    args: DebugProtocol.RestartFrameArguments,
  ): void {
    this.answer(response, ({ traveller }) => {
      traveller.jump(frameOf(args.frameId).place);
      return () => this.#stop('goto', this.parts.l10n.t('Jumped here'));
    });
  }

  async #placesOf(target: BreakpointTarget, debugged: Debugged): Promise<readonly number[]> {
    const [made] = await new BreakpointTable(this.parts.l10n).set('goto', [{ target }], debugged);
    return made?.places ?? [];
  }

  #begin(): void {
    if (this.#stopOnEntry) this.#stop('entry', this.parts.l10n.t('At the start'));
    else this.#run('forward', true);
  }

  #move(move: Move): void {
    const { l10n } = this.parts;
    const moved = this.ready?.traveller.move(move) === true;
    const end = move === 'back' ? l10n.t('At the start') : l10n.t('At the end');
    this.#stop('step', moved ? undefined : end);
  }

  #run(direction: 'forward' | 'back', andHere = false): void {
    const { debugged, traveller } = this.ready as Ready;
    const { l10n } = this.parts;
    const from = traveller.at;
    const stopping = this.breakpoints.stopping();
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
    const spoken = this.breakpoints
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
    const { debugged, traveller } = this.ready as Ready;
    const { thread } = debugged.places.at(traveller.at);
    this.rows.reset();
    this.#tell(debugged, traveller.at);
    const stopped: DebugProtocol.StoppedEvent = new StoppedEvent(reason, thread + 1);
    Object.assign(stopped.body, {
      allThreadsStopped: true,
      ...(description === undefined ? {} : { description, text: description }),
      ...(hits.length === 0 ? {} : { hitBreakpointIds: hits.map(({ id }) => id) }),
    });
    this.sendEvent(stopped);
    const { step_id: step } = debugged.step(traveller.at);
    this.parts.onMoved({ thread, step, side: 'after', place: traveller.at });
  }

  /** What the step says, in the debug console. */
  #tell(debugged: Debugged, index: number): void {
    const { l10n } = this.parts;
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
    Object.assign(event.body, { source: this.document(), line: debugged.document.lines[place] });
    this.sendEvent(event);
  }

  #introduce({ open }: Debugged): void {
    const { l10n } = this.parts;
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
    const notes = open.warnings.map((warning) => `\n${oneLine(warning)}`).join('');
    const important = parted > 0 || assumed !== '' || notes !== '';
    this.sendEvent(new OutputEvent(`${how}${assumed}${warned}${notes}\n`, important ? 'important' : 'console'));
  }
}
