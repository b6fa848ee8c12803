import * as vscode from 'vscode';
import type { Ignored } from '../../node/recording/ignored.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { located, placeOf } from '../../node/recording/place.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';
import { type Breakpoint, breakpointsDelta } from './breakpointsDelta.ts';

interface Parts {
  readonly journal: Journal;
  readonly roots: readonly WorkspaceRoot[];
  readonly ignored: Ignored;
}

/** Breakpoints in files of the workspace and on functions: all at the start, then what changes. */
export class Breakpoints {
  readonly #parts: Parts;
  readonly #listener: vscode.Disposable;
  #known: readonly Breakpoint[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#listener = vscode.debug.onDidChangeBreakpoints(() => this.catchUp());
    this.catchUp();
  }

  dispose(): void {
    this.#listener.dispose();
  }

  catchUp(): void {
    const { journal } = this.#parts;
    if (journal.paused) return;
    const now = vscode.debug.breakpoints.flatMap((breakpoint) => this.#plain(breakpoint) ?? []);
    const delta = breakpointsDelta(this.#known, now);
    this.#known = now;
    if (delta !== undefined) journal.append({ kind: 'breakpoints', ...delta });
  }

  #plain(breakpoint: vscode.Breakpoint): Breakpoint | undefined {
    const { id, enabled, condition, hitCondition, logMessage } = breakpoint;
    const where = this.#where(breakpoint);
    if (where === undefined) return undefined;
    return {
      id,
      enabled,
      ...where,
      ...(condition === undefined ? {} : { condition }),
      ...(hitCondition === undefined ? {} : { hitCondition }),
      ...(logMessage === undefined ? {} : { logMessage }),
    };
  }

  #where(breakpoint: vscode.Breakpoint): Partial<Breakpoint> | undefined {
    if (breakpoint instanceof vscode.FunctionBreakpoint) return { function: breakpoint.functionName };
    if (!(breakpoint instanceof vscode.SourceBreakpoint)) return undefined;
    const { uri, range } = breakpoint.location;
    const place = uri.scheme === 'file' ? placeOf(uri.fsPath, this.#parts.roots) : undefined;
    if (place === undefined || this.#parts.ignored.has(place)) return undefined;
    return { ...located(place), line: range.start.line };
  }
}
