import type { CheckReport, Finding } from '../../core/check/change.ts';
import { checkChange } from '../../core/check/checkChange.ts';
import { quickChecks, type StepCurve, type StepFindings, stepCurve } from '../../core/check/everyStep.ts';
import type { SyntaxService } from '../syntax/engine.ts';
import { openStates, type StatesOptions } from '../timetravel/openStates.ts';
import { openTree } from './snapshots.ts';

export interface EveryStepOptions extends StatesOptions {
  readonly engine: SyntaxService;
  readonly allow?: readonly string[];
  /** Told after every step. */
  readonly onStep?: (done: number, total: number) => void;
}

/**
 * Makes the quick checks of a trajectory's files after each of its steps against those before the first one, and all
 * checks that need no command at its end. Equal trees are checked once. Throws what opening the states throws.
 */
export async function checkEveryStep(options: EveryStepOptions): Promise<{ report: CheckReport; curve: StepCurve }> {
  const states = await openStates(options);
  try {
    const [main = []] = states.states;
    const at = { env: { GIT_DIR: states.gitDir } };
    const baseTree = main[0]?.treeBefore ?? '';
    const base = await openTree(baseTree, at);
    const known = new Map<string, Finding[]>([[baseTree, []]]);
    const { engine, allow } = options;
    const given = { base, engine, ...(allow === undefined ? {} : { allow }) };
    try {
      const steps: StepFindings[] = [];
      for (const [index, { treeAfter, known: told }] of main.entries()) {
        options.signal?.throwIfAborted();
        const step = states.trajectory.steps[index]?.step_id ?? index + 1;
        if (!known.has(treeAfter)) {
          const head = await openTree(treeAfter, at);
          try {
            known.set(treeAfter, [...(await checkChange({ ...given, head }, { only: quickChecks })).findings]);
          } finally {
            head.dispose();
          }
        }
        steps.push({ step, tree: treeAfter, findings: told || index === 0 ? (known.get(treeAfter) ?? []) : null });
        options.onStep?.(index + 1, main.length);
      }
      const head = await openTree(main.at(-1)?.treeAfter ?? baseTree, at);
      try {
        const report = await checkChange({ ...given, head, trajectory: states.trajectory });
        return { report, curve: stepCurve(steps) };
      } finally {
        head.dispose();
      }
    } finally {
      base.dispose();
    }
  } finally {
    states.dispose();
  }
}
