import { TracewrightError } from '../../core/errors.ts';
import { type BubblewrapFinding, findBubblewrap } from './findBubblewrap.ts';
import { SandboxedShell, type ShellOptions } from './sandboxedShell.ts';

export type SandboxFinding =
  | (BubblewrapFinding & { readonly kind: 'bubblewrap' })
  | { readonly kind: 'none' /** One sentence each. */; readonly why: string; readonly remedy: string };

const elsewhere: SandboxFinding = {
  kind: 'none',
  why: 'there is none for this system yet',
  remedy: 'use Linux with bubblewrap, or a container of it',
};

/** Which sandbox can be used on this machine, found out by using it; where none can, why, and what to do. */
export async function findSandbox(): Promise<SandboxFinding> {
  if (process.platform !== 'linux') return elsewhere;
  return findBubblewrap();
}

/**
 * Opens a shell for untrusted commands over a disposable copy. There is no weaker way: without a sandbox it throws.
 * Throws `no-sandbox`, `sandbox-failed`.
 */
export async function openShell(folder: string, options: ShellOptions = {}): Promise<SandboxedShell> {
  const finding = await findSandbox();
  if (finding.kind === 'none') {
    throw new TracewrightError('no-sandbox', `recorded commands are run only in a sandbox, and ${finding.why}`, {
      kind: 'environment',
      remedy: `${finding.remedy}, or replay in the modes edits or state`,
    });
  }
  return SandboxedShell.open(finding.program, folder, options);
}
