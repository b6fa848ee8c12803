import { trackLine } from '../../core/edit/lineHunks.ts';
import type { Debugged } from './debugged.ts';
import { checkNames, evaluate, evaluateText, type Facts, isLike, isTrue, textOf } from './evaluate.ts';
import { type Expression, parseExpression } from './expression.ts';
import { factNames } from './stepFacts.ts';

/** What a breakpoint is on. Lines count from 1. */
export type BreakpointTarget =
  | { readonly kind: 'place'; readonly place: number }
  | { readonly kind: 'tool'; readonly pattern: string }
  | { readonly kind: 'file'; readonly pattern: string }
  /** `anchor`: the state that `line` is counted in, or the tree of the base or the end. */
  | { readonly kind: 'line'; readonly path: string; readonly line: number; readonly anchor: LineAnchor }
  | { readonly kind: 'error' | 'loop' | 'diverged' };

export type LineAnchor =
  | { readonly thread: number; readonly step: number; readonly side: 'before' | 'after' }
  | 'base'
  | 'end';

export interface BreakpointRequest {
  readonly target: BreakpointTarget;
  readonly condition?: string;
  /** `3` or `== 3`: the third place; `>= 3`, `> 3`, `< 3`, `<= 3`; `% 3`: every third. Counted from the start of the trajectory. */
  readonly hitCondition?: string;
  readonly logMessage?: string;
}

/** A breakpoint with the places that it stops at, ascending; a logpoint's are those that it speaks at. */
export interface Resolved {
  readonly request: BreakpointRequest;
  readonly places: readonly number[];
}

/**
 * Finds out where a breakpoint stops. What was recorded does not change, so that this is known at once, also for
 * conditions and hit counts, and is the same forward and back. Throws ExpressionError.
 */
export async function resolveBreakpoint(request: BreakpointRequest, debugged: Debugged): Promise<Resolved> {
  const condition = request.condition?.trim() ? parseExpression(request.condition) : null;
  if (condition !== null) checkNames(condition, names);
  const hit = request.hitCondition?.trim() ? hitCounter(request.hitCondition) : () => true;
  for (const expression of logExpressions(request.logMessage ?? '')) checkNames(expression, names);
  const candidates = await candidatesOf(request.target, debugged);
  const held =
    condition === null ? candidates : candidates.filter((at) => isTrue(evaluate(condition, debugged.facts(at))));
  return { request, places: held.filter((_, index) => hit(index + 1)) };
}

const names: ReadonlySet<string> = new Set(factNames);

/** A logpoint's message with what stands in braces evaluated. */
export function logText(message: string, facts: Facts): string {
  return message.replaceAll(/\{([^{}]*)\}/g, (_, text: string) => textOf(evaluateText(text, facts)));
}

function logExpressions(message: string): Expression[] {
  return [...message.matchAll(/\{([^{}]*)\}/g)].map(([, text = '']) => parseExpression(text));
}

/** What a hit count asks of the number of a place, from 1. Throws HitCountError. */
export function hitCounter(text: string): (count: number) => boolean {
  const match = /^\s*(==?=?|>=?|<=?|%)?\s*(\d{1,9})\s*$/.exec(text);
  if (match === null) throw new HitCountError(text);
  const [, sign = '==', digits = ''] = match;
  const wanted = Number(digits);
  if (sign === '%' && wanted === 0) throw new HitCountError(text);
  const tests: Readonly<Record<string, (count: number) => boolean>> = {
    '>': (count) => count > wanted,
    '>=': (count) => count >= wanted,
    '<': (count) => count < wanted,
    '<=': (count) => count <= wanted,
    '%': (count) => count % wanted === 0,
  };
  return tests[sign] ?? ((count) => count === wanted);
}

export class HitCountError extends Error {
  constructor(text: string) {
    super(text);
    this.name = 'HitCountError';
  }
}

async function candidatesOf(target: BreakpointTarget, debugged: Debugged): Promise<number[]> {
  const { places } = debugged;
  const all = places.all.map((_, index) => index);
  switch (target.kind) {
    case 'place':
      return [target.place];
    case 'tool':
      return all.filter((at) => {
        const { call } = places.at(at);
        const name = debugged.step(at).tool_calls?.[call]?.function_name;
        return name !== undefined && isLike(name, target.pattern);
      });
    case 'file':
      return changesOf(debugged, (path) => isLike(path, target.pattern));
    case 'line':
      return linePlaces(debugged, target.path, target.line - 1, target.anchor);
    case 'error':
      return all.filter((at) => debugged.facts(at).error === true);
    case 'loop':
      return all.filter((at) => places.at(at).call <= 0 && debugged.inLoop(at));
    case 'diverged':
      return all.filter((at) => places.at(at).call <= 0 && debugged.state(at).verdict === 'diverged');
  }
}

function changesOf(debugged: Debugged, wanted: (path: string) => boolean): number[] {
  const found = new Set<number>();
  debugged.open.threads.forEach(({ steps }, thread) => {
    steps.forEach((_, step) => {
      for (const { path } of debugged.changes(thread, step)) {
        if (wanted(path)) found.add(debugged.placeOfChange(thread, step, path));
      }
    });
  });
  return [...found].sort((a, b) => a - b);
}

/**
 * Places whose step changed a line of a file. The line is followed through the states, back from where it is counted to
 * the base and on to the end.
 */
async function linePlaces(debugged: Debugged, path: string, line: number, anchor: LineAnchor): Promise<number[]> {
  const thread = typeof anchor === 'object' ? anchor.thread : 0;
  const steps = debugged.open.threads[thread]?.steps.length ?? 0;
  // So many of the steps are behind the state in which the line is counted.
  const behind = anchor === 'base' ? 0 : anchor === 'end' ? steps : anchor.step + (anchor.side === 'after' ? 1 : 0);
  const found: number[] = [];
  for (let step = behind - 1, at = line; step >= 0; step--) {
    const tracked = trackLine(at, await debugged.hunks(thread, step, path), 'after');
    if (tracked.touched) found.unshift(debugged.placeOfChange(thread, step, path));
    at = tracked.line;
  }
  for (let step = behind, at = line; step < steps; step++) {
    const tracked = trackLine(at, await debugged.hunks(thread, step, path), 'before');
    if (tracked.touched) found.push(debugged.placeOfChange(thread, step, path));
    at = tracked.line;
  }
  return [...new Set(found)].sort((a, b) => a - b);
}
