import { callFacts } from '../../trajectory/analysis/callFacts.ts';
import type { ObservationResult, Step, ToolCall, Trajectory } from '../../trajectory/atif.ts';
import { fieldsOf, textOf } from '../../trajectory/importing/fields.ts';
import type { CallOutcome, RecordedCall } from '../../trajectory/tools/callOutcome.ts';
import { ToolSession } from '../../trajectory/tools/toolSession.ts';
import type { Dialect, Meaning } from './dialect.ts';
import { meaningsOf } from './meaningOf.ts';
import { ShadowFiles, type StartFiles } from './shadowFiles.ts';
import { resultOf, type SpokenCall, spokenResults } from './spokenResults.ts';

/** A trajectory whose calls are written with other tools. */
export interface SpokenTrajectory {
  readonly trajectory: Trajectory;
  /** Steps that cannot be said exactly, and why. */
  readonly unsayable: ReadonlyMap<number, Unsayable>;
  /** What is known of the calls of these steps, for a row's labels; null: they are as they were recorded. */
  facts(steps: readonly number[]): DialectFacts | null;
}

interface Unsayable {
  readonly reason: 'dialect-cannot-say' | 'dialect-differs';
  readonly example: string;
}

interface DialectFacts extends Readonly<Record<string, string | number | boolean>> {
  readonly dialect: string;
  /** Every edit was done with both sets of tools, on files that are known, and gave the same files. */
  readonly replayed: boolean;
  readonly replayedEdits: number;
  /** Edits that could be compared only in part, because not all of their files is known. */
  readonly unprovedEdits: number;
  readonly rewordedObservations: number;
  readonly keptObservations: number;
}

interface StepFacts {
  proved: number;
  unproved: number;
  reworded: number;
  kept: number;
}

const rules = [
  { from: '/', to: '' },
  { from: 'c:\\', to: '' },
];

/**
 * The same work with the tools of a dialect. Each call is done with the executors of its own tool and of the new ones, on
 * the files as far as the trajectory (or its start) tells them: what comes out has to be the same. What the new tool
 * would print takes the place of an observation where its executor knows that; else the observation is kept, and
 * counted. Thoughts and last words for which a dialect has no tool become reasoning and text of their turn.
 */
export function inDialect(trajectory: Trajectory, dialect: Dialect | undefined, start?: StartFiles): SpokenTrajectory {
  if (dialect === undefined) return { trajectory, unsayable: new Map(), facts: () => null };
  const speaker = new Speaker(trajectory, dialect, start);
  const steps = trajectory.steps.map((step) => speaker.step(step));
  const agent = { ...trajectory.agent, tool_definitions: [...dialect.tools] };
  return {
    trajectory: { ...trajectory, agent, steps },
    unsayable: speaker.unsayable,
    facts: (ids) => {
      const all = ids.flatMap((id) => speaker.facts.get(id) ?? []);
      const sum = (key: keyof StepFacts) => all.reduce((total, facts) => total + facts[key], 0);
      return {
        dialect: dialect.id,
        replayed: sum('proved') > 0 && sum('unproved') === 0,
        replayedEdits: sum('proved'),
        unprovedEdits: sum('unproved'),
        rewordedObservations: sum('reworded'),
        keptObservations: sum('kept'),
      };
    },
  };
}

class Speaker {
  readonly unsayable = new Map<number, Unsayable>();
  readonly facts = new Map<number, StepFacts>();
  readonly #dialect: Dialect;
  readonly #files: ShadowFiles;
  readonly #over = new Map<string, string | null>();
  readonly #theirs: ToolSession;
  readonly #ours: ToolSession;

  constructor(trajectory: Trajectory, dialect: Dialect, start: StartFiles | undefined) {
    this.#dialect = dialect;
    this.#files = new ShadowFiles(start);
    const cwd = textOf(fieldsOf(fieldsOf(trajectory.extra).tracewright).cwd);
    const place = cwd === undefined ? {} : { cwd };
    this.#theirs = new ToolSession(this.#files.world(), { rules, agent: trajectory.agent.name, ...place });
    this.#ours = new ToolSession(this.#files.world(this.#over), { rules, agent: dialect.agent, ...place });
  }

  step(step: Step): Step {
    const calls = step.tool_calls ?? [];
    if (calls.length === 0 || step.is_copied_context === true) return step;
    const facts: StepFacts = { proved: 0, unproved: 0, reworded: 0, kept: 0 };
    this.facts.set(step.step_id, facts);
    const failures = new Set(callFacts(step).flatMap(({ call, failed }) => (failed ? [call] : [])));
    const results = step.observation?.results ?? [];
    const said: ToolCall[] = [];
    const seen: ObservationResult[] = [];
    const words: string[] = [];
    const thoughts: string[] = [];
    for (const call of calls) {
      const result = resultOf(call, calls, results);
      const spoken = this.#call(call, result, failures.has(call));
      if ('reason' in spoken) {
        if (!this.unsayable.has(step.step_id)) this.unsayable.set(step.step_id, spoken);
        return step;
      }
      if (spoken.words !== undefined) words.push(spoken.words);
      if (spoken.thought !== undefined) thoughts.push(spoken.thought);
      said.push(...spoken.calls);
      seen.push(...spoken.results);
      facts.proved += spoken.proved;
      facts.unproved += spoken.unproved;
      facts.reworded += spoken.reworded;
      facts.kept += spoken.results.length - spoken.reworded;
    }
    const message = typeof step.message === 'string' ? joined([step.message, ...words]) : step.message;
    const reasoning = joined([...thoughts, step.reasoning_content ?? '']);
    return {
      ...step,
      message,
      ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
      tool_calls: said,
      observation: { results: seen },
    };
  }

  #call(call: ToolCall, result: ObservationResult | undefined, failed: boolean): SpokenCall | Unsayable {
    const recorded = typeof result?.content === 'string' ? result.content : undefined;
    const cannot = (why: string): Unsayable => ({
      reason: 'dialect-cannot-say',
      example: `${call.function_name} in ${this.#dialect.id}${why === '' ? '' : `: ${why}`}`,
    });
    this.#files.asked();
    const outcome = this.#theirs.perform(call, recorded);
    const asked = [...new Set(this.#files.asked())];
    const unknown = asked.some((path) => this.#files.of(path) === null) || (outcome.kind === 'refused' && !failed);
    const meanings = meaningsOf(call, outcome, unknown);
    if (meanings === null) return cannot('nobody can tell what it does');
    const [only] = meanings;
    const other = meanings.length === 1 && only !== undefined ? this.#inWords(only) : null;
    if (other !== null) return other;

    this.#over.clear();
    const guessed = unknown ? this.#guess(meanings, asked) : null;
    const parts: RecordedCall[] = [];
    const outcomes: CallOutcome[] = [];
    let byShell = false;
    for (const meaning of meanings) {
      const said = this.#say(meaning, guessed);
      if (said === null) return cannot(meaning.what);
      for (const part of said) {
        parts.push(part);
        const done = this.#ours.perform(this.#dialect.unsay?.(part) ?? part);
        outcomes.push(done);
        if (done.kind === 'files') for (const { path, after } of done.changes) this.#over.set(path, after);
        else if (done.kind === 'none' && done.what === 'command') byShell = this.#doneByShell(meaning) || byShell;
      }
    }
    const edits = meanings.some(({ what }) => edited.has(what));
    const judged = this.#judge(outcome, guessed, failed);
    if (judged === 'differs') {
      return { reason: 'dialect-differs', example: `${call.function_name} in ${this.#dialect.id}` };
    }
    const sure = !unknown && asked.every((path) => this.#files.of(path)?.sure === true);
    const told = sure ? outcomes.map((one) => one.observation) : [];
    const spoken = spokenResults(call, parts, result, told, failed, recorded);
    if (spoken === null) return cannot('several calls take its place, and nobody knows what they print');
    this.#after(call, result, outcome, meanings, unknown);
    const proved = edits && judged === 'same' && sure && !byShell ? 1 : 0;
    return { ...spoken, proved, unproved: edits && !failed ? 1 - proved : 0 };
  }

  #say(meaning: Meaning, guessed: ReadonlyMap<string, string> | null = null): readonly RecordedCall[] | null {
    const known = (path: string) => {
      const place = placeOf(path);
      if (guessed?.has(place) === true) return null;
      const over = this.#over.get(place);
      return over !== undefined ? over : (this.#files.of(place)?.text ?? null);
    };
    const saying = this.#dialect.say[meaning.what] as
      | ((one: Meaning, text: typeof known) => readonly RecordedCall[] | null)
      | undefined;
    return saying?.(meaning, known) ?? null;
  }

  /** Thoughts and last words become reasoning and text where the dialect has no tool for them. */
  #inWords(meaning: Meaning): SpokenCall | null {
    if (meaning.what !== 'think' && meaning.what !== 'finish') return null;
    if ((this.#say(meaning)?.length ?? 0) > 0) return null;
    const nothing = { calls: [], results: [], proved: 0, unproved: 0, reworded: 0 };
    return meaning.what === 'think' ? { ...nothing, thought: meaning.text } : { ...nothing, words: meaning.text };
  }

  /** Of a file that nobody knows: that the text to be replaced is in it, once. What comes out of that proves little. */
  #guess(meanings: readonly Meaning[], asked: readonly string[]): Map<string, string> | null {
    const [only] = meanings;
    if (only?.what !== 'replace' || meanings.length > 1) return null;
    const path = asked[0] ?? placeOf(only.path);
    this.#over.set(path, only.before);
    return new Map([[path, only.after]]);
  }

  /** What `rm` and `mv` do, which no executor tells; true: it was one of them. */
  #doneByShell(meaning: Meaning): boolean {
    if (meaning.what !== 'delete' && meaning.what !== 'move') return false;
    const place = placeOf(meaning.path);
    if (meaning.what === 'move') this.#over.set(placeOf(meaning.to), this.#files.of(place)?.text ?? null);
    this.#over.set(place, null);
    return true;
  }

  #judge(outcome: CallOutcome, guessed: Map<string, string> | null, failed: boolean): 'same' | 'differs' | 'unknown' {
    if (failed) return 'unknown';
    const wanted =
      guessed ??
      (outcome.kind === 'files' ? new Map(outcome.changes.map(({ path, after }) => [path, after])) : new Map());
    if (wanted.size === 0) return 'unknown';
    for (const [path, text] of wanted) {
      if (this.#over.get(path) !== text) return 'differs';
    }
    return guessed === null ? 'same' : 'unknown';
  }

  #after(
    call: ToolCall,
    result: ObservationResult | undefined,
    outcome: CallOutcome,
    meanings: readonly Meaning[],
    unknown: boolean,
  ): void {
    this.#over.clear();
    const [only] = meanings;
    if (outcome.kind === 'none' && outcome.command !== undefined) {
      this.#files.afterCommand(outcome.command.command, call, result, []);
    } else if (outcome.kind === 'files') {
      const whole = only?.what === 'create' || only?.what === 'write';
      if (!unknown || whole) this.#files.apply(outcome, whole || this.#sure(outcome));
    } else if (outcome.kind === 'refused' && unknown && only !== undefined && 'path' in only) {
      this.#files.forget(placeOf(only.path ?? ''));
    } else if (only?.what === 'read' && only.first === undefined && only.last === undefined) {
      this.#learn(call, only.path, result);
    }
  }

  #sure(outcome: Extract<CallOutcome, { kind: 'files' }>): boolean {
    return outcome.changes.every(({ path }) => this.#files.of(path)?.sure === true);
  }

  /** A file that was shown from its first line: the text with which its tool prints just what was recorded. */
  #learn(call: ToolCall, path: string, result: ObservationResult | undefined): void {
    const place = placeOf(path);
    const recorded = result?.content;
    if (typeof recorded !== 'string' || this.#files.of(place)?.sure === true) return;
    const lines = [...recorded.replaceAll('\r\n', '\n').matchAll(/^ *(\d+)(?:→|\t|:|\|)(.*)$/gm)];
    if (lines[0]?.[1] !== '1') return;
    const text = lines.map(([, , line]) => line ?? '').join('\n');
    for (const candidate of [text, `${text}\n`, text.replace(/\n$/, '')]) {
      this.#files.set(place, candidate, false);
      const again = this.#theirs.perform(call, recorded);
      if (again.observation === recorded) return;
    }
    this.#files.forget(place);
  }
}

const edited: ReadonlySet<Meaning['what']> = new Set(['create', 'write', 'replace', 'insert', 'delete', 'move']);

function placeOf(path: string): string {
  return path
    .replace(/^[A-Za-z]:/, '')
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '');
}

const joined = (parts: readonly string[]) => parts.filter((part) => part.trim() !== '').join('\n\n');
