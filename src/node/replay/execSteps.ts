import type { Step } from '../../core/trajectory/atif.ts';
import type { StepVerdict } from '../../core/trajectory/verdict.ts';
import type { Replaying } from './replaying.ts';

/**
 * Runs the steps' commands in one sandboxed shell over the copy, which nobody uses again afterwards.
 * Throws `no-sandbox`, `sandbox-failed`: without a sandbox nothing is run.
 */
export async function execSteps(
  replaying: Replaying,
  each: (work: (step: Step) => Promise<StepVerdict>) => Promise<StepVerdict[]>,
): Promise<StepVerdict[]> {
  const { copy, rules } = replaying;
  const [{ openShell }, { execStep }] = await Promise.all([import('../sandbox/sandbox.ts'), import('./execStep.ts')]);
  copy.notAgain();
  const roots = rules.filter(({ to }) => to === '').map(({ from }) => from);
  const shell = await openShell(copy.folder, { roots });
  try {
    return await each((step) => execStep(step, replaying, shell));
  } finally {
    await shell.close();
  }
}
