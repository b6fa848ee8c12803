import type { Strings } from '../strings.ts';
import { type StepEpisodes, type StepLoop, stepNumber } from './trajectoryFacts.ts';

/** What analysis says of a step, in sentences. */
export function stepNotices(
  strings: Strings,
  loop: StepLoop | undefined,
  episodes: StepEpisodes | undefined,
): readonly string[] {
  const looping =
    loop === undefined
      ? []
      : [strings.text(`trajectory.loop-${loop.kind}`, loop.count, loop.firstNumber, loop.lastNumber)];
  const began = (episodes?.began ?? []).map(({ to, steps, reverted }) => {
    if (to === null) return strings.text('trajectory.notOvercome');
    const key = steps === 1 ? 'trajectory.overcome.one' : 'trajectory.overcome.other';
    const overcome = strings.text(key, steps, stepNumber(to));
    return reverted ? `${overcome} ${strings.text('trajectory.wentBack')}` : overcome;
  });
  const ended = (episodes?.ended ?? []).map(({ from }) => strings.text('trajectory.recovered', stepNumber(from)));
  return [...new Set([...looping, ...began, ...ended])];
}
