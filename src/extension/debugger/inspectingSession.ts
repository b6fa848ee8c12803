import { Handles, Source } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { cutAt } from '../../core/trajectory/viewing/shownText.ts';
import { stateUri, stepsUri } from '../host/stateAddress.ts';
import type { Ready } from './answeringSession.ts';
import { BreakpointSession } from './breakpointSession.ts';
import { frameOf, type StackFrame, stackOf } from './callStack.ts';
import { completionsAt } from './completions.ts';
import type { Debugged } from './debugged.ts';
import { evaluateText } from './evaluate.ts';
import { oneLine } from './stepDocument.ts';
import { type Children, scopesOf, type Variable, variable } from './stepVariables.ts';

/** The requests of the protocol that look at where the session stands: threads, call stack, variables, expressions. */
export abstract class InspectingSession extends BreakpointSession {
  /** What stands below rows; of the last stop. */
  protected readonly rows = new Handles<Children>();

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    const { debugged, traveller } = this.ready ?? {};
    if (debugged === undefined || traveller === undefined) {
      response.body = { threads: [] };
      this.sendResponse(response);
      return;
    }
    const threads = debugged.open.threads.flatMap(({ name }, thread) => {
      const place = this.#placeIn(thread);
      if (place === undefined) return [];
      const ended = !this.#nest().has(thread);
      const agent = oneLine(name) || this.parts.l10n.t('Subagent');
      const told = thread === 0 ? agent : this.parts.l10n.t('Subagent {0}: {1}', thread, agent);
      return [{ id: thread + 1, name: ended ? this.parts.l10n.t('{0} (ended)', told) : told }];
    });
    response.body = { threads };
    this.sendResponse(response);
  }

  protected override stackTraceRequest(
    response: DebugProtocol.StackTraceResponse,
    args: DebugProtocol.StackTraceArguments,
  ): void {
    this.answer(response, async ({ debugged }) => {
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
    this.answer(response, ({ debugged }) => {
      const { place, kind } = frameOf(args.frameId);
      response.body = {
        scopes: scopesOf(debugged, place, kind, this.parts.l10n).map(({ name, hint, variables }) => ({
          name,
          presentationHint: hint,
          expensive: hint === 'registers',
          namedVariables: variables.length,
          variablesReference: this.rows.create(listed(variables)),
        })),
      };
    });
  }

  protected override variablesRequest(
    response: DebugProtocol.VariablesResponse,
    args: DebugProtocol.VariablesArguments,
  ): void {
    this.answer(response, () => {
      const children = this.rows.get(args.variablesReference, NOTHING);
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
    this.answer(response, ({ debugged, traveller }) => {
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
    this.answer(response, ({ debugged, traveller }) => {
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
    this.answer(response, ({ debugged, traveller }) => {
      const facts = debugged.facts(traveller.at);
      const { l10n } = this.parts;
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

  /** Where a thread stands: at its last place that has been reached; undefined before its first. */
  #placeIn(thread: number): number | undefined {
    const { debugged, traveller } = this.ready as Ready;
    const { all } = debugged.places;
    for (let at = traveller.at; at >= 0; at--) if (all[at]?.thread === thread) return at;
    return undefined;
  }

  /** The threads that are under way: the current one, and those that wait for it. */
  #nest(): Set<number> {
    const { debugged, traveller } = this.ready as Ready;
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
    const place = file ?? { source: this.document(), line: lines[frame.place] ?? 1 };
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
    const uri = stateUri({ id: this.parts.id, thread, step: number, side, path: file });
    return { source: new Source(file.split('/').at(-1) ?? file, uri), line: (hunk?.[side][0] ?? 0) + 1 };
  }

  protected document(): DebugProtocol.Source {
    return new Source(this.parts.documentName, stepsUri(this.parts.id, this.parts.documentName));
  }

  #row(row: Variable): DebugProtocol.Variable {
    const { children } = row;
    const context = row.file === undefined ? (row.cut === true ? 'tracewright.text' : undefined) : 'tracewright.file';
    return {
      name: row.name,
      value: row.value,
      variablesReference: children === undefined ? 0 : this.rows.create(children),
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
