import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pause } from './waiting.ts';

/** Asks the window that shows this extension host for a picture, where one listens (scripts/vscode/screenshotRequests.ts). */
export async function screenshot(name: string): Promise<void> {
  const directory = process.env.TRACEWRIGHT_HOST_SCREENSHOTS;
  if (!directory) return;
  const request = path.join(directory, `${name}.request`);
  await pause(400);
  writeFileSync(request, '');
  const deadline = Date.now() + 10_000;
  while (existsSync(request) && Date.now() < deadline) await pause(50);
}
