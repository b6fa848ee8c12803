import type { Step, ToolCall, Trajectory } from '../../src/core/trajectory/atif.ts';
import type { CallOutcome, FileView, RecordedCall } from '../../src/core/trajectory/tools/callOutcome.ts';
import { ToolSession } from '../../src/core/trajectory/tools/toolSession.ts';

/** One prediction beside what was recorded. */
export interface Compared {
  readonly tool: string;
  readonly step: number;
  readonly path: string;
  readonly verdict: 'equal' | 'different';
  readonly expected: string;
  readonly actual: string;
}

const rules = [
  { from: '/', to: '' },
  { from: 'c:\\', to: '' },
];

/** A line that nothing has shown yet. What a prediction has of it cannot be compared. */
const unseen = (line: number) => `\u0001unseen ${line}\u0001`;

/**
 * Goes over a trajectory with no repository at all. A file is known once it was written; of one that was shown the
 * shown lines are, the others being marked. What is predicted of known lines is compared with what was recorded.
 */
export function toolReplay(trajectory: Trajectory, agent: string): Compared[] {
  const known = new Map<string, string>();
  let asked: string[] = [];
  let blind = false;
  const look = (path: string): FileView => {
    asked.push(path);
    const text = known.get(path);
    if (text === undefined) blind = true;
    return text === undefined ? { kind: 'absent' } : { kind: 'text', text };
  };
  const session = new ToolSession({ look }, { rules, agent, ...cwdOf(trajectory) });
  const found: Compared[] = [];
  for (const step of trajectory.steps) {
    for (const call of step.tool_calls ?? []) {
      const recorded = observationOf(step, call);
      learn(call, recorded);
      asked = [];
      blind = false;
      const outcome = session.perform(call, recorded);
      const creates = outcome.kind === 'files' && outcome.changes.every(({ before }) => before === null);
      const said = outcome.observation;
      // A text that is not found may stand in lines that nothing has shown.
      const guess = outcome.kind === 'refused' && known.get(asked[0] ?? '')?.includes('\u0001') === true;
      const sure = !guess && (!blind || (creates && !/\bEdited \//.test(recorded ?? ''))) && asked.length > 0;
      if (
        recorded !== undefined &&
        said !== undefined &&
        sure &&
        !said.includes('\u0001') &&
        !said.includes('\\u0001')
      ) {
        const verdict = said === recorded ? 'equal' : 'different';
        const path = asked[0] ?? '';
        found.push({ tool: toolName(call), step: step.step_id, path, verdict, expected: recorded, actual: said });
      }
      if (sure) apply(outcome);
    }
  }
  return found;

  function learn(call: ToolCall, recorded: string | undefined): void {
    const shown = recorded === undefined ? null : shownLines(call, recorded);
    if (shown === null) return;
    const lines = known.get(shown.path)?.split('\n') ?? [];
    const total = Math.max(lines.length, shown.total ?? shown.first + shown.lines.length - 1);
    for (let at = lines.length; at < total; at++) lines.push(unseen(at + 1));
    // What was known has to be shown as it is known: then there is something to compare.
    for (const [index, line] of shown.lines.entries()) {
      const at = shown.first - 1 + index;
      if (lines[at]?.startsWith('\u0001')) lines[at] = line;
    }
    known.set(shown.path, lines.join('\n') + (shown.total !== null && !known.has(shown.path) ? '\n' : ''));
  }

  function apply(outcome: CallOutcome): void {
    if (outcome.kind === 'files') {
      for (const { path, after } of outcome.changes) {
        if (after === null) known.delete(path);
        else known.set(path, after);
      }
    }
    const command = outcome.kind === 'none' ? outcome.command?.command : undefined;
    for (const path of command === undefined ? [] : known.keys()) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (/(?:^|[;&|]\s*)(?:rm|mv|git|sed -i|patch)\b/.test(command ?? '') || writesTo(command ?? '', name)) {
        known.delete(path);
      }
    }
  }
}

function writesTo(command: string, name: string): boolean {
  return command.includes('>') && command.includes(name);
}

function toolName(call: RecordedCall): string {
  const first = /^\s*(open|create|edit|goto|scroll_up|scroll_down|search_file) ?/.exec(
    String(call.arguments.command ?? ''),
  );
  const command = typeof call.arguments.command === 'string' && call.function_name === 'str_replace_editor';
  const skill = /^\s*(\w+)\(/.exec(String(call.arguments.code ?? ''))?.[1];
  if (command) return `${call.function_name} ${call.arguments.command}`;
  return [call.function_name, first?.[1] ?? skill].filter((part) => part !== undefined).join(' ');
}

function cwdOf(trajectory: Trajectory): { readonly cwd?: string } {
  const ground = trajectory.extra?.tracewright;
  const cwd = typeof ground === 'object' && ground !== null && 'cwd' in ground ? ground.cwd : undefined;
  return typeof cwd === 'string' ? { cwd } : {};
}

function observationOf(step: Step, call: ToolCall): string | undefined {
  const results = step.observation?.results ?? [];
  const result = results.find(({ source_call_id }) => source_call_id === call.tool_call_id);
  const content = result?.content;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const [part, ...more] = content;
  if (part === undefined || more.length > 0) return undefined;
  const { query, result: said, success } = part as { query?: unknown; result?: unknown; success?: unknown };
  return query === undefined ? part.text : JSON.stringify([{ query, result: said, success }]);
}

function inside(path: string): string {
  return path
    .replace(/^[A-Za-z]:/, '')
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '');
}

interface ShownLines {
  readonly path: string;
  /** From 1. */
  readonly first: number;
  readonly lines: readonly string[];
  /** Lines of the file, its last ending; null: what is shown tells neither. */
  readonly total: number | null;
}

/** The lines of a file that a reading call showed. */
function shownLines(call: ToolCall, recorded: string): ShownLines | null {
  const plain = recorded.replace(/^OBSERVATION:\n/, '').replaceAll('\r\n', '\n');
  const given = call.arguments;
  const window = /^\[File: ([^\n]*) \((\d+) lines total\)\]\n(?:\((\d+) more lines above\)\n)?([\s\S]*)$/.exec(plain);
  if (window !== null && /^\s*open /.test(`${call.function_name} ${given.command ?? ''}`.replace(/^bash /, ''))) {
    const lines = [...(window[4] ?? '').matchAll(/^(\d+):(.*)$/gm)];
    const cwd = /\(Current directory: ([^\n]*)\)/.exec(plain)?.[1] ?? '';
    const path = window[1]?.startsWith('/') ? window[1] : `${cwd}/${window[1]}`;
    return numbered(inside(path), lines, Number(window[2]));
  }
  const skill = /^\[File: ([^\n]*) \((\d+) lines total\)\]\n\((?:this is the beginning|\d+ more lines)/.exec(plain);
  if (skill !== null) {
    return numbered(inside(skill[1] ?? ''), [...plain.matchAll(/^(\d+)\|(.*)$/gm)], Number(skill[2]));
  }
  const path = [given.path, given.file_path, given.filePath].find((value) => typeof value === 'string');
  if (call.function_name === 'read_files') return clineLines(plain);
  if (typeof path !== 'string') return null;
  if (call.function_name === 'Read' && /^ *1→/.test(plain)) {
    const listing = plain.replace(/\n\n<system-reminder>[\s\S]*$/, '');
    return numbered(inside(path), [...listing.matchAll(/^ *(\d+)→(.*)$/gm)], null);
  }
  if (call.function_name === 'Read' && typeof given.file_path === 'string' && !/^ *\d+(?:→|\t)/.test(plain)) {
    const lines = plain.replace(/\n$/, '').split('\n');
    return { path: inside(path), first: 1, lines, total: lines.length };
  }
  if (given.command !== 'view' || !plain.startsWith("Here's the result of running `cat -n` on")) return null;
  return numbered(inside(path), [...plain.matchAll(/^ *(\d+)(?:\t(.*))?$/gm)], null);
}

function numbered(path: string, lines: readonly RegExpMatchArray[], total: number | null): ShownLines | null {
  const first = Number(lines[0]?.[1] ?? 0);
  return first === 0 ? null : { path, first, lines: lines.map(([, , line]) => line ?? ''), total };
}

function clineLines(plain: string): ShownLines | null {
  const [answer] = JSON.parse(plain) as { readonly query: string; readonly result: string }[];
  const path = answer?.query.replace(/:\d+-\d+$/, '') ?? '';
  return numbered(inside(path), [...(answer?.result ?? '').matchAll(/^ *(\d+) \| (.*)$/gm)], null);
}
