import path from 'node:path';
import type { Step, ToolCall } from '../../core/trajectory/atif.ts';
import type { PathRule } from '../../core/trajectory/pathInside.ts';
import type { ShellCall } from '../../core/trajectory/tools/callOutcome.ts';
import type { StepVerdict } from '../../core/trajectory/verdict.ts';
import type { SandboxedShell } from '../sandbox/sandboxedShell.ts';
import { settleFolder } from '../sandbox/settleFolder.ts';
import { judgeCommand } from './commandOutcome.ts';
import { stepGround } from './ground.ts';
import { otherStart } from './otherStart.ts';
import { type Judgement, replayCall } from './replayCall.ts';
import type { Replaying } from './replaying.ts';

/**
 * Does one step again: edits as in {@link replayCall}, commands in the sandbox's shell, in their order. Judged by the
 * recorded trees where there are any, and by what the tools and commands print. Where the files part from the recorded
 * ones and those are at hand, they are laid out, so that the steps after it stand on the right ground.
 */
export async function execStep(step: Step, replaying: Replaying, shell: SandboxedShell): Promise<StepVerdict> {
  const { copy } = replaying;
  const treeBefore = await copy.tree();
  const judgement = await judge(step, replaying, shell, treeBefore);
  const ground = stepGround(step);
  if (ground !== null) replaying.recordedTree = ground.treeAfter;
  const { verdict, reason, cause, sides, rules } = judgement;
  return {
    index: step.step_id,
    verdict,
    reason,
    treeBefore,
    treeAfter: await copy.tree(),
    ...(cause === undefined ? {} : { cause }),
    ...(sides === undefined ? {} : { sides }),
    ...(rules === undefined ? {} : { rules }),
  };
}

async function judge(step: Step, replaying: Replaying, shell: SandboxedShell, treeBefore: string): Promise<Judgement> {
  const { copy } = replaying;
  if (step.is_copied_context === true) return { verdict: 'skipped', reason: 'it is a copy of an earlier step' };
  const ground = stepGround(step);
  const start = ground === null ? null : otherStart(ground.treeBefore, treeBefore, replaying);
  if (ground !== null && start !== null && (await copy.hasTree(ground.treeBefore)))
    await copy.checkout(ground.treeBefore);
  const results: Judgement[] = [];
  for (const call of step.tool_calls ?? [])
    results.push(
      await replayOne(step, call, replaying, shell, { treeBefore, proven: start === null && ground !== null }),
    );
  if (ground === null) return worst(results);
  const tree = await copy.tree();
  const parted = tree !== ground.treeAfter;
  const laidOut = parted && (await copy.hasTree(ground.treeAfter));
  if (laidOut) await copy.checkout(ground.treeAfter);
  if (start !== null) return start;
  if (!parted) return atRecordedTree(results);
  const after = laidOut ? '; the recorded tree was laid out' : '';
  const away = results.find(({ verdict }) => verdict === 'not-replayable');
  if (away !== undefined) return { ...away, reason: `${away.reason}${after}` };
  const sides = { expected: `tree ${ground.treeAfter}`, actual: `tree ${tree}` };
  if (results.length === 0) {
    const reason = `it has no tool calls, but files changed${after}`;
    return { verdict: 'not-replayable', reason, cause: 'outside-change', sides };
  }
  const told = results.find(({ verdict }) => verdict === 'diverged' || verdict === 'tree-equal-output-differs');
  const why = told === undefined ? '' : `; ${told.reason}`;
  const reason = `it gives tree ${tree}, recorded was ${ground.treeAfter}${why}${after}`;
  return { verdict: 'diverged', reason, sides: told?.sides ?? sides };
}

async function replayOne(
  step: Step,
  call: ToolCall,
  replaying: Replaying,
  shell: SandboxedShell,
  { treeBefore, proven }: { readonly treeBefore: string; readonly proven: boolean },
): Promise<Judgement> {
  const context = { ...replaying, proven, untoldBefore: replaying.untold };
  const judgement = replayCall(step, call, context);
  if (judgement.command === undefined) {
    if (judgement.untold === true) replaying.untold = true;
    return judgement;
  }
  const ran = await runCommand(step, call, judgement.command, replaying, shell, treeBefore);
  const unproven = ran.verdict === 'tree-equal-output-differs' && stepGround(step) === null;
  return unproven ? { ...ran, verdict: 'diverged' } : ran;
}

async function runCommand(
  step: Step,
  call: ToolCall,
  command: ShellCall,
  { copy, rules }: Replaying,
  shell: SandboxedShell,
  treeBefore: string,
): Promise<Judgement> {
  if (command.input === true || command.background === true) {
    const what = command.input === true ? 'it types into a program that runs' : 'it is to run on in the background';
    return { verdict: 'not-replayable', reason: `the command was not run: ${what}`, cause: 'shell-state' };
  }
  copy.notAgain();
  const result = await shell.run({
    command: command.command,
    ...(command.cwd === undefined ? {} : { cwd: insidePath(command.cwd, rules, shell.root) }),
    ...(command.timeoutMs === undefined ? {} : { timeoutMs: command.timeoutMs }),
  });
  const settled = settleFolder(copy.folder, shell.limits);
  copy.disturbed();
  if (settled.excess !== null) {
    await copy.checkout(treeBefore);
    return { verdict: 'not-replayable', reason: `the command was undone: ${settled.excess}`, cause: 'shell-state' };
  }
  const judgement = judgeCommand(step, call, result, rules);
  if (result.leftBehind > 0 && judgement.verdict !== 'exact') {
    const reason = `${judgement.reason}; it left ${result.leftBehind} processes in the background`;
    return { ...judgement, reason, cause: judgement.cause ?? 'shell-state' };
  }
  return judgement;
}

/** A recorded folder as the shell knows it. */
function insidePath(cwd: string, rules: readonly PathRule[], root: string): string {
  const longestFirst = [...rules].sort((a, b) => b.from.length - a.from.length);
  for (const { from, to } of longestFirst) {
    const folder = from.replace(/[\\/]+$/, '');
    if (cwd !== folder && !cwd.startsWith(`${folder}/`) && !cwd.startsWith(`${folder}\\`)) continue;
    return path.posix.join(root, to, cwd.slice(folder.length).replaceAll('\\', '/'));
  }
  return path.posix.isAbsolute(cwd) ? cwd : path.posix.join(root, cwd);
}

/** Of a step whose files are the recorded ones. */
function atRecordedTree(results: readonly Judgement[]): Judgement {
  const [first] = results;
  if (first === undefined) return { verdict: 'skipped', reason: 'it has no tool calls' };
  const away = results.find(({ verdict }) => verdict === 'not-replayable');
  if (away !== undefined) return away;
  const other = results.find(({ verdict }) => verdict === 'diverged' || verdict === 'tree-equal-output-differs');
  if (other !== undefined) return { ...other, verdict: 'tree-equal-output-differs' };
  if (results.every(({ verdict }) => verdict === 'skipped')) return first;
  const rules = rulesOf(results);
  if (rules.length > 0) return { verdict: 'equivalent', reason: 'the same but for known noise', rules };
  return { verdict: 'exact', reason: 'the files are as recorded, byte for byte, and so is what was printed' };
}

/** From the worst to the best. */
const order = ['diverged', 'not-replayable', 'tree-equal-output-differs', 'equivalent', 'exact', 'skipped'] as const;

/** Of a step without recorded trees: what its worst call came to. */
function worst(results: readonly Judgement[]): Judgement {
  const found = order.map((verdict) => results.find((result) => result.verdict === verdict)).find((result) => result);
  if (found === undefined) return { verdict: 'skipped', reason: 'it has no tool calls' };
  const rules = rulesOf(results);
  return rules.length > 0 && found.verdict !== 'exact' ? { ...found, rules } : found;
}

function rulesOf(results: readonly Judgement[]): string[] {
  return [...new Set(results.flatMap(({ rules }) => rules ?? []))];
}
