import type { Step } from '../atif.ts';
import { type CallFacts, callFacts } from './callFacts.ts';
import { FileStates } from './fileStates.ts';
import { ledgerTrees, type ReplayedTrees } from './ledgerTrees.ts';
import { observationKeys } from './observationKeys.ts';

/** A step that happened in this run, with what analysis needs of it. Copied context is left out beforehand. */
export interface StepFacts {
  /** The step's number (`step_id`). */
  readonly id: number;
  readonly step: Step;
  readonly calls: readonly CallFacts[];
  /** The agent's words. */
  readonly text: string;
  readonly failed: boolean;
  /** What was done: the keys of its calls; empty where there are none. */
  readonly done: string;
  /** What was seen, without noise; equal for equal observations. */
  readonly seen: string;
  /** The state of the files before and after: a tree's id where one is recorded, else what the edits tell. */
  readonly treeBefore: string;
  readonly treeAfter: string;
}

/** The agent's own steps, in order, and those of others (a person's message) as steps without calls. */
export function stepFacts(steps: readonly Step[], replayed?: ReplayedTrees): StepFacts[] {
  const own = steps.filter((step) => step.is_copied_context !== true);
  const calls = own.map((step) => callFacts(step));
  const done = calls.map((list) => list.map(({ key }) => key).join('\n'));
  const seen = observationKeys(calls.map((list, index) => ({ done: done[index] ?? '', text: seenText(list) })));
  const trees = ledgerTrees(own, replayed);
  const files = new FileStates();
  let state = files.state;
  return own.map((step, index): StepFacts => {
    const list = calls[index] ?? [];
    const before = trees?.[index]?.before ?? state;
    if (trees === null) {
      for (const call of list) files.apply(call);
      state = files.state;
    } else state = trees[index]?.after ?? before;
    return {
      id: step.step_id,
      step,
      calls: list,
      text: plainText(step.message),
      failed: list.some(({ failed }) => failed),
      done: done[index] ?? '',
      seen: seen[index] ?? '',
      treeBefore: before,
      treeAfter: state,
    };
  });
}

function seenText(calls: readonly CallFacts[]): string | null {
  if (calls.length > 0 && calls.every(({ results }) => results.length === 0)) return null;
  return calls.length === 1 ? (calls[0]?.seen ?? '') : calls.map(({ seen }) => seen).join('\n');
}

function plainText(message: Step['message']): string {
  if (typeof message === 'string') return message;
  return message.map((part) => part.text ?? '').join('\n');
}
