import type { ChangeView } from '../changeView.ts';
import type { CallFact } from './callFact.ts';
import { trajectoryFacts } from './trajectoryFacts.ts';

/** What the change's trajectory did and saw; null without one. */
export function changeFacts(change: ChangeView): readonly CallFact[] | null {
  return change.once(changeFacts, () => {
    const { trajectory, base, head } = change;
    return trajectory === null ? null : trajectoryFacts(trajectory, new Set([...base.files, ...head.files]));
  });
}
