import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from './workbench.ts';

const price =
  'export function total(items: readonly number[]): number {\n  return items.reduce((sum, item) => sum + item, 0);\n}\n';
const cart = "import { total } from './price';\n\nexport const shown = total([1, 2, 3]);\n";
const report = "import { total } from './price';\n\nexport const line = 'Total: ' + total([4, 5]);\n";

/** An agent that renames `total` and leaves one of its users behind. */
const agent = {
  schema_version: 'ATIF-v1.7',
  agent: { name: 'example', version: '1.0' },
  steps: [
    { step_id: 1, source: 'user', message: 'Rename total to sumOf, everywhere.' },
    edit(2, 'src/price.ts', 'function total', 'function sumOf'),
    edit(3, 'src/cart.ts', '{ total }', '{ sumOf }'),
    edit(4, 'src/cart.ts', 'total([1', 'sumOf([1'),
    { step_id: 5, source: 'agent', message: 'I renamed total to sumOf everywhere.' },
  ],
};

function edit(step: number, file: string, before: string, after: string) {
  const call = { tool_call_id: `c${step}`, function_name: 'str_replace' };
  return {
    step_id: step,
    source: 'agent',
    message: '',
    tool_calls: [{ ...call, arguments: { path: file, old_str: before, new_str: after } }],
    observation: { results: [{ source_call_id: `c${step}`, content: `The file ${file} has been edited.` }] },
  };
}

describe('proving what was done, as a person sees it', () => {
  let top: string;
  let folder: string;

  beforeEach(async () => {
    top = await mkdtemp(path.join(os.tmpdir(), 'tracewright-e2e-'));
    folder = path.join(top, 'shop');
    await mkdir(path.join(folder, 'src'), { recursive: true });
    await writeFile(path.join(folder, 'src', 'price.ts'), price);
    await writeFile(path.join(folder, 'src', 'cart.ts'), cart);
    await writeFile(path.join(folder, 'src', 'report.ts'), report);
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder, env });
    git('init', '-q');
    await writeFile(path.join(folder, '.git', 'info', 'exclude'), '/.tracewright/\n');
    git('add', '.');
    git('commit', '-q', '-m', 'A shop');
    const head = git('rev-parse', 'HEAD').toString().trim();
    const trajectories = path.join(folder, '.tracewright', 'trajectories');
    await mkdir(trajectories, { recursive: true });
    const grounded = { ...agent, extra: { tracewright: { baseCommit: head } } };
    await writeFile(path.join(trajectories, 'rename.trajectory.json'), JSON.stringify(grounded, null, 2));
  });
  afterEach(() => rm(top, { recursive: true, force: true }));

  it('the Test Explorer replays a trajectory and shows the use that it left behind', async () => {
    const workbench = await Workbench.open(folder);
    const { page } = workbench;
    try {
      const row = page.locator('.test-explorer').getByRole('treeitem', { name: /rename\.trajectory\.json/ });
      await workbench.step('find it among the tests', async () => {
        await workbench.runCommand('Testing: Focus on Test Explorer View');
        await page
          .locator('.test-explorer')
          .getByRole('treeitem', { name: /Trajectories/ })
          .click();
        await page.keyboard.press('ArrowRight');
        await row.click();
      });
      await workbench.step('check it', async () => {
        await row.click({ button: 'right' });
        await page.getByRole('menuitem', { name: /Execute Using Profile/ }).click();
        await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Check the Codebase' }).click();
        await page
          .locator('.test-explorer')
          .getByRole('treeitem', { name: /rename\.trajectory\.json.*Failed/ })
          .waitFor({ timeout: 60_000 });
        await page
          .getByText(/total is called sumOf now/)
          .first()
          .waitFor();
        await page.waitForTimeout(1_500);
        await workbench.screenshot('test-explorer');
      });
    } finally {
      await workbench.close();
    }
  });

  it('the check of a change shows what a rename left behind, and mends it from the keyboard', async () => {
    await writeFile(path.join(folder, 'src', 'price.ts'), price.replace('total', 'sumOf'));
    await writeFile(path.join(folder, 'src', 'cart.ts'), cart.replaceAll('total', 'sumOf'));
    const workbench = await Workbench.open(folder);
    const { page } = workbench;
    try {
      await workbench.openFile('report.ts');
      await workbench.step('check', async () => {
        await workbench.runCommand('Tracewright: Check the Change');
        await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'The last commit' }).click();
        await workbench.statusItem(/findings; \d of \d affected places are done/);
        await page
          .locator('.markers-panel')
          .getByText(/total is called sumOf now/)
          .first()
          .waitFor();
        await page.waitForTimeout(1_000);
        await workbench.screenshot('check-problems');
      });
      await workbench.step('mend', async () => {
        await page.locator('.editor-instance .view-lines').first().click();
        for (let round = 0; round < 2; round++) {
          await page.keyboard.press('F8');
          await page.waitForTimeout(500);
          await page.keyboard.press('Escape');
          await page.keyboard.press('ControlOrMeta+.');
          const mend = page.locator('.action-widget').getByText('Replace with "sumOf"').first();
          await mend.waitFor();
          if (round === 0) await workbench.screenshot('check-mend');
          await mend.click();
          await page.waitForTimeout(1_500);
        }
        await page.keyboard.press('ControlOrMeta+S');
        await page.waitForTimeout(1_000);
        const text = await readFile(path.join(folder, 'src', 'report.ts'), 'utf8');
        assert.equal(text, report.replace('{ total }', '{ sumOf }').replace('total([', 'sumOf(['));
      });
    } finally {
      await workbench.close();
    }
  });
});
