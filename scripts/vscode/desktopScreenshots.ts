import { chromium } from 'playwright-core';
import { serveScreenshots } from './screenshotRequests.ts';

/** Serves pictures of a desktop VS Code that listens for a debugger on a port; see screenshotRequests.ts. */
export async function serveDesktopScreenshots(directory: string, port: number): Promise<() => Promise<void>> {
  return serveScreenshots(directory, async (file) => {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    try {
      const pages = browser.contexts().flatMap((context) => context.pages());
      const workbench = pages.find((page) => page.url().includes('workbench')) ?? pages[0];
      if (workbench === undefined) throw new Error('VS Code has no window yet');
      await workbench.screenshot({ path: file });
    } finally {
      await browser.close();
    }
  });
}
