import { TracewrightError } from '../../core/errors.ts';
import { applyCall, type FileChange, type FileView } from '../../core/trajectory/applyCall.ts';
import type { Step, ToolCall } from '../../core/trajectory/atif.ts';
import type { PathRule } from '../../core/trajectory/pathInside.ts';
import type { StepVerdict, Verdict } from '../../core/trajectory/verdict.ts';
import { objectId } from '../git/looseObject.ts';
import type { DisposableCopy } from './disposableCopy.ts';
import { callGround, recordedFailure, stepGround } from './ground.ts';

interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string;
}

/**
 * Applies the file edits of one step. Judged by the recorded trees where there are any, else by the files' recorded
 * ids, else by whether every call could be done (`equivalent`). What this mode cannot do, but the ledger has, is
 * laid out from there, so that the steps after it stand on the right ground.
 */
export async function editsStep(step: Step, copy: DisposableCopy, rules: readonly PathRule[]): Promise<StepVerdict> {
  const treeBefore = await copy.tree();
  const judgement = await judge(step, copy, rules, treeBefore);
  return { index: step.step_id, ...judgement, treeBefore, treeAfter: await copy.tree() };
}

async function judge(
  step: Step,
  copy: DisposableCopy,
  rules: readonly PathRule[],
  treeBefore: string,
): Promise<Judgement> {
  const ground = stepGround(step);
  const calls = step.tool_calls ?? [];
  if (ground !== null && ground.treeBefore !== treeBefore) {
    applyAll(step, calls, copy, rules);
    return { verdict: 'diverged', reason: `it was recorded on tree ${ground.treeBefore}, here lies ${treeBefore}` };
  }
  const unexpressed = ground?.unexpressed ?? [];
  if (ground !== null && unexpressed.length > 0) {
    return layOut(copy, ground.treeAfter, `no tool call tells the change of ${unexpressed.slice(0, 3).join(', ')}`);
  }
  const results = applyAll(step, calls, copy, rules);
  const worst = results.find(({ verdict }) => verdict === 'diverged');
  if (worst !== undefined) return worst;
  const idle = results.every(({ verdict }) => verdict === 'skipped');
  if (ground === null) return withoutLedger(results, idle);
  if (idle) {
    if (ground.treeAfter !== treeBefore) {
      const why =
        calls.length === 0
          ? 'it has no tool calls, but files changed'
          : 'its commands changed files, and commands are not run';
      return layOut(copy, ground.treeAfter, why);
    }
    return { verdict: 'skipped', reason: results[0]?.reason ?? 'it has no tool calls' };
  }
  const tree = await copy.tree();
  if (tree === ground.treeAfter) return outputAside(results, 'exact', 'the files are as recorded, byte for byte');
  if (results.some(({ verdict }) => verdict === 'skipped')) {
    return layOut(copy, ground.treeAfter, 'beside its edits it ran commands that changed files');
  }
  return { verdict: 'diverged', reason: `its edits give tree ${tree}, recorded was ${ground.treeAfter}` };
}

function withoutLedger(results: readonly Judgement[], idle: boolean): Judgement {
  if (idle) return { verdict: 'skipped', reason: results[0]?.reason ?? 'it has no tool calls' };
  const checked = results.every(({ verdict }) => verdict === 'exact' || verdict === 'skipped');
  if (checked) return { verdict: 'exact', reason: 'every touched file is as recorded, byte for byte' };
  return outputAside(results, 'equivalent', 'every edit could be done; no states were recorded to compare with');
}

/** `verdict`, unless a call's outcome was another than the recorded one although the files agree. */
function outputAside(results: readonly Judgement[], verdict: Verdict, reason: string): Judgement {
  return results.find((result) => result.verdict === 'tree-equal-output-differs') ?? { verdict, reason };
}

async function layOut(copy: DisposableCopy, tree: string, why: string): Promise<Judgement> {
  if (await copy.hasTree(tree)) {
    await copy.checkout(tree);
    return { verdict: 'not-replayable', reason: `${why}; the recorded tree was laid out` };
  }
  return { verdict: 'not-replayable', reason: `${why}; the recorded tree ${tree} is in none of the object stores` };
}

function applyAll(
  step: Step,
  calls: readonly ToolCall[],
  copy: DisposableCopy,
  rules: readonly PathRule[],
): Judgement[] {
  return calls.map((call) => applyOne(step, call, copy, rules));
}

function applyOne(step: Step, call: ToolCall, copy: DisposableCopy, rules: readonly PathRule[]): Judgement {
  try {
    const failed = recordedFailure(step, call);
    const outcome = applyCall(call, (path) => view(copy, path), rules);
    const name = call.function_name;
    if (outcome.kind === 'none') {
      const what = {
        command: 'commands are not run in this mode',
        read: `${name} changes no files`,
        unknown: `the tool ${name} is not known here`,
      };
      return { verdict: 'skipped', reason: what[outcome.what] };
    }
    if (outcome.kind === 'refused') {
      if (failed) return { verdict: 'equivalent', reason: `${name} was refused then and is now: ${outcome.why}` };
      return { verdict: 'diverged', reason: `${name} cannot be done: ${outcome.why}` };
    }
    if (failed) {
      return {
        verdict: 'tree-equal-output-differs',
        reason: `${name} failed then and would work here; it was left out`,
      };
    }
    return perform(call, outcome.changes, copy);
  } catch (error) {
    if (error instanceof TracewrightError) return { verdict: 'diverged', reason: error.message };
    throw error;
  }
}

function perform(call: ToolCall, changes: readonly FileChange[], copy: DisposableCopy): Judgement {
  const recorded = callGround(call)?.files ?? [];
  const wrong = (moment: 'before' | 'after') => recorded.find((file) => fileId(copy, file.path) !== file[moment])?.path;
  const unlike = wrong('before');
  if (unlike !== undefined) return { verdict: 'diverged', reason: `"${unlike}" was another before the edit` };
  const moved = new Set(changes.map(({ from }) => from));
  for (const { path, from, after } of changes) {
    if (from !== undefined) copy.move(from, path);
    else if (after !== null) copy.write(path, Buffer.from(after, 'utf8'));
    else if (!moved.has(path)) copy.remove(path);
  }
  const differs = wrong('after');
  if (differs !== undefined) return { verdict: 'diverged', reason: `"${differs}" is another after the edit` };
  if (recorded.length > 0) return { verdict: 'exact', reason: 'every touched file is as recorded, byte for byte' };
  return { verdict: 'equivalent', reason: 'the edit could be done' };
}

function view(copy: DisposableCopy, path: string): FileView {
  const bytes = copy.read(path);
  if (bytes === null) return { kind: copy.kind(path) === 'absent' ? 'absent' : 'bytes' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: 'bytes' };
  }
}

function fileId(copy: DisposableCopy, path: string): string | null {
  const bytes = copy.read(path);
  return bytes === null ? null : objectId('blob', bytes);
}
