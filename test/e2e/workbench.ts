import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { terminalProgress } from '../../scripts/terminalProgress.ts';
import { findBrowser, launchBrowser } from '../../scripts/vscode/browser.ts';
import { codeServer } from '../../scripts/vscode/codeServer.ts';
import { startServer, type VscodeServer } from '../../scripts/vscode/server.ts';
import { quietSettings } from '../../scripts/vscode/settings.ts';
import { openWindow } from '../../scripts/vscode/window.ts';

const root = path.resolve(import.meta.dirname, '../..');
const screenshots = path.join(root, 'out', 'screenshots');
/** How long (ms) a thing may take to appear. */
const patience = 30_000;

/** A window of a real VS Code in a real browser, as a person sees it. */
export class Workbench {
  readonly page: Page;
  readonly #server: VscodeServer;
  readonly #browser: Browser;

  private constructor(page: Page, server: VscodeServer, browser: Browser) {
    this.page = page;
    this.#server = server;
    this.#browser = browser;
  }

  /** Opens a folder with the extension (default: this one), and waits until the workbench stands. */
  static async open(folder: string, extension: string = process.env.TEST_EXTENSION ?? root): Promise<Workbench> {
    const progress = terminalProgress();
    const [program, browserProgram] = [await codeServer(progress), await findBrowser(progress)];
    const server = await startServer(program, { settings: quietSettings });
    try {
      const browser = await launchBrowser(browserProgram);
      try {
        const { page } = await openWindow(browser, server, { folder, extensionDevelopmentPath: extension });
        await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: patience });
        await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: patience });
        return new Workbench(page, server, browser);
      } catch (error) {
        await browser.close();
        throw error;
      }
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Ends the browser and every process of the server. */
  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }

  /**
   * Runs a command by its title, as the command palette shows it (`Category: Title`). The palette lists what was known
   * when it opened, so it is opened again until the command is there.
   */
  async runCommand(title: string): Promise<void> {
    const entry = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
    const deadline = Date.now() + patience;
    for (;;) {
      await this.page.keyboard.press('F1');
      const input = this.quickInput();
      await input.waitFor({ timeout: patience });
      await input.fill(`>${title}`);
      if (await appears(entry, 2_000)) return entry.click();
      if (Date.now() > deadline) throw new Error(`the command palette does not offer "${title}"`);
      await this.page.keyboard.press('Escape');
    }
  }

  /** The input box that a command or a question shows. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  /** Answers the input box that is open, or that comes. */
  async answer(text: string): Promise<void> {
    const input = this.quickInput();
    await input.waitFor({ timeout: patience });
    await input.fill(text);
    await input.press('Enter');
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    const input = this.quickInput();
    await input.waitFor({ timeout: patience });
    await input.fill(name);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor({ timeout: patience });
    await input.press('Enter');
    await this.page
      .locator('.tab.active')
      .filter({ hasText: path.basename(name) })
      .waitFor({ timeout: patience });
    await this.page.locator('.editor-instance .view-lines').first().click();
  }

  /** A status bar item by a part of its text; waits until it is shown. */
  async statusItem(text: string | RegExp): Promise<Locator> {
    const item = this.page.locator('.statusbar-item').filter({ hasText: text }).first();
    await item.waitFor({ timeout: patience });
    return item;
  }

  /** Waits until no status bar item has the text. */
  async statusItemGone(text: string | RegExp): Promise<void> {
    const item = this.page.locator('.statusbar-item').filter({ hasText: text }).first();
    await item.waitFor({ state: 'hidden', timeout: patience });
  }

  /** The frame of a webview that shows something matching a selector. Webviews are frames inside frames. */
  async webview(selector: string): Promise<Frame> {
    const deadline = Date.now() + patience;
    for (;;) {
      for (const frame of this.page.frames()) {
        if (frame === this.page.mainFrame()) continue;
        if (
          (await frame
            .locator(selector)
            .count()
            .catch(() => 0)) > 0
        )
          return frame;
      }
      if (Date.now() > deadline) throw new Error(`no webview shows ${selector}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Photographs the window to out/screenshots/NAME.png and gives the path. */
  async screenshot(name: string): Promise<string> {
    await mkdir(screenshots, { recursive: true });
    const file = path.join(screenshots, `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Runs a step; when it fails, the error says where the picture of that moment is. */
  async step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const picture = await this.screenshot(`failed-${name.replaceAll(/[^a-z0-9]+/gi, '-')}`).catch(() => 'none');
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)} (picture: ${picture})`, {
        cause: error,
      });
    }
  }
}

function appears(element: Locator, within: number): Promise<boolean> {
  return element.waitFor({ timeout: within }).then(
    () => true,
    () => false,
  );
}
