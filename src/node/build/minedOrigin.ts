import type { MinedEdit } from '../../core/mining/minedEdit.ts';
import type { Origin } from '../../core/sample/sample.ts';

/** Who wrote a commit is known only where it names an agent. */
export function minedOrigin({ commit, agents }: MinedEdit, repository: string): Origin {
  return {
    repository,
    commit,
    actor: agents.length > 0 ? 'agent' : 'unknown',
    evidence: agents.length > 0 ? `the commit names ${agents.join(', ')}` : 'the commit names no agent',
  };
}
