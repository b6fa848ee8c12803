import { analyzeSteps } from '../analysis/analyzeTrajectory.ts';
import type { ErrorEpisode } from '../analysis/episodes.ts';
import type { LoopKind } from '../analysis/loops.ts';
import type { Step } from '../atif.ts';

/** What analysis says of a thread, by the keys of its rows (`THREAD.NUMBER`). */
export interface AnalysisMarks {
  readonly loops: readonly LoopMark[];
  readonly episodes: readonly EpisodeMark[];
}

export interface LoopMark {
  readonly kind: LoopKind;
  readonly times: number;
  /** Keys of its steps, in order. */
  readonly steps: readonly string[];
}

/** An error with its recovery. */
export interface EpisodeMark extends Pick<ErrorEpisode, 'steps' | 'reverted'> {
  /** Keys of the step that failed and of the one that succeeded; null: none did. */
  readonly from: string;
  readonly to: string | null;
}

/** The loops and the error episodes of one thread. */
export function analysisMarks(steps: readonly Step[], thread: number): AnalysisMarks {
  const key = (number: number) => `${thread}.${number}`;
  const { loops, errors } = analyzeSteps(steps);
  return {
    loops: loops.map(({ kind, times, steps: numbers }) => ({ kind, times, steps: numbers.map(key) })),
    episodes: errors.map(({ from, to, steps: length, reverted }) => ({
      from: key(from),
      to: to === null ? null : key(to),
      steps: length,
      reverted,
    })),
  };
}
