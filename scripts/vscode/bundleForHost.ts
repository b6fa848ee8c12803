import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';

/**
 * Bundles TypeScript modules for the extension host: `a/b.ts` under `base` becomes `b.cjs` in the same place under
 * `out`, which is emptied first. Packages stay where they are; their code is loaded from this checkout.
 */
export async function bundleForHost(base: string, modules: readonly string[], out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: path.resolve(base),
    entryPoints: [...modules],
    outdir: path.resolve(out),
    outbase: path.resolve(base),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
