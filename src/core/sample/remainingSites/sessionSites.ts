import { minimalDiff } from '../../edit/minimalDiff.ts';
import { grouped } from '../../grouped.ts';
import type { SessionStep } from '../nextEdit/sessionSteps.ts';
import { type SiteFile, sharedRename, sharedWord, wordSites } from './siteChange.ts';

/** A change in many places that one operation of a session made. */
export interface SessionSites {
  readonly operation: SessionStep['operation'];
  readonly root: number;
  /** Of the files on disk, before the first edit. */
  readonly tree: string;
  /** First and last edit. */
  readonly seqs: readonly [number, number];
  readonly files: readonly SiteFile[];
  readonly word: string;
  readonly sites: 'rename' | 'other';
}

const WIDE = new Set([
  'rename-symbol',
  'search-replace',
  'change-signature',
  'move-file',
  'move-declaration',
  'agent-edit',
  'edit',
]);

/**
 * Operations over several files whose sites are the same replacement, or have a name in common. Null: something else,
 * or a file that another operation edited in between.
 */
export function sessionSites(steps: readonly SessionStep[]): SessionSites | null {
  const [first] = steps;
  if (first === undefined || !WIDE.has(first.operation.kind)) return null;
  const files = [...grouped(steps, ({ path }) => path)].flatMap(([path, own]) => {
    const before = own[0]?.before.join('') ?? '';
    const after = own.at(-1)?.after.join('') ?? '';
    const whole = own.every((step, at) => at === 0 || step.before.join('') === own[at - 1]?.after.join(''));
    if (!whole || before === after) return [];
    const changes = minimalDiff(before, after).toReversed();
    return [{ path, before, sites: wordSites(before, changes) }];
  });
  const rename = sharedRename(files);
  const { operation, root, tree } = first;
  const facts = { operation, root, tree, seqs: [first.seqs[0], steps.at(-1)?.seqs[1] ?? first.seqs[1]] } as const;
  if (rename !== null) return { ...facts, files: rename.files, word: rename.word, sites: 'rename' };
  const word = sharedWord(files);
  return word === null ? null : { ...facts, files, word, sites: 'other' };
}
