import { findSandbox } from '../../../src/node/sandbox/sandbox.ts';
import type { SandboxProgram } from '../../../src/node/sandbox/sandboxProcess.ts';

/**
 * For `before`: skips the suite where this machine has no sandbox, telling why. In the gate on Linux there has to be one.
 */
export async function needsSandbox(context: Mocha.Context): Promise<SandboxProgram> {
  const finding = await findSandbox();
  if (finding.kind !== 'none') return finding.program;
  if (process.env.CI !== undefined && process.platform === 'linux') {
    throw new Error(`there has to be a sandbox here: ${finding.why} (${finding.remedy})`);
  }
  console.log(`      skipped: ${finding.why} (${finding.remedy})`);
  return context.skip();
}
