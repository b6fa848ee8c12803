import type { Step, ToolCall, Trajectory } from '../../core/trajectory/atif.ts';

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
  for (const call of trajectory.steps.flatMap(callsOf)) {
    if (absolute.size + expected.size > MOST) break;
    const paths = [...argumentPaths(call), ...commandPaths(call)];
    for (const path of paths) {
      if (isAbsolute(path)) absolute.add(path);
      if (makesFile(call) && !expected.has(path)) made.add(path);
      else if (!made.has(path)) expected.add(path);
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
function commandPaths({ arguments: given }: ToolCall): string[] {
  const command = given.command ?? given.cmd;
  const text = Array.isArray(command) ? command.join(' ') : command;
  if (typeof text !== 'string' || text.includes('<<')) return [];
  const words = text.slice(0, 2_000).split(/[\s;|&<>()'"`=]+/);
  return words.filter(
    (word) => /^[\w./~+@-]*\/[\w.+@-]+\.\w{1,8}$/.test(word) && !word.startsWith('-') && isFileName(word),
  );
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
