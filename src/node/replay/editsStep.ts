import type { Step } from '../../core/trajectory/atif.ts';
import type { StepVerdict } from '../../core/trajectory/verdict.ts';
import type { DisposableCopy } from './disposableCopy.ts';
import { stepGround } from './ground.ts';
import { laidOutTree } from './laidOutTree.ts';
import { otherStart } from './otherStart.ts';
import { type CallContext, type Judgement, replayCall } from './replayCall.ts';
import type { Replaying } from './replaying.ts';

/**
 * Applies the file edits of one step. Judged by the recorded trees where there are any, else by the files' recorded
 * ids and by what the tools print. What this mode cannot do, but the ledger has, is laid out from there, so that the
 * steps after it stand on the right ground.
 */
export async function editsStep(step: Step, replaying: Replaying): Promise<StepVerdict> {
  const { copy } = replaying;
  const treeBefore = await copy.tree();
  const { untold, command: _command, refused: _refused, ...judgement } = await judge(step, replaying, treeBefore);
  const ground = stepGround(step);
  const treeAfter = await copy.tree();
  if (untold === true && treeAfter !== ground?.treeAfter) replaying.untold = true;
  if (ground !== null) replaying.recordedTree = ground.treeAfter;
  return { index: step.step_id, ...judgement, treeBefore, treeAfter };
}

async function judge(step: Step, replaying: Replaying, treeBefore: string): Promise<Judgement> {
  const { copy } = replaying;
  const ground = stepGround(step);
  const calls = step.tool_calls ?? [];
  if (step.is_copied_context === true) return { verdict: 'skipped', reason: 'it is a copy of an earlier step' };
  const start = ground === null ? null : otherStart(ground.treeBefore, treeBefore, replaying);
  if (ground !== null && start !== null) {
    if (start.cause === 'outside-change' && (await copy.hasTree(ground.treeAfter)))
      await copy.checkout(ground.treeAfter);
    else replayCalls(step, replaying, false);
    return start;
  }
  const unexpressed = ground?.unexpressed ?? [];
  if (ground !== null && unexpressed.length > 0) {
    return laidOut(copy, ground.treeAfter, `no tool call tells the change of ${unexpressed.slice(0, 3).join(', ')}`);
  }
  const results = replayCalls(step, replaying, ground !== null);
  if (ground === null) return together(results);
  return withLedger(results, calls.length > 0, ground.treeAfter, treeBefore, copy);
}

function replayCalls(step: Step, replaying: Replaying, proven: boolean): Judgement[] {
  const results: Judgement[] = [];
  for (const call of step.tool_calls ?? []) {
    const untoldBefore = replaying.untold || results.some(({ untold }) => untold === true);
    results.push(replayCall(step, call, { ...replaying, proven, untoldBefore }));
  }
  return results.length > 1
    ? inAnotherOrder(step, results, { ...replaying, proven, untoldBefore: replaying.untold })
    : results;
}

/** Calls of one step may have run in another order than they stand in: what was refused is tried again after the others. */
function inAnotherOrder(step: Step, results: readonly Judgement[], context: CallContext): Judgement[] {
  return results.map((result, at) => {
    const call = step.tool_calls?.[at];
    if (result.verdict !== 'diverged' || result.refused !== true || call === undefined) return result;
    const again = replayCall(step, call, context);
    if (again.verdict === 'diverged') return sharesFile(step, at) ? { ...result, cause: 'order' } : result;
    return { ...again, reason: `${again.reason}, after the calls beside it` };
  });
}

function sharesFile({ tool_calls: calls }: Step, at: number): boolean {
  const files = (calls ?? []).map(({ arguments: given }) => given.path ?? given.file_path ?? given.filePath);
  return files[at] !== undefined && files.some((file, other) => other !== at && file === files[at]);
}

async function withLedger(
  results: readonly Judgement[],
  hasCalls: boolean,
  expected: string,
  treeBefore: string,
  copy: DisposableCopy,
): Promise<Judgement> {
  const worst = results.find(({ verdict }) => verdict === 'diverged');
  if (worst !== undefined) return worst;
  const tree = await copy.tree();
  const untold = results.find((result) => result.untold === true);
  if (tree === expected) {
    const told = results.filter((result) => result.untold !== true && result.verdict !== 'skipped');
    const away = results.find(({ verdict, untold: not }) => verdict === 'not-replayable' && not !== true);
    if (away !== undefined) return away;
    if (told.length === 0) return { verdict: 'skipped', reason: quiet(results) };
    const other = told.find(({ verdict }) => verdict === 'tree-equal-output-differs');
    if (other !== undefined) return other;
    const rules = [...new Set(told.flatMap((result) => result.rules ?? []))];
    if (rules.length > 0) return { verdict: 'equivalent', reason: 'the same but for known noise', rules };
    const same = told.every(({ verdict, reason }) => verdict === 'equivalent' && / refused then /.test(reason));
    return same && told[0] !== undefined
      ? told[0]
      : { verdict: 'exact', reason: 'the files are as recorded, byte for byte' };
  }
  if (untold !== undefined || !hasCalls || results.some(({ verdict }) => verdict === 'not-replayable')) {
    return laidOut(copy, expected, whyElse(results, hasCalls, tree !== treeBefore));
  }
  const paths = ((await copy.differences(tree, expected)) ?? []).map(({ path }) => `"${path}"`).slice(0, 3);
  const reason = `its edits give tree ${tree}, recorded was ${expected}${paths.length > 0 ? `; ${paths.join(', ')} differ` : ''}`;
  return { verdict: 'diverged', reason, sides: { expected: `tree ${expected}`, actual: `tree ${tree}` } };
}

function whyElse(results: readonly Judgement[], hasCalls: boolean, edited: boolean): string {
  if (!hasCalls) return 'it has no tool calls, but files changed';
  const away = results.find(({ verdict }) => verdict === 'not-replayable');
  if (away !== undefined) return away.reason;
  return edited
    ? 'beside its edits it ran commands that changed files'
    : 'its commands changed files, and commands are not run';
}

function quiet(results: readonly Judgement[]): string {
  const [first] = results;
  if (first === undefined) return 'it has no tool calls';
  return first.verdict === 'not-replayable' ? `${first.reason}, and it changed no files` : first.reason;
}

/** From the worst to the best. */
const order = ['diverged', 'not-replayable', 'tree-equal-output-differs', 'equivalent', 'exact', 'skipped'] as const;

function together(results: readonly Judgement[]): Judgement {
  const untold = results.some((result) => result.untold === true);
  for (const verdict of order) {
    const found = results.find((result) => result.verdict === verdict);
    if (found === undefined) continue;
    const rules = [...new Set(results.flatMap((result) => result.rules ?? []))];
    const { cause, ...rest } = found;
    const known = verdict === 'skipped' || cause === undefined ? {} : { cause };
    return { ...rest, ...known, ...(rules.length > 0 && verdict !== 'exact' ? { rules } : {}), untold };
  }
  return { verdict: 'skipped', reason: 'it has no tool calls' };
}

async function laidOut(copy: DisposableCopy, tree: string, why: string): Promise<Judgement> {
  const cause = /no tool calls/.test(why) ? 'outside-change' : 'tool';
  const lost = await laidOutTree(copy, tree);
  return { verdict: 'not-replayable', reason: `${why}; ${lost ?? 'the recorded tree was laid out'}`, cause };
}
