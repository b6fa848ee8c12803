import {
  callGroundSchema,
  importGroundSchema,
  type ObservationResult,
  type Step,
  type ToolCall,
  type Trajectory,
} from '../../trajectory/atif.ts';
import type { CallFact, FileEdit } from './callFact.ts';
import { commandWentWell } from './commandOutcome.ts';
import { lookedFact, lookedSchema } from './lookedAt.ts';
import { RecordedPaths } from './recordedPaths.ts';
import { SOME_FILE, shellFacts } from './shellFacts.ts';
import { toolFacts } from './toolFacts.ts';

const SHELL = /bash|shell|terminal|exec|run_command|run_in|^run$|^command$|powershell|cmd/i;

/**
 * What a trajectory did and saw, call by call, with the paths of this repository. Where the recording has a ledger of
 * touched files, that is believed before the call's text.
 * @param known paths of the repository, of all states that matter
 */
export function trajectoryFacts(trajectory: Trajectory, known: Iterable<string>): CallFact[] {
  const cwd = importGroundSchema.shape.cwd.safeParse(extraOf(trajectory.extra).cwd).data ?? '';
  const paths = new RecordedPaths(known, cwd);
  return trajectory.steps
    .filter(({ source }) => source === 'agent')
    .flatMap((step) => {
      const looked = lookedSchema.safeParse(extraOf(step.extra).looked).data ?? [];
      const facts = (late: boolean): CallFact[] =>
        looked.filter(({ after = false }) => after === late).map((one) => lookedFact(step.step_id, one));
      const renames = step.extra?.kind === 'rename-symbol';
      const calls = (step.tool_calls ?? []).map((call) => callFact(step, call, paths));
      return [...facts(false), ...(renames ? calls.map((call) => ({ ...call, rename: true })) : calls), ...facts(true)];
    });
}

/** What the agent said at the end; empty for a person's session. */
export function finalMessage(trajectory: Trajectory): string {
  const last = trajectory.steps.findLast(
    ({ source, message }) => source === 'agent' && contentText(message).trim() !== '',
  );
  const called = (last?.tool_calls ?? []).filter(({ function_name: name }) =>
    /finish|submit|complet|done|answer/i.test(name),
  );
  const words = called.flatMap(({ arguments: given }) =>
    Object.values(given).filter((value) => typeof value === 'string'),
  );
  const closing = trajectory.steps
    .at(-1)
    ?.tool_calls?.filter(({ function_name: name }) => /finish|submit|complet|done|answer/i.test(name))
    .flatMap(({ arguments: given }) => Object.values(given).filter((value) => typeof value === 'string'));
  return [last === undefined ? '' : contentText(last.message), ...words, ...(closing ?? [])].join('\n').trim();
}

/** Number of the step that said it. */
export function finalStep(trajectory: Trajectory): number {
  return trajectory.steps.findLast(({ source }) => source === 'agent')?.step_id ?? 0;
}

function callFact(step: Step, call: ToolCall, paths: RecordedPaths): CallFact {
  const results = step.observation?.results ?? [];
  const own = results.filter(({ source_call_id: id }) => id === call.tool_call_id);
  const answers = own.length > 0 ? own : (step.tool_calls ?? []).length === 1 ? results : [];
  const shown = answers.length === 0 ? null : answers.map(({ content }) => contentText(content)).join('\n');
  const grounds = [call.extra, ...answers.map(({ extra }: ObservationResult) => extra)].map(
    (extra) => callGroundSchema.safeParse(extraOf(extra)).data ?? {},
  );
  const command = commandOf(call);
  const told =
    command === null
      ? toolFacts(call.function_name, call.arguments, paths)
      : { ...shellFacts(command, paths, paths.of(cwdOf(call)) ?? ''), rename: false };
  const exitCode = grounds.map((ground) => ground.exitCode).find((code) => typeof code === 'number') ?? null;
  const isError = grounds.some((ground) => ground.isError === true);
  const touched = grounds.flatMap(({ files }) => files ?? []);
  return {
    step: step.step_id,
    reads: told.reads,
    searches: told.searches,
    edits: isError && command === null ? [] : withLedger(told.edits, touched),
    rename: told.rename,
    command,
    shown,
    ok:
      command !== null
        ? commandWentWell(command, shown, exitCode)
        : isError
          ? false
          : shown === null
            ? null
            : !refused(shown),
  };
}

function refused(shown: string): boolean {
  return /^\s*(error|failed|no (match|replacement)|old_str.* not found|ERROR:)/i.test(shown);
}

type Touched = { readonly path: string; readonly before: string | null; readonly after: string | null };

function withLedger(edits: readonly FileEdit[], touched: readonly Touched[]): FileEdit[] {
  if (touched.length === 0) return [...edits];
  const told = edits.filter(({ path }) => path !== SOME_FILE);
  const names = new Set(told.flatMap(({ path, to }) => (to === undefined ? [path] : [path, to])));
  const more = touched.filter(({ path, before, after }) => !names.has(path) && before !== after);
  return [
    ...told,
    ...more.map(({ path, before, after }) => ({
      path,
      how: before === null ? ('create' as const) : after === null ? ('delete' as const) : ('change' as const),
      removed: null,
    })),
  ];
}

function commandOf({ function_name: name, arguments: given }: ToolCall): string | null {
  const value = given.command ?? given.cmd ?? given.CommandLine ?? given.script;
  if (/edit|patch/i.test(name)) return null;
  if (!SHELL.test(name) && !(given.cmd !== undefined || Object.keys(given).every((key) => key === 'command')))
    return null;
  if (typeof value === 'string') return value;
  if (!Array.isArray(value) || value.length === 0) return null;
  const words = value.filter((word): word is string => typeof word === 'string');
  return /^(\/\S*\/)?(ba|z)?sh$/.test(words[0] ?? '') && /^-\w*c$/.test(words[1] ?? '')
    ? (words[2] ?? '')
    : words.join(' ');
}

function cwdOf({ arguments: given, extra }: ToolCall): string {
  const ground = callGroundSchema.safeParse(extraOf(extra)).data;
  const told = ground?.cwd ?? given.cwd ?? given.workdir;
  return typeof told === 'string' ? told : '';
}

function contentText(content: Step['message'] | null | undefined): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('\n');
}

function extraOf(extra: unknown): Record<string, unknown> {
  const own = typeof extra === 'object' && extra !== null ? (extra as Record<string, unknown>).tracewright : undefined;
  return typeof own === 'object' && own !== null ? (own as Record<string, unknown>) : {};
}
