/** What VS Code loads as `extensionTestsPath`: runs every bundled suite with mocha inside the extension host. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';

interface Counts {
  readonly failed: number;
  readonly passed: number;
  readonly skipped: number;
}

/** A window on a busy machine may be late: a test gets a second chance, and every one that needs it is named. */
const RETRIES = 1;

/** Resolves when every test passed; rejects when one failed, or when there was none to run. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 60_000,
    color: true,
    forbidOnly: true,
    retries: RETRIES,
    reporter: 'spec',
  });
  if (process.env.TEST_GREP) mocha.grep(new RegExp(process.env.TEST_GREP));
  const folder = path.join(__dirname, 'suite');
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.cjs')).sort()) {
    mocha.addFile(path.join(folder, name));
  }
  await mocha.loadFilesAsync();
  const { failed, passed, skipped } = await new Promise<Counts>((resolve) => {
    const runner = mocha.run(() => {
      const { failures = 0, passes = 0, pending = 0 } = runner.stats ?? {};
      resolve({ failed: failures, passed: passes, skipped: pending });
    });
    runner.on('retry', (test, error) => console.log(`once more: ${test.fullTitle()}: ${error.message}`));
  });
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (failed > 0) throw new Error(`${failed} host tests failed`);
  if (passed === 0) throw new Error('no host test ran: nothing matched');
}
