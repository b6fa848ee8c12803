import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { verifyEvents } from '../../../src/core/session/verify.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { everythingIn } from '../../unit/redaction/rawBytes.ts';
import { eventsOf, fileUri, fold, folderPath, openFile, record, textBy, wait } from '../recording.ts';

const TYPED = 'q8Zr4T1xW9vBn3Kp';
const PASTED = 'ghp_Ab12Cd34Ef56Gh78Ij90Kl12Mn34Op56Qr78';
const OUTSIDE = 'Tz5Lk2Mq8Wd7Rv1Y';
const OPENED = 'Hx4Jn9Pb3Sf6Gc0D';

describe('secrets in a recording', () => {
  const clean = async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of ['moved.ts', 'config.ts', 'outside.ts', 'opened.ts', '.env'])
      rmSync(fileUri(name).fsPath, { force: true });
  };
  beforeEach(clean);
  afterEach(clean);

  it('are in no byte on disk: typed, pasted, opened, saved, renamed, from outside and printed; and the log verifies', async () => {
    writeFileSync(fileUri('opened.ts').fsPath, `export const password = '${OPENED}';\n`);
    writeFileSync(fileUri('.env').fsPath, `DB_PASSWORD=${OPENED}\n`);
    writeFileSync(fileUri('config.ts').fsPath, '\n');
    const session = await record(`hide API_KEY="${TYPED}"`, async () => {
      const opened = await openFile('opened.ts');
      await openFile('.env');
      const editor = await openFile('config.ts');
      for (const letter of `const apiKey = "${TYPED}`) await vscode.commands.executeCommand('type', { text: letter });
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), `const github = '${PASTED}';\n`));
      assert.ok(await editor.document.save());
      await editor.edit((edit) => edit.delete(new vscode.Range(1, 0, 1, 15)));
      const elsewhere = new vscode.WorkspaceEdit();
      elsewhere.insert(fileUri('opened.ts'), new vscode.Position(1, 0), `connect('${TYPED}');\n`);
      assert.ok(await vscode.workspace.applyEdit(elsewhere));
      assert.ok(await opened.document.save());
      assert.ok(await editor.document.save());
      const renaming = new vscode.WorkspaceEdit();
      renaming.renameFile(fileUri('config.ts'), fileUri('moved.ts'));
      assert.ok(await vscode.workspace.applyEdit(renaming));
      writeFileSync(fileUri('outside.ts').fsPath, `export const secret = '${OUTSIDE}';\n`);
      const terminal = vscode.window.createTerminal('secrets');
      terminal.show();
      for (let attempt = 0; attempt < 50 && terminal.shellIntegration === undefined; attempt++) await wait(100);
      terminal.shellIntegration?.executeCommand(`echo ${PASTED}; echo ${TYPED}`);
      await wait(3_500);
      terminal.dispose();
    });
    const result = verifyEvents(session.events, session.base, session.blobs, nodeDigest);
    assert.equal(result.firstDivergence, null, JSON.stringify(result.firstDivergence));
    assert.equal(result.checkpoints.matched, result.checkpoints.checked);
    assert.ok(textBy(session, 'moved.ts')?.startsWith("const github = 'ghp_Xx00Xx00Xx00Xx00Xx00Xx00Xx00Xx00Xx00';"));
    assert.ok(eventsOf(session, 'redaction').length >= 4, 'what was hidden is told');
    assert.ok(!session.events.some((event) => 'path' in event && event.path === '.env'), '.env is nowhere');
    const files = fold(session).files();
    const wrong = [...files].flatMap(([name, file]) => {
      const bytes = fold(session).bytes(file) ?? session.blobs(file.oid);
      const onDisk = readFileSync(fileUri(name).fsPath);
      return bytes === undefined || bytes.length === onDisk.length
        ? []
        : [`${name}: ${bytes.length}, not ${onDisk.length}`];
    });
    assert.deepEqual(wrong, [], 'the log ends with what is on disk, as long as it is there');
    assert.ok(files.has('moved.ts') && files.has('outside.ts') && !files.has('.env') && !files.has('config.ts'));
    const everything = everythingIn(path.join(folderPath(), '.tracewright'));
    for (const secret of [TYPED, PASTED.slice(4), OUTSIDE, OPENED]) {
      const at = everything.indexOf(secret);
      assert.ok(at < 0, `${secret} stands in …${everything.slice(Math.max(0, at - 300), at + 60)}`);
    }
  });
});
