import type { ToolCall } from '../../core/trajectory/atif.ts';
import type { CallOutcome } from '../../core/trajectory/tools/callOutcome.ts';
import type { Cause } from '../../core/trajectory/verdict.ts';

/** What it would take to replay one call. `cause`: why it may not be had. */
export interface CallNeed {
  readonly text: string;
  readonly cause?: Cause;
}

/** Whether a tool by its name asks something of the network. */
export function networkTool(name: string): boolean {
  return /web[-_]?(search|fetch)|fetch|browser?|http|google|url/i.test(name);
}

/** Whether a command by its words cannot do without the network. */
function networkCommand(command: string): boolean {
  return /\b(curl|wget|ssh|scp|rsync|git (clone|fetch|pull|push)|(pip3?|pipx|uv|npm|pnpm|yarn|poetry|cargo|gem|apt|apt-get|brew|conda|go) (install|add|get|i|ci|sync|update)|docker pull)\b/.test(
    command,
  );
}

/** What a call would take, from what a tool session made of it without any files. */
export function callNeed(call: ToolCall, outcome: CallOutcome): CallNeed {
  const name = call.function_name;
  if (outcome.kind === 'files') return { text: `${name}: its edit can be applied (edits)` };
  if (outcome.kind === 'refused') {
    const lost = outcome.code === 'absolute-path' || outcome.code === 'path-escapes';
    return lost
      ? { text: `${name}: a path rule (--map), ${outcome.why}`, cause: 'path' }
      : { text: `${name}: its edit can be applied where its file is as it was (edits)` };
  }
  if (outcome.what !== 'command' && networkTool(name)) {
    return { text: `${name}: the network, which no mode has`, cause: 'network' };
  }
  if (outcome.what === 'read') return { text: `${name}: it changes no files; what it showed can be compared (edits)` };
  if (outcome.what === 'unknown') {
    return { text: `${name}: ${outcome.why ?? 'no mode knows this tool'}`, cause: 'tool' };
  }
  const { command } = outcome;
  if (command?.input === true || command?.background === true) {
    return { text: `${name}: a shell that goes on running, in a sandbox (exec)`, cause: 'shell-state' };
  }
  if (command !== undefined && networkCommand(command.command)) {
    return { text: `${name}: a command that needs the network, which no mode has`, cause: 'network' };
  }
  return { text: `${name}: a sandbox to run a command in (exec)` };
}
