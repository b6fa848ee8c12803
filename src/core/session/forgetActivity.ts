import type { SessionEventOf } from './event.ts';
import type { ForgottenNames } from './forgetNames.ts';
import type { LogRecord } from './forgetOutcome.ts';

/** Numbers of the notebooks that are a forgotten file, or have a forgotten cell: all that is told of them goes. */
export function forgottenNotebooks(records: readonly LogRecord[], names: ForgottenNames): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const record of records) {
    if (record.kind !== 'notebook-open') continue;
    const { notebook, path, root, cells } = record as SessionEventOf<'notebook-open'>;
    if (names.has(path, root) || cells.some(({ doc }) => names.documents.has(doc))) numbers.add(notebook);
  }
  return numbers;
}

/** The record without the breakpoints of a forgotten file; the record itself when it has none of them. */
export function withoutBreakpoints(
  record: SessionEventOf<'breakpoints'>,
  names: ForgottenNames,
): SessionEventOf<'breakpoints'> {
  type Breakpoint = (typeof record.added)[number];
  const stays = ({ path, root }: Breakpoint) => path === undefined || !names.has(path, root);
  const added = record.added.filter(stays);
  const changed = record.changed.filter(stays);
  const same = added.length === record.added.length && changed.length === record.changed.length;
  return same ? record : { ...record, added, changed };
}
