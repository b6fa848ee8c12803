import { type LineHunk, lineHunks } from '../../core/edit/lineHunks.ts';
import { analyzeSteps } from '../../core/trajectory/analysis/analyzeTrajectory.ts';
import type { Step } from '../../core/trajectory/atif.ts';
import { editorCommand } from '../../core/trajectory/editorCommand.ts';
import { groundOf } from '../../core/trajectory/viewing/stepFields.ts';
import type { OpenStates, StepState } from '../../node/timetravel/openStates.ts';
import type { RecordedChange } from '../../node/timetravel/recordedTrees.ts';
import type { Texts } from './debugTexts.ts';
import type { Facts } from './evaluate.ts';
import { Places } from './places.ts';
import { type StepDocument, stepDocument } from './stepDocument.ts';
import { stepFacts } from './stepFacts.ts';

/** A trajectory with its states, made ready for debugging: its places, what each step changed, its document. */
export class Debugged {
  readonly open: OpenStates;
  readonly places: Places;
  readonly document: StepDocument;
  readonly #changes: readonly (readonly (readonly RecordedChange[])[])[];
  readonly #loops: readonly ReadonlySet<number>[];
  readonly #hunks = new Map<string, Promise<LineHunk[]>>();

  private constructor(open: OpenStates, changes: readonly (readonly (readonly RecordedChange[])[])[], l10n: Texts) {
    this.open = open;
    this.places = new Places(open.threads);
    this.#changes = changes;
    this.#loops = open.threads.map(({ steps }) => loopSteps(steps));
    const changed = (thread: number, step: number) => this.changes(thread, step).map(({ path }) => path);
    this.document = stepDocument(open.threads, this.places, changed, l10n);
  }

  /** Compares the trees of every step. */
  static async of(open: OpenStates, l10n: Texts): Promise<Debugged> {
    const changes: RecordedChange[][][] = [];
    for (const states of open.states) {
      const own: RecordedChange[][] = [];
      for (const { treeBefore, treeAfter, known } of states) {
        own.push(known ? await open.trees.changes(treeBefore, treeAfter) : []);
      }
      changes.push(own);
    }
    return new Debugged(open, changes, l10n);
  }

  step(index: number): Step {
    const { thread, step } = this.places.at(index);
    return this.open.threads[thread]?.steps[step] as Step;
  }

  state(index: number): StepState {
    const { thread, step } = this.places.at(index);
    return this.open.states[thread]?.[step] as StepState;
  }

  facts(index: number): Facts {
    const { thread, step, call } = this.places.at(index);
    return stepFacts({
      thread: thread + 1,
      agent: this.open.threads[thread]?.name ?? '',
      step: this.step(index),
      call,
      state: this.state(index),
      changed: this.changes(thread, step).map(({ path }) => path),
      loop: this.inLoop(index),
    });
  }

  /** Files that differ after a step. Indices from 0. */
  changes(thread: number, step: number): readonly RecordedChange[] {
    return this.#changes[thread]?.[step] ?? [];
  }

  inLoop(index: number): boolean {
    const { thread, step } = this.places.at(index);
    return this.#loops[thread]?.has(step) === true;
  }

  /** Lines that a step changed in a file; none for a file that it did not change, or that is no text. */
  hunks(thread: number, step: number, path: string): Promise<LineHunk[]> {
    const change = this.changes(thread, step).find((one) => one.path === path);
    if (change === undefined) return Promise.resolve([]);
    const key = `${change.before?.oid}:${change.after?.oid}`;
    const known = this.#hunks.get(key);
    if (known !== undefined) return known;
    const made = this.#texts(change).then(([before, after]) => lineHunks(before ?? null, after ?? null));
    this.#hunks.set(key, made);
    return made;
  }

  /** The file that a place's call is about, where the step changed it; for a step's only change also without a call. */
  touchedFile(index: number): string | undefined {
    const { thread, step, call } = this.places.at(index);
    const paths = this.changes(thread, step).map(({ path }) => path);
    const recorded = this.step(index).tool_calls?.[call];
    if (recorded === undefined) return paths[0];
    const grounded = groundOf(recorded).files?.map(({ path }) => path) ?? [];
    const edit = editorCommand(recorded.function_name, recorded.arguments);
    const named = [...('to' in edit ? [edit.to] : []), ...('path' in edit ? [edit.path] : []), ...grounded];
    const own = named.flatMap((name) => paths.find((path) => endsWithPath(name, path)) ?? []);
    return own[0] ?? (this.step(index).tool_calls?.length === 1 ? paths[0] : undefined);
  }

  /** The first place of a step whose call is about a file, else the step's first. */
  placeOfChange(thread: number, step: number, path: string): number {
    const first = this.places.ofStep(thread, step) ?? 0;
    const calls = this.open.threads[thread]?.steps[step]?.tool_calls?.length ?? 0;
    for (let call = 0; call < calls; call++) {
      const place = this.places.ofCall(thread, step, call) ?? first;
      if (this.touchedFile(place) === path) return place;
    }
    return first;
  }

  async #texts({ before, after }: RecordedChange): Promise<(string | null)[]> {
    const text = async (entry: RecordedChange['before']) =>
      entry?.kind === 'file' ? ((await this.open.trees.content(entry.oid))?.toString('utf8') ?? null) : null;
    return Promise.all([text(before), text(after)]);
  }
}

function loopSteps(steps: readonly Step[]): Set<number> {
  const looping = new Set(analyzeSteps(steps).loops.flatMap((loop) => loop.steps));
  return new Set(steps.flatMap(({ step_id: number }, index) => (looping.has(number) ? [index] : [])));
}

function endsWithPath(name: string, path: string): boolean {
  const clean = name.replaceAll('\\', '/').replace(/^\.\//, '');
  return clean === path || clean.endsWith(`/${path}`);
}
