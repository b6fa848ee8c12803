import type { CheckReport } from '../../core/check/change.ts';
import { type CheckOptions, checkChange } from '../../core/check/checkChange.ts';
import type { Trajectory } from '../../core/trajectory/atif.ts';
import { SyntaxService } from '../syntax/engine.ts';
import { openRevision, openWorkingTree } from './snapshots.ts';

export interface RepositoryCheck {
  readonly repository: string;
  /** Commit or tree to compare with. */
  readonly base: string;
  /** Commit or tree of the change; the working tree when absent. */
  readonly head?: string;
  readonly trajectory?: Trajectory;
  readonly engine?: SyntaxService;
  /** Checks beside the built-in ones: those that need more than the two states. */
  readonly more?: CheckOptions['more'];
}

/** Checks a change of a repository on this machine. Nothing of the repository is executed. */
export async function checkRepository(options: RepositoryCheck): Promise<CheckReport> {
  const { repository, trajectory } = options;
  const engine = options.engine ?? SyntaxService.open();
  const base = await openRevision(repository, options.base);
  try {
    const head = await (options.head === undefined
      ? openWorkingTree(repository)
      : openRevision(repository, options.head));
    try {
      const change = { base, head, engine, ...(trajectory === undefined ? {} : { trajectory }) };
      return await checkChange(change, options.more === undefined ? {} : { more: options.more });
    } finally {
      head.dispose();
    }
  } finally {
    base.dispose();
  }
}
