import type { Actor, Operation } from './operation.ts';

/**
 * Who did an operation, as far as this version can tell: what was done through the editor counts as its person's, and
 * what changed on disk without the editor is nobody's yet.
 */
export function operationActor({ kind }: Pick<Operation, 'kind'>): Actor {
  return kind === 'disk-change' ? 'unknown' : 'human';
}
