import type { Step, ToolCall } from '../../core/trajectory/atif.ts';
import { compareObservations } from '../../core/trajectory/observing/compareObservations.ts';
import type { PathRule } from '../../core/trajectory/pathInside.ts';
import { observationFrame } from '../../core/trajectory/tools/observationFrame.ts';
import type { Cause } from '../../core/trajectory/verdict.ts';
import type { ShellResult } from '../sandbox/sandboxedShell.ts';
import { callGround, recordedText } from './ground.ts';
import type { Judgement } from './replayCall.ts';
import { excerpt } from './shownLines.ts';

/** What one command that was run again came to, against what was recorded of it. */
export function judgeCommand(step: Step, call: ToolCall, result: ShellResult, rules: readonly PathRule[]): Judgement {
  const recorded = recordedText(step, call);
  const ended = notEnded(result, recorded);
  if (ended !== null) return ended;
  const lacking = missingHere(result, recorded ?? '');
  if (lacking !== null) return { verdict: 'not-replayable', ...lacking };
  const expectedExit = recordedExit(step, call, recorded);
  if (expectedExit !== null && expectedExit !== result.exitCode) {
    const reason = `the command ended with exit code ${result.exitCode}, recorded was ${expectedExit}`;
    const sides = {
      expected: excerpt(recorded ?? `exit code ${expectedExit}`),
      actual: excerpt(result.output === '' ? `exit code ${result.exitCode}` : result.output),
    };
    return { verdict: 'tree-equal-output-differs', reason, sides };
  }
  if (recorded === undefined) {
    return { verdict: 'equivalent', reason: 'the command was run; nothing was recorded of what it printed' };
  }
  return judgeOutput(recorded, result, rules);
}

function judgeOutput(recorded: string, result: ShellResult, rules: readonly PathRule[]): Judgement {
  const frame = observationFrame(recorded);
  const actual = asPrinted(result, frame.body);
  const { match, rules: used, sides } = compareObservations(frame.body, actual, { paths: rules });
  if (match === 'exact') return { verdict: 'exact', reason: 'the command printed what it printed then' };
  if (match === 'equivalent') {
    return { verdict: 'equivalent', reason: 'the command printed the same but for known noise', rules: used };
  }
  const cut = result.omitted > 0 ? `; of its output ${result.omitted} bytes were left out here` : '';
  return {
    verdict: 'tree-equal-output-differs',
    reason: `the command printed something else${cut}`,
    sides: sides ?? { expected: excerpt(frame.body), actual: excerpt(actual) },
  };
}

function notEnded(result: ShellResult, recorded: string | undefined): Judgement | null {
  const { ended, why } = result;
  if (ended === 'exited') return null;
  if (
    ended === 'timed-out' &&
    recorded !== undefined &&
    /tim(ed|e) ?-?out|did not (end|finish)|still running/i.test(recorded)
  ) {
    return { verdict: 'equivalent', reason: `the command did not end then, and does not now: ${why}` };
  }
  const cause: Cause = /no folder/.test(why ?? '') ? 'path' : 'shell-state';
  const what = ended === 'not-run' ? 'the command was not run' : 'the command was ended';
  return { verdict: 'not-replayable', reason: `${what}: ${why}`, cause };
}

/** What agents' tools print in place of nothing. */
const nothing =
  /^\s*(\(no output\)|\(Bash completed with no output\)|Your command ran successfully and did not produce any output\.?|(Tool|Command) (ran|executed|completed)[^\n]{0,40}(without|no) output[^\n]{0,40}|<system>[^\n]{0,80}<\/system>)?\s*$/i;

/**
 * The output as the recording would have it: what stands for nothing, the exit code on the first line where the
 * agent's tool puts it there, and the white space at both ends, which tools cut off as they please.
 */
function asPrinted(result: ShellResult, body: string): string {
  const printed = result.output.replaceAll('\r\n', '\n');
  if (printed.trim() === '' && nothing.test(body)) return body;
  const head = /^Exit code -?\d+\n/.test(body) ? `Exit code ${result.exitCode}\n` : '';
  const rest = body.replace(/^Exit code -?\d+\n/, '');
  const before = /^\s*/.exec(rest)?.[0] ?? '';
  const after = /\s*$/.exec(rest)?.[0] ?? '';
  const text = /^\s/.test(printed) && before !== '' ? printed : printed.replace(/^\s*\n/, before);
  return head + text.trimEnd() + (rest.trim() === '' ? '' : after);
}

/** The exit code that was recorded; null: none was. */
function recordedExit(step: Step, call: ToolCall, recorded: string | undefined): number | null {
  const marks = [
    call,
    ...(step.observation?.results ?? []).filter(({ source_call_id: id }) => id === call.tool_call_id),
  ];
  for (const { extra } of marks) {
    const code = callGround({ ...call, extra })?.exitCode;
    if (typeof code === 'number') return code;
  }
  const told =
    /^\s*<returncode>(-?\d+)<\/returncode>/.exec(recorded ?? '')?.[1] ??
    /^(?:Exit code|Process exited with code):? (-?\d+)$/m.exec((recorded ?? '').slice(0, 400))?.[1] ??
    /\[?(?:The command completed with exit code|Command finished with exit code) (-?\d+)[\].]/.exec(
      (recorded ?? '').slice(-800),
    )?.[1];
  return told === undefined ? null : Number(told);
}

const network =
  /could not resolve (host|proxy)|temporary failure in name resolution|name or service not known|nodename nor servname|getaddrinfo|network is unreachable|no route to host|could not connect to|connection (refused|timed out|reset)|failed to connect|failed to establish a new connection|ENETUNREACH|ECONNREFUSED|EAI_AGAIN|ENOTFOUND|unable to (access|connect|resolve)|no matching distribution found|failed to fetch/i;

interface Absence {
  readonly pattern: RegExp;
  readonly says: (name: string) => string;
}

/** Words for what is not there; the first group is its name. */
const absences: readonly Absence[] = [
  {
    pattern: /(?:^|: |\n)(?:line \d+: )?([\w./+-]+): command not found/,
    says: (name) => `${name} is not installed here`,
  },
  {
    pattern: /(?:^|: |\n)(?:line \d+: )?(\/[\w./+-]+): (?:No such file or directory|cannot execute)/,
    says: (name) => `${name} is not installed here`,
  },
  {
    pattern: /ModuleNotFoundError: No module named '?([\w.]+)/,
    says: (name) => `the Python module ${name} is not installed here`,
  },
  { pattern: /No module named ([\w.]+)/, says: (name) => `the Python module ${name} is not installed here` },
  {
    pattern: /(?:Cannot find (?:module|package)|ERR_MODULE_NOT_FOUND\S* ?) ?'([^'./][^']*)'/,
    says: (name) => `the package ${name} is not installed here`,
  },
  { pattern: /(?:fatal|warning): (not a git repository)/i, says: () => 'the copy has no git repository' },
];

/** Why a command cannot do here what it did then, where it says so itself and did not then. */
function missingHere(result: ShellResult, recorded: string): { readonly reason: string; readonly cause: Cause } | null {
  if (network.test(result.output) && !network.test(recorded)) {
    return { reason: 'the command needs the network, and the sandbox has none', cause: 'network' };
  }
  if (result.exitCode === 0) return null;
  for (const { pattern, says } of absences) {
    const name = pattern.exec(result.output)?.[1];
    if (name !== undefined && !pattern.test(recorded)) return { reason: says(name), cause: 'start-state' };
  }
  return null;
}
