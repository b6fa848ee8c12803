import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CheckAnswer } from '../../../src/extension/host/checkAnswer.ts';
import { fileUri, folderPath, openFile, until } from '../recording.ts';

const git = (...args: string[]) => execFileSync('git', args, { cwd: folderPath(), encoding: 'utf8' }).trim();

describe('the check of a change', () => {
  const put = (name: string, text: string) => {
    const file = fileUri(name).fsPath;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const check = () => vscode.commands.executeCommand<CheckAnswer>('tracewright.checkChange', { base: 'HEAD' });
  const findings = (name: string) =>
    vscode.languages.getDiagnostics(fileUri(name)).filter(({ source }) => source === 'Tracewright');

  before(async () => {
    await vscode.extensions.getExtension('tracewright.tracewright')?.activate();
    put('checked/tsconfig.json', '{ "compilerOptions": { "strict": true, "noEmit": true } }\n');
    put('checked/price.ts', 'export function price(cents: number): string {\n  return String(cents / 100);\n}\n');
    put('checked/cart.ts', "import { price } from './price';\n\nexport const shown = price(250);\n");
    git('add', 'checked');
    git('commit', '-q', '-m', 'Prices', '--', 'checked');
  });

  after(async () => {
    await vscode.commands.executeCommand('tracewright.clearFindings');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    git('rm', '-rqf', 'checked');
    git('commit', '-q', '-m', 'No prices', '--', 'checked');
  });

  it('shows the use that a rename left behind, and its quick fix mends it', async () => {
    put('checked/price.ts', 'export function amount(cents: number): string {\n  return String(cents / 100);\n}\n');
    const { report } = await check();
    assert.ok(report.findings.some(({ path: file }) => file === 'checked/cart.ts'));
    const lines = findings('checked/cart.ts').map(({ range }) => range.start.line + 1);
    assert.ok(lines.includes(1) || lines.includes(3), JSON.stringify(report.findings));
    for (let round = 0; round < 4 && (await fixOne()); round++) await check();
    assert.equal(
      readFileSync(fileUri('checked/cart.ts').fsPath, 'utf8'),
      "import { amount } from './price';\n\nexport const shown = amount(250);\n",
    );
    assert.deepEqual((await check()).report.findings, []);
    assert.deepEqual(findings('checked/cart.ts'), []);
  });

  /** Applies the first quick fix of the file's first finding that has one, and saves. */
  async function fixOne(): Promise<boolean> {
    await openFile('checked/cart.ts');
    for (const { range } of findings('checked/cart.ts')) {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        fileUri('checked/cart.ts'),
        range,
        vscode.CodeActionKind.QuickFix.value,
      );
      const own = actions.find(({ title }) => title === 'Replace with "amount"');
      if (own?.edit === undefined) continue;
      assert.ok(await vscode.workspace.applyEdit(own.edit));
      assert.ok(await vscode.workspace.saveAll());
      return true;
    }
    return false;
  }

  it('takes what the language services say of what the change wrote', async () => {
    const errors = vscode.languages.createDiagnosticCollection('example service');
    try {
      put('checked/cart.ts', "import { amount } from './price';\n\nexport const shown = amount('250');\n");
      const wrong = new vscode.Diagnostic(
        new vscode.Range(2, 28, 2, 33),
        'No number.',
        vscode.DiagnosticSeverity.Error,
      );
      wrong.source = 'example';
      const old = new vscode.Diagnostic(
        new vscode.Range(1, 0, 1, 0),
        'Was there before.',
        vscode.DiagnosticSeverity.Error,
      );
      errors.set(fileUri('checked/cart.ts'), [wrong, old]);
      const { report, sources } = await check();
      const told = report.findings.filter(
        (finding) => finding.check === 'typecheck' && finding.message.startsWith('example'),
      );
      assert.deepEqual(
        told.map(({ path: file, line, message }) => [file, line, message]),
        [['checked/cart.ts', 3, 'example: No number.']],
      );
      assert.ok(sources.includes('example'));
    } finally {
      errors.dispose();
    }
  });

  it('asks the language services which calls are of a function that takes more now', async () => {
    put('checked/till.ts', 'export class Till {\n  openTill(code: string): string {\n    return code;\n  }\n}\n');
    const use = [
      "import type { Till } from './till';",
      'const tills = new Map<string, Till>();',
      'declare const gates: Record<string, () => string>;',
      "export const first = tills.get('a')?.openTill('1');",
      'export const second = gates.openTill();',
    ];
    put('checked/shift.ts', `${use.join('\n')}\n`);
    git('add', 'checked');
    git('commit', '-q', '--allow-empty', '-m', 'Tills', '--', 'checked');
    put(
      'checked/till.ts',
      'export class Till {\n  openTill(code: string, who: string): string {\n    return code + who;\n  }\n}\n',
    );
    const { report } = await check();
    assert.deepEqual(
      report.findings
        .filter((finding) => finding.check === 'signature')
        .map(({ path: file, line, severity }) => [file, line, severity]),
      [['checked/shift.ts', 4, 'error']],
      JSON.stringify(report.findings, null, 1),
    );
    assert.equal(report.references, 'language services');
  });

  it('forgets what it found when it is told to', async () => {
    put('checked/cart.ts', "import { price } from './price';\n\nexport const shown = price(250);\n");
    await check();
    assert.ok(findings('checked/cart.ts').length > 0);
    await vscode.commands.executeCommand('tracewright.clearFindings');
    await until('nothing is shown any more', () => findings('checked/cart.ts').length === 0);
  });
});
