import type { ErrorEpisode } from './episodes.ts';
import { secondsBetween } from './episodes.ts';
import { treeReturns } from './loops.ts';
import type { Progress } from './progress.ts';
import type { StepFacts } from './stepFacts.ts';

export interface Metrics {
  /** The agent's own steps, without copied context. */
  readonly steps: number;
  readonly calls: number;
  readonly failedSteps: number;
  readonly edits: number;
  readonly reads: number;
  readonly redundantReads: number;
  readonly verifications: number;
  /** Edits that were followed by a verification; 0 to 1; null without edits. */
  readonly verifiedEdits: number | null;
  /** Edits that were taken back later; 0 to 1; null without edits. */
  readonly revertedEdits: number | null;
  readonly stepsToFirstEdit: number | null;
  readonly secondsToFirstEdit: number | null;
  readonly noProgressSteps: number;
}

export interface Submission {
  /** Number of the step that ended the work: a call that hands in, else the last message. Null: the run just stops. */
  readonly step: number | null;
  /** It was handed in although something spoke against it. */
  readonly premature: boolean;
  /** What spoke against it. */
  readonly because: readonly ('not-verified' | 'verification-failed' | 'unrecovered-errors')[];
}

export interface Habits {
  readonly metrics: Metrics;
  /** Null: nothing was edited. */
  readonly verifiedAfterLastEdit: boolean | null;
  /** Whether the last verification succeeded; null: there was none. */
  readonly lastVerificationPassed: boolean | null;
  readonly submission: Submission;
  /** Numbers of the steps whose changes to files were all taken back. */
  readonly reverted: ReadonlySet<number>;
}

/** What an agent is in the habit of: reading before it edits, checking after, handing in what it has checked. */
export function habitsOf(
  steps: readonly StepFacts[],
  progress: readonly Progress[],
  episodes: readonly ErrorEpisode[],
): Habits {
  const edited = steps.flatMap((facts, index) => (editsFiles(facts) ? [index] : []));
  const verifying = progress.flatMap(({ verifies }, index) => (verifies ? [index] : []));
  const lastEdit = edited.at(-1);
  const lastVerification = verifying.at(-1);
  const verifiedAfterLastEdit =
    lastEdit === undefined ? null : lastVerification !== undefined && lastVerification >= lastEdit;
  const lastVerified = lastVerification === undefined ? undefined : steps[lastVerification];
  const lastVerificationPassed = lastVerified === undefined ? null : !lastVerified.failed;
  const reverted = revertedSteps(steps);
  const own = steps.filter(({ step }) => step.source === 'agent');
  const [firstEdit] = edited;
  const revertedEdits = edited.filter((index) => reverted.has(steps[index]?.id ?? -1)).length;
  return {
    metrics: {
      steps: own.length,
      calls: sum(own.map(({ calls }) => calls.length)),
      failedSteps: own.filter(({ failed }) => failed).length,
      edits: edited.length,
      reads: sum(progress.map(({ reads }) => reads)),
      redundantReads: sum(progress.map(({ redundantReads }) => redundantReads)),
      verifications: verifying.length,
      verifiedEdits: share(edited.filter((index) => (lastVerification ?? -1) >= index).length, edited.length),
      revertedEdits: share(revertedEdits, edited.length),
      stepsToFirstEdit:
        firstEdit === undefined
          ? null
          : steps.slice(0, firstEdit + 1).filter(({ step }) => step.source === 'agent').length,
      secondsToFirstEdit: firstEdit === undefined ? null : secondsBetween(steps[0], steps[firstEdit]),
      noProgressSteps: progress.filter(({ sawNothingNew }) => sawNothingNew).length,
    },
    verifiedAfterLastEdit,
    lastVerificationPassed,
    submission: submissionOf(steps, {
      verifiedAfterLastEdit,
      lastVerificationPassed,
      episodes,
      codeEdited: edited.some((index) => editsCode(steps[index])),
    }),
    reverted,
  };
}

/** A call that edits and did not fail, or files that changed. */
export function editsFiles({ calls, treeBefore, treeAfter }: StepFacts): boolean {
  return treeBefore !== treeAfter || calls.some(({ kind, failed }) => kind === 'edit' && !failed);
}

/** Steps whose changes are gone: the files came back to what they were before them. */
function revertedSteps(steps: readonly StepFacts[]): ReadonlySet<number> {
  const reverted = new Set<number>();
  let done = 0;
  for (const { left, back } of treeReturns(steps)) {
    for (let index = Math.max(left, done); index < back; index++) {
      const facts = steps[index];
      if (facts !== undefined && facts.treeBefore !== facts.treeAfter) reverted.add(facts.id);
    }
    done = Math.max(done, back);
  }
  return reverted;
}

const PROSE = /(?:\.(?:md|mdx|txt|rst|adoc|log)|(?:^|\/)(?:LICENSE|NOTICE|AUTHORS|CHANGELOG))$/i;

/** Text for people needs no test. */
function editsCode(facts: StepFacts | undefined): boolean {
  const paths = (facts?.calls ?? []).filter(({ kind }) => kind === 'edit').flatMap((call) => call.paths);
  return paths.length === 0 || paths.some((path) => !PROSE.test(path));
}

function submissionOf(
  steps: readonly StepFacts[],
  known: Pick<Habits, 'verifiedAfterLastEdit' | 'lastVerificationPassed'> & {
    readonly episodes: readonly ErrorEpisode[];
    readonly codeEdited: boolean;
  },
): Submission {
  const handedIn = steps.findLast(({ calls }) => calls.some(({ kind }) => kind === 'submit'));
  const last = steps.findLast(({ step }) => step.source === 'agent');
  const said = last !== undefined && last.calls.length === 0 && last.text.trim() !== '' ? last : undefined;
  const step = (handedIn ?? said)?.id ?? null;
  if (step === null || !known.codeEdited) return { step, premature: false, because: [] };
  const because: Submission['because'][number][] = [];
  if (!known.verifiedAfterLastEdit) because.push('not-verified');
  else if (known.lastVerificationPassed === false) because.push('verification-failed');
  if (known.episodes.some(({ recovered, from }) => !recovered && from <= step)) because.push('unrecovered-errors');
  return { step, premature: because.some((reason) => reason !== 'unrecovered-errors'), because };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
