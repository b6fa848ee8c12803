import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { blobId } from '../../core/session/gitObject.ts';
import { nodeDigest } from '../../node/store/digest.ts';
import { parseStatePath, STATE_SCHEME, STEPS_SCHEME } from '../host/stateAddress.ts';
import type { BreakpointTarget, LineAnchor } from './breakpoints.ts';
import type { Debugged } from './debugged.ts';

/** The trajectory that breakpoints are set in, and where its repository is. */
export interface DebuggedPlace {
  readonly debugged: Debugged;
  readonly repo: string;
}

/**
 * What a line of a source stands for, or null for a source that has nothing to do with the trajectory: the document of
 * steps, a file at a step, or a file of the repository's own folder.
 */
export async function targetOfLine(source: string, line: number, at: DebuggedPlace): Promise<BreakpointTarget | null> {
  const { debugged } = at;
  if (source.startsWith(`${STEPS_SCHEME}:`)) return { kind: 'place', place: debugged.document.placeAt(line) };
  if (source.startsWith(`${STATE_SCHEME}:`)) {
    const found = parseStatePath(decodeURIComponent(new URL(source).pathname));
    const step = debugged.open.threads[found?.thread ?? 0]?.steps.findIndex(({ step_id: id }) => id === found?.step);
    if (found === undefined || step === undefined || step < 0) return null;
    const anchor = { thread: found.thread, step, side: found.side };
    return { kind: 'line', path: found.path, line, anchor };
  }
  const inside = insideOf(source, at.repo);
  if (inside === null) return null;
  return { kind: 'line', path: inside, line, anchor: await anchorOf(source, inside, debugged) };
}

/** A path of the repository with forward slashes; null for one outside of it. */
export function insideOf(file: string, repo: string): string | null {
  for (const root of [repo, realOf(repo)]) {
    const inside = path.relative(root, file);
    if (inside !== '' && !inside.startsWith('..') && !path.isAbsolute(inside)) return inside.split(path.sep).join('/');
  }
  return null;
}

/** Whether the file on disk is as it was at the base; else its lines are counted as at the end. */
async function anchorOf(file: string, inside: string, { open }: Debugged): Promise<LineAnchor> {
  const [base, end] = [open.states[0]?.[0]?.treeBefore, open.states[0]?.at(-1)?.treeAfter];
  const [first, last] = await Promise.all(
    [base, end].map((tree) => (tree === undefined ? null : open.trees.entry(tree, inside))),
  );
  const now = idOf(file);
  if (now !== null && now === last?.oid) return 'end';
  return first !== null && (now === first?.oid || last === null) ? 'base' : 'end';
}

function idOf(file: string): string | null {
  try {
    return blobId(readFileSync(file), nodeDigest);
  } catch {
    return null;
  }
}

function realOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
