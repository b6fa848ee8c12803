import type { DebugProtocol } from '@vscode/debugprotocol';
import { AnsweringSession, type SessionParts } from './answeringSession.ts';
import type { BreakpointRequest, BreakpointTarget } from './breakpoints.ts';
import { BreakpointTable, type SetBreakpoint } from './breakpointTable.ts';
import { targetOfLine } from './breakpointTargets.ts';

/** The requests of the protocol that set breakpoints. */
export abstract class BreakpointSession extends AnsweringSession {
  protected readonly breakpoints: BreakpointTable;

  constructor(parts: SessionParts) {
    super(parts);
    this.breakpoints = new BreakpointTable(parts.l10n);
  }

  protected override setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    args: DebugProtocol.SetBreakpointsArguments,
  ): void {
    this.answer(response, async ({ debugged }) => {
      const source = args.source.path ?? '';
      const wanted = args.breakpoints ?? [];
      const targets = await Promise.all(
        wanted.map(({ line }) => targetOfLine(source, line, { debugged, repo: this.parts.repo })),
      );
      const requests = targets.map((target, at) => this.#request(target, wanted[at] ?? {}));
      const made = await this.breakpoints.set(`source ${source}`, requests, debugged);
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
    this.answer(response, async ({ debugged }) => {
      const requests = args.breakpoints.map(({ name, ...rest }) => {
        const file = /^\s*file:\s*(.+?)\s*$/s.exec(name)?.[1];
        const target: BreakpointTarget =
          file === undefined ? { kind: 'tool', pattern: name.trim() } : { kind: 'file', pattern: file };
        return this.#request(target, rest);
      });
      response.body = { breakpoints: (await this.breakpoints.set('functions', requests, debugged)).map(told) };
    });
  }

  protected override setDataBreakpointsRequest(
    response: DebugProtocol.SetDataBreakpointsResponse,
    args: DebugProtocol.SetDataBreakpointsArguments,
  ): void {
    this.answer(response, async ({ debugged }) => {
      const requests = args.breakpoints.map(({ dataId, ...rest }) =>
        this.#request({ kind: 'file', pattern: dataId }, rest),
      );
      response.body = { breakpoints: (await this.breakpoints.set('data', requests, debugged)).map(told) };
    });
  }

  protected override setExceptionBreakPointsRequest(
    response: DebugProtocol.SetExceptionBreakpointsResponse,
    args: DebugProtocol.SetExceptionBreakpointsArguments,
  ): void {
    this.answer(response, async ({ debugged }) => {
      const options = args.filterOptions ?? [];
      const wanted = [...args.filters.map((filterId) => ({ filterId, condition: undefined })), ...options];
      const requests = wanted.flatMap(({ filterId, condition }) => {
        if (filterId !== 'error' && filterId !== 'loop' && filterId !== 'diverged') return [];
        return [this.#request({ kind: filterId }, condition === undefined ? {} : { condition })];
      });
      response.body = { breakpoints: (await this.breakpoints.set('exceptions', requests, debugged)).map(told) };
    });
  }

  protected override dataBreakpointInfoRequest(
    response: DebugProtocol.DataBreakpointInfoResponse,
    args: DebugProtocol.DataBreakpointInfoArguments,
  ): void {
    this.answer(response, ({ debugged }) => {
      const isFile = debugged.open.states.some((states, thread) =>
        states.some((_, step) => debugged.changes(thread, step).some(({ path }) => path === args.name)),
      );
      response.body = isFile
        ? { dataId: args.name, description: args.name, accessTypes: ['write'], canPersist: true }
        : { dataId: null, description: this.parts.l10n.t('Only files can be watched for changes') };
    });
  }

  #request(
    target: BreakpointTarget | null,
    asked: { readonly condition?: string; readonly hitCondition?: string; readonly logMessage?: string },
  ): BreakpointRequest | string {
    if (target === null) return this.parts.l10n.t('This file is not of the repository that is debugged');
    const { condition, hitCondition, logMessage } = asked;
    return {
      target,
      ...(condition === undefined ? {} : { condition }),
      ...(hitCondition === undefined ? {} : { hitCondition }),
      ...(logMessage === undefined ? {} : { logMessage }),
    };
  }
}

function told({ id, verified, message }: SetBreakpoint): DebugProtocol.Breakpoint {
  return { id, verified, message };
}
