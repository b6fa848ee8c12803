import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * For code inside the extension host: has the page photographed to `<name>.png` in the folder that
 * TRACEWRIGHT_HOST_SCREENSHOTS names, and resolves when it is there. Resolves with false where nobody takes pictures.
 */
export async function askForScreenshot(name: string, patience = 15_000): Promise<boolean> {
  const folder = process.env.TRACEWRIGHT_HOST_SCREENSHOTS;
  if (!folder) return false;
  const request = path.join(folder, `${name}.request`);
  await writeFile(request, '');
  const deadline = Date.now() + patience;
  while (existsSync(request) && Date.now() < deadline) await sleep(50);
  return existsSync(path.join(folder, `${name}.png`));
}
