import { TracewrightError } from '../../core/errors.ts';
import type { Step, ToolCall } from '../../core/trajectory/atif.ts';
import { compareObservations } from '../../core/trajectory/observing/compareObservations.ts';
import { type PathRule, pathInside } from '../../core/trajectory/pathInside.ts';
import type { CallOutcome, FileChange, ShellCall } from '../../core/trajectory/tools/callOutcome.ts';
import { observationFrame } from '../../core/trajectory/tools/observationFrame.ts';
import type { ToolSession } from '../../core/trajectory/tools/toolSession.ts';
import type { Cause, Sides, Verdict } from '../../core/trajectory/verdict.ts';
import { objectId } from '../git/looseObject.ts';
import { networkTool } from './callNeeds.ts';
import type { DisposableCopy } from './disposableCopy.ts';
import { callGround, recordedFailure, recordedText } from './ground.ts';
import { isAbsolute } from './mentionedPaths.ts';
import { shellRead } from './shellRead.ts';
import { excerpt, wrongLine } from './shownLines.ts';

/** What replaying one call, or a whole step, came to. */
export interface Judgement {
  readonly verdict: Verdict;
  /** One sentence. */
  readonly reason: string;
  readonly cause?: Cause;
  readonly sides?: Sides;
  readonly rules?: readonly string[];
  /** It was a command, or a tool that is not known: what it did to the files is not known here. */
  readonly untold?: boolean;
  /** The tool would not do it on these files. */
  readonly refused?: boolean;
  /** The call was a command, which was not run. */
  readonly command?: ShellCall;
}

export interface CallContext {
  readonly copy: DisposableCopy;
  readonly tools: ToolSession;
  /** Where the recording's folders lie here. */
  readonly rules: readonly PathRule[];
  /** The files before the step are proven to be the recorded ones. */
  readonly proven: boolean;
  /** Something before it was not run that may have changed files. */
  readonly untoldBefore: boolean;
}

/**
 * Does one call in the copy, as far as it can be done without running anything, and compares what its tool prints with
 * what was recorded. A command is not run: it is `skipped` and `untold`, unless what it prints can be told.
 */
export function replayCall(step: Step, call: ToolCall, context: CallContext): Judgement {
  const recorded = recordedText(step, call);
  try {
    const outcome = context.tools.perform(call, recorded);
    return { none: nothingDone, refused: refusal, files: edit }[outcome.kind](outcome as never, {
      ...context,
      call,
      recorded,
      failed: recordedFailure(step, call),
    });
  } catch (error) {
    if (!(error instanceof TracewrightError)) throw error;
    return outside(error.code, error.message) ?? unlike(error.message, recorded, error.message);
  }
}

interface Moment extends CallContext {
  readonly call: ToolCall;
  readonly recorded: string | undefined;
  readonly failed: boolean;
}

function nothingDone(outcome: Extract<CallOutcome, { kind: 'none' }>, moment: Moment): Judgement {
  const judgement = untouched(outcome, moment);
  return outcome.command === undefined ? judgement : { ...judgement, command: outcome.command };
}

function untouched(outcome: Extract<CallOutcome, { kind: 'none' }>, moment: Moment): Judgement {
  const name = moment.call.function_name;
  const unsaid = moment.recorded === undefined || (moment.recorded === '' && outcome.what === 'read');
  if (outcome.observation !== undefined && !unsaid) {
    const seen = compare(outcome.observation, moment);
    if (seen.verdict !== 'tree-equal-output-differs') return { ...seen, reason: `${name} shows what it showed then` };
    const reason = `${name} shows something else here`;
    return { ...seen, verdict: moment.proven ? seen.verdict : 'diverged', reason };
  }
  if (outcome.what !== 'command' && networkTool(name)) {
    return {
      verdict: 'not-replayable',
      reason: `${name} needs the network`,
      cause: 'network',
      untold: outcome.what === 'unknown',
    };
  }
  if (outcome.what === 'read') return { verdict: 'skipped', reason: `${name} changes no files` };
  if (outcome.what === 'command') {
    const read = outcome.command === undefined ? null : readByShell(outcome.command, moment);
    if (read !== null) return read;
    return { verdict: 'skipped', reason: 'commands are not run in this mode', cause: 'tool', untold: true };
  }
  const reason = outcome.why ?? `the tool ${name} is not known here`;
  return { verdict: 'not-replayable', reason, cause: 'tool', untold: true };
}

/** Of a command that only looks: what it shows is compared where that can be told, and nothing may have changed. */
function readByShell(command: ShellCall, moment: Moment): Judgement | null {
  const { changesNothing, printed } = shellRead(command.command, (file, folder) => {
    const start = isAbsolute(file) ? '' : `${folder ?? command.cwd ?? ''}/`.replace(/^\/$/, '');
    const at = pathInside(`${start}${file}`, moment.rules);
    const bytes = at.ok ? moment.copy.read(at.path) : null;
    if (bytes !== null) return bytes.includes(0) ? null : { text: bytes.toString('utf8') };
    return at.ok && moment.copy.kind(at.path) === 'absent' ? 'absent' : null;
  });
  if (!changesNothing) return null;
  const idle: Judgement = {
    verdict: 'skipped',
    reason: 'the command only reads, and commands are not run in this mode',
  };
  if (printed === null || moment.recorded === undefined) return idle;
  const recorded = observationFrame(moment.recorded).body;
  const seen = compare(printed, { ...moment, recorded });
  if (seen.verdict !== 'tree-equal-output-differs') return { ...seen, reason: 'the file reads as it read then' };
  if (moment.untoldBefore) return idle;
  const reason = 'the file that the command shows reads otherwise here';
  return { ...seen, verdict: moment.proven ? seen.verdict : 'diverged', reason };
}

function refusal(outcome: Extract<CallOutcome, { kind: 'refused' }>, moment: Moment): Judgement {
  const { call, recorded, failed, untoldBefore } = moment;
  const name = call.function_name;
  if (failed) {
    const seen =
      outcome.observation === undefined || recorded === undefined ? null : compare(outcome.observation, moment);
    const reason = `${name} was refused then and is now: ${outcome.why}`;
    return seen === null ? { verdict: 'equivalent', reason } : { ...seen, reason };
  }
  const away = outside(outcome.code, outcome.why);
  if (away !== null) return away;
  const written = JSON.stringify(call.arguments);
  for (const [cause, pattern, what] of lostText) {
    if (pattern.test(written)) return { verdict: 'not-replayable', cause, reason: `${name} cannot be done: ${what}` };
  }
  const doubt = untoldBefore ? '; a call before it that was not run may have made that difference' : '';
  const why = `${name} cannot be done: ${outcome.why}${doubt}`;
  return { ...unlike(why, recorded, outcome.observation ?? outcome.why), refused: true };
}

function edit(outcome: Extract<CallOutcome, { kind: 'files' }>, moment: Moment): Judgement {
  const { call, recorded, failed } = moment;
  const name = call.function_name;
  if (failed) {
    const reason = `${name} failed then and would work here; it was left out`;
    const sides = {
      expected: excerpt(recorded ?? 'a failure'),
      actual: excerpt(outcome.observation ?? 'it can be done'),
    };
    return { verdict: moment.proven ? 'tree-equal-output-differs' : 'diverged', reason, sides };
  }
  const done = apply(call, outcome.changes, moment.copy);
  if (done.verdict === 'diverged' || recorded === undefined || outcome.observation === undefined) return done;
  const seen = compare(outcome.observation, moment);
  if (seen.verdict === 'exact')
    return { ...seen, reason: 'the edit could be done, and the tool says what it said then' };
  if (seen.verdict === 'equivalent') return { ...seen, verdict: done.verdict, reason: done.reason };
  const [file] = outcome.changes;
  const wrong =
    moment.proven || done.verdict === 'exact' || file?.after == null ? null : wrongLine(recorded, file.after);
  if (wrong === null) return { ...seen, reason: `${name} does the same and says something else` };
  const reason = `"${file?.path}" is another: its line ${wrong.line} was recorded otherwise`;
  return { verdict: 'diverged', reason, sides: wrong.sides };
}

/** Changes the files, and looks whether they are the recorded ones before and after, where that was written down. */
function apply(call: ToolCall, changes: readonly FileChange[], copy: DisposableCopy): Judgement {
  const recorded = callGround(call)?.files ?? [];
  const wrong = (moment: 'before' | 'after') =>
    recorded
      .map((file) => ({ file, found: fileId(copy, file.path) }))
      .find(({ file, found }) => found !== file[moment]);
  const different = (moment: 'before' | 'after'): Judgement | null => {
    const found = wrong(moment);
    if (found === undefined) return null;
    const reason =
      moment === 'before'
        ? `"${found.file.path}" was another before the edit`
        : `"${found.file.path}" is another after the edit`;
    const sides = { expected: named(found.file[moment]), actual: named(found.found) };
    return { verdict: 'diverged', reason, sides };
  };
  const unlikeBefore = different('before');
  if (unlikeBefore !== null) return unlikeBefore;
  const moved = new Set(changes.map(({ from }) => from));
  for (const { path, from, after } of changes) {
    if (from !== undefined) {
      copy.move(from, path);
      if (after !== null) copy.write(path, Buffer.from(after, 'utf8'));
    } else if (after !== null) copy.write(path, Buffer.from(after, 'utf8'));
    else if (!moved.has(path)) copy.remove(path);
  }
  const differs = different('after');
  if (differs !== null) return differs;
  if (recorded.length > 0) return { verdict: 'exact', reason: 'every touched file is as recorded, byte for byte' };
  return { verdict: 'equivalent', reason: 'the edit could be done; no states were recorded to compare with' };
}

function compare(actual: string, { recorded = '', rules }: Moment): Judgement {
  const { match, rules: used, sides } = compareObservations(recorded, actual, { paths: rules });
  if (match === 'exact') return { verdict: 'exact', reason: 'the same' };
  if (match === 'equivalent') return { verdict: 'equivalent', reason: 'the same but for known noise', rules: used };
  const both = sides ?? { expected: excerpt(recorded), actual: excerpt(actual) };
  return { verdict: 'tree-equal-output-differs', reason: 'it says something else', sides: both };
}

function outside(code: string, why: string): Judgement | null {
  if (code !== 'absolute-path' && code !== 'path-escapes') return null;
  return { verdict: 'not-replayable', reason: why, cause: 'path' };
}

function unlike(reason: string, recorded: string | undefined, actual: string): Judgement {
  const expected = recorded === undefined || recorded === '' ? 'the call succeeded' : recorded;
  return { verdict: 'diverged', reason, sides: { expected: excerpt(expected), actual: excerpt(actual) } };
}

/** Signs in a call's own text that what was recorded is not all that was there. */
const lostText: readonly (readonly [Cause, RegExp, string])[] = [
  ['redacted', /\[?redacted\b|<secret[-_ :>]|\*{6,}/i, 'a secret was taken out of the recording'],
  [
    'truncated',
    /\[?(\.{3}|…)? ?\d* ?(characters|chars|lines|bytes)? ?truncated\b|\[\.\.\. ?\d+/i,
    'its text was cut in the recording',
  ],
];

function fileId(copy: DisposableCopy, path: string): string | null {
  const bytes = copy.read(path);
  return bytes === null ? null : objectId('blob', bytes);
}

function named(id: string | null): string {
  return id === null ? 'no file' : `file ${id}`;
}
