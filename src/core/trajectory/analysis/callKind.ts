import type { ToolCall } from '../atif.ts';
import { editorCommand } from '../editorCommand.ts';
import { isVerifyingCommand } from '../verification.ts';

export type CallKind = 'edit' | 'read' | 'search' | 'command' | 'submit' | 'think' | 'wait' | 'other';

const KINDS: readonly (readonly [CallKind, RegExp])[] = [
  ['submit', /^(submit|finish|attempt_completion|task_?complete|complete|done|exit_?plan_?mode)$/i],
  [
    'think',
    /^(think|todo_?write|todo_?read|update_?plan|sequential_?thinking|set_?goal|todo|task_?tracker|report_intent)$/i,
  ],
  ['wait', /^(wait|sleep|bash_?output|get_?terminal_?output|await_?terminal|read_?bash|poll)$/i],
  [
    'command',
    /^(run|bash|shell|execute_bash|run_commands?|run_shell_command|run_in_terminal|execute_command|exec_command|local_shell|terminal|run_ipython|python|execute_ipython_cell|shell_command|cmd|powershell|execute)$/i,
  ],
  ['search', /grep|search|find|glob|list|^ls$|^tree$|references|definition|symbols/i],
  ['edit', /edit|write|create|replace|patch|insert|apply|delete|remove|rename|move|^multi/i],
  ['read', /read|view|open|cat|show|fetch|goto|scroll|get_file|look/i],
];

/** The command line that a call runs; several at once are joined by line ends. */
export function commandOf({ arguments: given, function_name: name }: ToolCall): string | null {
  const said =
    given.command ?? given.cmd ?? given.commands ?? given.script ?? (/python/i.test(name) ? given.code : null);
  if (/editor|edit_tool|^edit$/i.test(name)) return null;
  if (typeof said === 'string') return said;
  if (!Array.isArray(said) || !said.every((part) => typeof part === 'string')) return null;
  const shell = /^(?:\/bin\/)?(?:ba|z)?sh$/.test(said[0] ?? '') && /^-l?c$/.test(said[1] ?? '');
  return shell ? (said[2] ?? '') : said.join(given.commands === undefined ? ' ' : '\n');
}

/** What a call is for, by its name, its arguments and the program that its command line starts with. */
export function kindOf({ function_name: name, arguments: given }: ToolCall, command: string | null): CallKind {
  if (/editor|edit_tool/i.test(name)) return given.command === 'view' ? 'read' : 'edit';
  const named = KINDS.find(([, form]) => form.test(name))?.[0] ?? 'other';
  if (command === null || named === 'submit') {
    if (named !== 'other') return named;
    const { kind } = editorCommand(name, given);
    return kind === 'none' || kind === 'refused' ? 'other' : 'edit';
  }
  return kindOfCommand(command);
}

/** What a command line is for, by the program that it starts with. SWE-agent's own commands come as such lines too. */
function kindOfCommand(line: string): CallKind {
  const first = line.trim().replace(/^(?:cd \S{1,400}\s{0,4}(?:&&|;)\s{0,4}|\w{1,40}=\S{0,200} ){0,8}/, '');
  if (first === '' || /^sleep\b/.test(first)) return 'wait';
  if (/^submit\b|COMPLETE_TASK_AND_SUBMIT/.test(first)) return 'submit';
  if (
    /^edit \d{1,9}:\d{1,9}|^(?:create|str_replace|insert) \S|^(?:rm|mv|cp|touch|mkdir|sed -i|git (?:mv|rm|apply|checkout|restore|reset|stash|revert)|patch)\b/.test(
      first,
    )
  ) {
    return 'edit';
  }
  if (
    /(?:^|[^<>&\d-])>{1,2}\s{0,3}(?!&|\/dev\/)[\w./~"'$]|\bsed (?:-\w{1,4} ){0,4}-i|\btee \S/.test(first) &&
    !isVerifyingCommand(first)
  )
    return 'edit';
  if (/^(?:cat|head|tail|less|more|open|goto|scroll_(?:up|down)|sed -n|nl|view|type|wc|file|stat|bat)\b/.test(first))
    return 'read';
  if (
    /^(?:grep|rg|ag|ack|find|fd|ls|tree|search_(?:dir|file)|find_file|git (?:grep|ls-files|log|show|diff|status|blame))\b/.test(
      first,
    )
  )
    return 'search';
  return 'command';
}
