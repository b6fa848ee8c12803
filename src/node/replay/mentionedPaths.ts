import type { Step, ToolCall, Trajectory } from '../../core/trajectory/atif.ts';
import { recordedFailure } from './ground.ts';

export interface MentionedPaths {
  /** As recorded, in the order of their first mention; no folders of their own. */
  readonly absolute: readonly string[];
  /** Files that were read or changed, absolute or not, without those that the trajectory itself made. */
  readonly expected: readonly string[];
}

/** Mentions that are looked at; a longer trajectory says no more about where it was recorded. */
const MOST = 2_000;

/** The files that a trajectory's calls name: in arguments that hold a path, and in its shell commands. */
export function mentionedPaths(trajectory: Trajectory): MentionedPaths {
  const absolute = new Set<string>();
  const expected = new Set<string>();
  const made = new Set<string>();
  for (const step of trajectory.steps) {
    for (const call of callsOf(step)) {
      if (absolute.size + expected.size > MOST) break;
      for (const path of madePaths(call)) if (!expected.has(path)) made.add(path);
      const failed = recordedFailure(step, call);
      for (const path of [...argumentPaths(call), ...commandPaths(call)]) {
        if (isAbsolute(path)) absolute.add(path);
        if (makesFile(call) && !expected.has(path)) made.add(path);
        else if (!failed && !made.has(path)) expected.add(path);
      }
    }
  }
  return { absolute: [...absolute], expected: [...expected] };
}

export function isAbsolute(path: string): boolean {
  return /^([\\/]|[A-Za-z]:[\\/])/.test(path);
}

function callsOf(step: Step): readonly ToolCall[] {
  return step.is_copied_context === true ? [] : (step.tool_calls ?? []);
}

function argumentPaths({ arguments: given }: ToolCall): string[] {
  return Object.entries(given).flatMap(([name, value]) =>
    typeof value === 'string' && /^(?!.*(dir|folder|root|cwd)).*(path|file(name)?)$/i.test(name) && isFileName(value)
      ? [value.replace(/^file:\/\//, '')]
      : [],
  );
}

/** Words of a command that look like files; options, globs and addresses do not. */
function commandPaths(call: ToolCall): string[] {
  const text = commandOf(call);
  if (text.includes('<<')) return [];
  const words = text.split(/[\s;|&<>()'"`=]+/).filter((word) => /^[\w./~+@-]*\/[\w.+@-]+\.\w{1,8}$/.test(word));
  const shown = [
    ...text.matchAll(/(?:^|[\n;&]\s*)(?:open|cat|less|head|tail|nl|view)\s+(?:-\S+\s+)*([\w./-]+\.\w{1,8})(?=\s|$)/g),
  ];
  return [...words, ...shown.map((found) => found[1] ?? '')].filter((word) => !/^[-~]/.test(word) && isFileName(word));
}

/** Files that a command makes: by redirection, or by the commands that do only that. */
function madePaths(call: ToolCall): string[] {
  const found = commandOf(call).matchAll(/(?:>\s*|(?:^|[\n;&]\s*)(?:create|touch|tee)\s+)([\w./-]+)/g);
  return [...found].map(([, path]) => path ?? '');
}

function commandOf({ arguments: given }: ToolCall): string {
  const command = given.command ?? given.cmd;
  const text = Array.isArray(command) ? command.join(' ') : command;
  return typeof text === 'string' ? text.slice(0, 2_000) : '';
}

function isFileName(text: string): boolean {
  return (
    text !== '' && text.length < 500 && !/[\n\0*?]|:\/\//.test(text.replace(/^file:\/\//, '')) && !/[\\/]$/.test(text)
  );
}

function makesFile({ function_name: name, arguments: given }: ToolCall): boolean {
  if (given.command === 'create' || /create|write|save|new_?file/i.test(name)) return true;
  return typeof given.old_string === 'string' && given.old_string === '';
}
