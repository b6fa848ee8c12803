import type { SessionEventOf } from './event.ts';

/** One move of a reference, as git's own log of it has it. */
export type GitMove = NonNullable<SessionEventOf<'git'>['moves']>[number];

/** What git writes for "there was nothing". */
const NOTHING = /^0+$/;

/**
 * Reads lines of a reflog (`<old> <new> <name> <email> <seconds> <zone>TAB<message>`), oldest first. A line that does
 * not look like one is left out. `stash`: the lines are those of `refs/stash`, whose messages are free text.
 */
export function parseReflog(text: string, stash = false): GitMove[] {
  const moves: GitMove[] = [];
  for (const line of text.split('\n')) {
    const found = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [^\t]*(?:\t(.*))?$/.exec(line);
    if (found === null) continue;
    const [, from = '', to = '', message = ''] = found;
    moves.push({
      action: stash ? 'stash' : actionOf(message),
      from: NOTHING.test(from) ? null : from,
      to: NOTHING.test(to) ? null : to,
      message,
    });
  }
  return moves;
}

/** The words that git's commands put at the front of their messages, in the order in which they are tried. */
const openings: readonly (readonly [RegExp, GitMove['action']])[] = [
  [/^commit \(amend\):/, 'amend'],
  [/^commit \(merge\):/, 'merge'],
  [/^commit \(cherry-pick\):/, 'cherry-pick'],
  [/^commit( \(initial\))?:/, 'commit'],
  [/^checkout: moving from /, 'checkout'],
  [/^(initial )?pull\b/, 'pull'],
  [/^rebase\b/, 'rebase'],
  [/^merge\b.*:/, 'merge'],
  [/^reset: /, 'reset'],
  [/^cherry-pick\b/, 'cherry-pick'],
  [/^revert\b/, 'revert'],
  [/^clone: /, 'clone'],
  [/^branch: /i, 'branch'],
];

/** What an entry of HEAD's reflog was written for, by the opening words of its message; `other` where they are not known. */
export function actionOf(message: string): GitMove['action'] {
  return openings.find(([opening]) => opening.test(message))?.[1] ?? 'other';
}
