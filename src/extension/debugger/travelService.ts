import { TracewrightError } from '../../core/errors.ts';
import { withDisposableCopy } from '../../node/replay/disposableCopy.ts';
import { trajectoryGround } from '../../node/replay/ground.ts';
import { keepResult, mustBeNew } from '../../node/replay/keepResult.ts';
import { openStates, type StatesOptions } from '../../node/timetravel/openStates.ts';
import type { StateRef } from '../host/stateAddress.ts';
import type { AboutTrajectory, StateChange, StateEntry, TravelQuestion } from '../host/timeTravelMessages.ts';
import { Debugged } from './debugged.ts';
import type { Texts } from './debugTexts.ts';
import { oneLine } from './stepDocument.ts';
import { titleOf } from './stepFacts.ts';

/** One trajectory with its states: read once, by the first who asks, for debug sessions and for the files at each step. */
export class TravelService {
  readonly #options: StatesOptions;
  readonly #l10n: Texts;
  #opening: Promise<Debugged> | undefined;

  constructor(options: StatesOptions, l10n: Texts) {
    this.#options = options;
    this.#l10n = l10n;
  }

  /** Throws what openStates throws; a later call then tries again. */
  open(hooks: Pick<StatesOptions, 'signal' | 'onProgress'> = {}): Promise<Debugged> {
    const opening =
      this.#opening ?? openStates({ ...this.#options, ...hooks }).then((open) => Debugged.of(open, this.#l10n));
    this.#opening = opening;
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return opening;
  }

  async answer(question: TravelQuestion): Promise<unknown> {
    const debugged = await this.open();
    switch (question.kind) {
      case 'about':
        return aboutOf(debugged, this.#options.repo);
      case 'document':
        return debugged.document.text;
      case 'entry':
        return entryOf(await debugged.open.trees.entry(treeOf(debugged, question.state), question.path));
      case 'folder': {
        const entries = await debugged.open.trees.folder(treeOf(debugged, question.state), question.path);
        return entries?.map(entryOf) ?? null;
      }
      case 'bytes':
        return debugged.open.trees.bytes(treeOf(debugged, question.state), question.path);
      case 'changes': {
        const [before, after] = [treeOf(debugged, question.before), treeOf(debugged, question.after)];
        return (await debugged.open.trees.changes(before, after)).map(
          ({ path, before: was, after: is }): StateChange => ({
            path,
            status: was === null ? 'added' : is === null ? 'deleted' : 'modified',
          }),
        );
      }
      case 'keep':
        return this.#keep(debugged, treeOf(debugged, question.state), question.folder);
    }
  }

  async dispose(): Promise<void> {
    const debugged = await this.#opening?.catch(() => undefined);
    debugged?.open.dispose();
  }

  /** Clones the repository into a new folder, and puts the files of a state there, uncommitted. */
  async #keep({ open }: Debugged, tree: string, folder: string): Promise<string> {
    mustBeNew(folder);
    const revision = trajectoryGround(open.trajectory)?.baseCommit ?? this.#options.base ?? 'HEAD';
    await withDisposableCopy([open.gitDir], async (copy) => {
      await copy.checkout(tree);
      await keepResult(copy.folder, this.#options.repo, revision, folder);
    });
    return folder;
  }
}

function aboutOf(debugged: Debugged, repo: string): AboutTrajectory {
  const { open, places } = debugged;
  return {
    threads: open.threads.map(({ name, steps }, thread) => ({
      name: oneLine(name),
      steps: steps.map((step, index) => ({
        step: step.step_id,
        title: oneLine(titleOf(step)),
        source: step.source,
        changed: debugged.changes(thread, index).length,
        place: places.ofStep(thread, index) ?? 0,
      })),
    })),
    mode: open.mode,
    repo,
  };
}

function entryOf(
  entry: { readonly name: string; readonly kind: StateEntry['kind']; readonly oid: string } | null,
): StateEntry | null {
  return entry === null ? null : { name: entry.name, kind: entry.kind, oid: entry.oid };
}

/** Throws `no-such-step`. */
function treeOf({ open }: Debugged, { thread, step, side }: StateRef): string {
  const index = open.threads[thread]?.steps.findIndex(({ step_id: id }) => id === step) ?? -1;
  const state = open.states[thread]?.[index];
  if (state !== undefined) return side === 'before' ? state.treeBefore : state.treeAfter;
  throw new TracewrightError('no-such-step', `the trajectory has no step ${step}`, {
    kind: 'usage',
    remedy: 'choose one of its steps',
  });
}
