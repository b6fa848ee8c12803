import { patched } from './applyPatch.ts';
import { flagArgument, listArgument, numberArgument, textArgument } from './callArguments.ts';
import type { CallOutcome, ShellCall } from './callOutcome.ts';
import { heredocWritten, patchCommand } from './shellEdits.ts';
import { shellWords } from './shellWords.ts';
import type { Arguments, Tool, ToolDesk } from './toolDesk.ts';
import { windowedCommand } from './windowedEditor.ts';

/** Shells whose commands each start in the same folder. */
const stateless = [
  'shell',
  'shell_command',
  'local_shell',
  'local_shell_call',
  'container.exec',
  'exec_command',
].concat(['run_shell_command', 'run_command', 'run_commands', 'execute']);
/** OpenHands counts timeouts in seconds. */
const inSeconds = ['execute_bash', 'terminal', 'run', 'cmdrunaction', 'executebashaction', 'terminalaction'];
const others = [
  'bash',
  'bash_tool',
  'run_in_terminal',
  'execute_command',
  'run_terminal_cmd',
  'run_terminal_command',
].concat(['developer__shell', 'powershell', 'write_stdin', 'write_bash', 'send_to_terminal']);

/**
 * Commands. What a shell does is not told here, but for commands that are nothing but an edit: Codex's `apply_patch`,
 * SWE-agent's editor, a heredoc that is written to a file, a patch in a heredoc.
 */
export const shellTools: readonly Tool[] = [...stateless, ...inSeconds, ...others].map((name) => ({
  names: [name],
  perform: (given, desk) => command(name, given, desk),
}));

function command(name: string, given: Arguments, desk: ToolDesk): CallOutcome {
  const script = scriptOf(given);
  if (script === undefined) return { kind: 'none', what: 'command' };
  const cwd = textArgument(given, 'cwd', 'workdir', 'directory', 'dir_path', 'working_directory');
  const typed = flagArgument(given, 'is_input') || /^write_/.test(name) || name === 'send_to_terminal';
  const there = cwd === undefined || cwd === '' ? desk : desk.at(cwd);
  if (!typed) {
    const edit = patchOf(given, script, there) ?? windowedCommand(script, there) ?? shellEdit(script, there);
    if (edit !== null) return edit;
  }
  const fresh = stateless.includes(name) || cwd !== undefined;
  if (!fresh && /(?:^|[\s;&|(])(?:cd|pushd|popd|source|\.)(?=\s|$)/.test(script)) desk.memory.cwdUnsure = true;
  const timeout = numberArgument(given, 'timeout_ms', 'timeoutMs') ?? seconds(name, given);
  const call: ShellCall = {
    command: script,
    ...(cwd === undefined || cwd === '' ? {} : { cwd }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(inBackground(given) ? { background: true } : {}),
    ...(typed ? { input: true } : {}),
  };
  return { kind: 'none', what: 'command', command: call };
}

function seconds(name: string, given: Arguments): number | undefined {
  const said = given.timeout;
  const value = typeof said === 'number' || typeof said === 'string' ? Number(said) : Number.NaN;
  if (!Number.isFinite(value) || value <= 0) return undefined;
  return inSeconds.includes(name) || value < 100 ? Math.round(value * 1_000) : value;
}

function inBackground(given: Arguments): boolean {
  return (
    flagArgument(given, 'run_in_background', 'isBackground', 'is_background', 'background') ||
    given.mode === 'async' ||
    given.blocking === false ||
    given.blocking === 'false'
  );
}

function scriptOf(given: Arguments): string | undefined {
  const said = given.command ?? given.cmd ?? given.commands ?? given.chars ?? given.input ?? given.script ?? given.code;
  if (typeof said === 'string') return said;
  if (!Array.isArray(said)) {
    const action = given.action;
    return typeof action === 'object' && action !== null ? scriptOf(action as Arguments) : undefined;
  }
  const words = said.filter((word) => typeof word === 'string');
  if (given.commands !== undefined && said === given.commands) {
    return [...words, ...listArgument(given, 'commands').map((one) => textArgument(one, 'command') ?? '')].join('\n');
  }
  const shell = /(?:^|[\\/])(?:ba|z|da)?sh$|(?:^|[\\/])(?:pwsh|powershell)(?:\.exe)?$/i.test(words[0] ?? '');
  const flag = words.findIndex((word) => /^-(?:l?i?c|command)$/i.test(word));
  if (shell && flag > 0 && words[flag + 1] !== undefined) return words[flag + 1];
  return words.length === 0 ? undefined : words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Codex catches `apply_patch` before any shell sees it: as a program with the patch as argument, or in a heredoc. */
function patchOf(given: Arguments, script: string, desk: ToolDesk): CallOutcome | null {
  if (/command not found/.test(desk.recorded ?? '')) return null;
  const argv = [given.command, given.cmd].find((value) => Array.isArray(value)) as readonly unknown[] | undefined;
  const [program, body] = argv ?? [];
  if (typeof program === 'string' && typeof body === 'string' && /^apply_?patch$/.test(program))
    return patched(body, desk, 'codex');
  const heredoc =
    /^\s*(?:cd\s+('[^']*'|"[^"$`\\]*"|[^\s'"$`;&|<>]+)\s*&&\s*)?apply_?patch\s*<<-?\s*(['"]?)(\w+)\2[ \t]*\n([\s\S]*?)\n\3\s*$/.exec(
      script,
    );
  if (heredoc !== null) {
    const folder = heredoc[1]?.replace(/^(['"])(.*)\1$/, '$2');
    return patched(heredoc[4] ?? '', folder === undefined ? desk : desk.at(folder), 'codex');
  }
  const words = /^\s*apply_?patch\s/.test(script) ? shellWords(script) : null;
  return words?.length === 2 ? patched(words[1] ?? '', desk, 'codex') : null;
}

function shellEdit(script: string, desk: ToolDesk): CallOutcome | null {
  return heredocWritten(script, desk) ?? patchCommand(script, desk);
}
