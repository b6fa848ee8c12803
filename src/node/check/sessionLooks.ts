import type { LookedAt } from '../../core/check/process/lookedAt.ts';
import type { SessionEvent } from '../../core/session/event.ts';
import { WorkspaceFold } from '../../core/session/fold.ts';
import { type Step, stepGroundSchema, type Trajectory } from '../../core/trajectory/atif.ts';
import type { ShadowGit } from '../git/shadowGit.ts';
import { nodeDigest } from '../store/digest.ts';
import { loadSession } from '../store/loadSession.ts';

const MOST_LINES = 400;

/**
 * The trajectory of a person's session with what the person looked at between its steps: lines that stayed in view,
 * results that were opened, references and texts that were searched for, diagnostics that came, tasks that ran. They
 * stand in `extra.tracewright.looked` of the step that came next, so that the numbers of the steps stay. Only files of
 * the first workspace root are told. Throws what loadSession throws.
 */
export async function withSessionLooks(trajectory: Trajectory, folder: string, shadow: ShadowGit): Promise<Trajectory> {
  const { events, base, blobs } = await loadSession(folder, shadow);
  const fold = new WorkspaceFold(base, blobs, nodeDigest);
  const tasks = new Map<number, string>();
  const found: { readonly seq: number; readonly looked: LookedAt }[] = [];
  for (const event of events) {
    fold.apply(event);
    const looked = lookedAt(event, fold, tasks);
    if (looked !== null) found.push({ seq: event.seq, looked });
  }
  const firsts = trajectory.steps.map((step) => firstSeq(step));
  const last = trajectory.steps.findLastIndex(({ source }) => source === 'agent');
  const byStep = new Map<number, LookedAt[]>();
  for (const { seq, looked } of found) {
    const next = firsts.findIndex((first) => first !== null && first > seq);
    const [at, entry] = next >= 0 ? [next, looked] : [last, { ...looked, after: true }];
    if (at >= 0) byStep.set(at, [...(byStep.get(at) ?? []), entry]);
  }
  return { ...trajectory, steps: trajectory.steps.map((step, at) => withLooks(step, byStep.get(at))) };
}

function withLooks(step: Step, looked: readonly LookedAt[] | undefined): Step {
  if (looked === undefined) return step;
  const own = typeof step.extra?.tracewright === 'object' ? step.extra.tracewright : {};
  return { ...step, extra: { ...step.extra, tracewright: { ...own, looked } } };
}

function firstSeq(step: Step): number | null {
  return stepGroundSchema.safeParse(step.extra?.tracewright).data?.seqs?.[0] ?? null;
}

function lookedAt(event: SessionEvent, fold: WorkspaceFold, tasks: Map<number, string>): LookedAt | null {
  switch (event.kind) {
    case 'view':
      return shownRanges(fold, event.doc, event.ranges);
    case 'visit': {
      if (event.doc !== undefined && event.range !== undefined) return shownRanges(fold, event.doc, [event.range]);
      return (event.root ?? 0) === 0 ? { shown: `${event.path}:` } : null;
    }
    case 'request':
      return requested(event, fold);
    case 'diagnostics':
      if ((event.root ?? 0) !== 0 || event.added.length === 0) return null;
      return { shown: event.added.map(({ range, message }) => `${event.path}:${range[0] + 1}: ${message}`).join('\n') };
    case 'task-start':
      tasks.set(
        event.task,
        event.line ?? (event.group === 'test' ? 'npm test' : event.group === 'build' ? 'npm run build' : event.name),
      );
      return null;
    case 'task-end': {
      const command = tasks.get(event.task);
      if (command === undefined || event.command !== undefined || event.exitCode === null) return null;
      return { command, ok: event.exitCode === 0 };
    }
    default:
      return null;
  }
}

function requested(event: SessionEvent & { readonly kind: 'request' }, fold: WorkspaceFold): LookedAt | null {
  const { what, query, doc, at } = event;
  if (what === 'text-search' || what === 'workspace-symbols') return query === undefined ? null : { searches: [query] };
  if (
    !/^(references|rename|definition|implementation|call-hierarchy)$/.test(what) ||
    doc === undefined ||
    at === undefined
  )
    return null;
  const text = fold.text(doc) ?? '';
  const before = /[\p{L}\p{N}_$]*$/u.exec(text.slice(Math.max(0, at - 200), at))?.[0] ?? '';
  const name = before + (/^[\p{L}\p{N}_$]*/u.exec(text.slice(at, at + 200))?.[0] ?? '');
  if (name === '') return null;
  return /references|rename|call-hierarchy/.test(what)
    ? { searches: [name], ...(what === 'rename' ? { rename: true } : {}) }
    : null;
}

/** @param ranges UTF-16 offsets in the document as it is now */
function shownRanges(
  fold: WorkspaceFold,
  doc: number,
  ranges: readonly (readonly [number, number])[],
): LookedAt | null {
  const document = fold.document(doc);
  if (document === undefined || document.root !== 0 || document.uri !== undefined) return null;
  const text = fold.text(doc) ?? '';
  const lines = text.split('\n');
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const reads = ranges.map(([from, to]) => ({
    path: document.path,
    from: lineOf(from),
    to: lineOf(Math.max(from, to - 1)),
  }));
  const shown = reads.flatMap(({ from, to }) =>
    lines
      .slice(from - 1, Math.min(to, from + MOST_LINES))
      .map((line, at) => `${document.path}:${from + at}:${line.trimEnd()}`),
  );
  return { reads, shown: shown.join('\n') };
}
