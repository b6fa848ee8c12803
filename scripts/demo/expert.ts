/**
 * The scripted expert: runs inside the extension host of a real VS Code and refactors the sample repository through
 * the editor's own features and the extension's own commands, the way a person would.
 */
import { strict as assert } from 'node:assert';
import nodePath from 'node:path';
import * as vscode from 'vscode';
import { askForScreenshot } from '../vscode/askForScreenshot.ts';
import { pause, until } from './waiting.ts';

const oldName = 'aoutput';
const newName = 'assertOutput';
const movedFrom = 'src/_md.ts';
const movedTo = 'src/core/merkle-damgard.ts';

/** SHA-256 of "abc" (FIPS 180-4, example 1): the refactored code must still give it. */
const expectedDigest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const digestProgram = [
  "import('./src/sha2.ts')",
  '.then(({ sha256 }) => console.log(Buffer.from(sha256(new TextEncoder().encode(String.fromCharCode(97, 98, 99)))).toString(String.fromCharCode(104, 101, 120))))',
].join('');

/** Called by the extension host's test loader; rejects when a step did not do what it should. */
export async function run(): Promise<void> {
  await step('opens the sample repository', quietEditor);
  await step('starts recording with a goal', async () => {
    await vscode.commands.executeCommand('workbench.view.extension.tracewright');
    await askForScreenshot('welcome');
    await vscode.commands.executeCommand('tracewright.startRecording', {
      goal: 'Give the output check a name that says what it does, and the Merkle–Damgård core a folder of its own.',
    });
  });
  await step(`renames ${oldName} to ${newName} through the language service`, renameThroughLanguageService);
  await step('explains why', () =>
    explain(
      'src/utils.ts',
      `export function ${newName}`,
      'An abbreviation that everybody has to look up costs more than four more letters: the check belongs to the assert family, so it is called like one.',
    ),
  );
  await step('types a comment, takes it back, types a better one', typeWithUndo);
  await step('renames a local variable with many cursors', renameWithManyCursors);
  await askForScreenshot('recording');
  await step(`moves ${movedFrom} to ${movedTo}, imports mended by the editor`, moveFile);
  await step('runs the refactored code in the terminal', () =>
    runInTerminal(`node --input-type=module -e "${digestProgram}"`),
  );
  await step('explains why', () =>
    explain(
      movedTo,
      'export abstract class HashMD',
      'Only the hash functions use this class. In its own folder, the public modules are what remains at the top.',
    ),
  );
  await step('looks at the timeline and stops', async () => {
    await vscode.commands.executeCommand('tracewright.openTimeline');
    await pause(1500);
    await askForScreenshot('timeline-live');
    await vscode.commands.executeCommand('tracewright.stopRecording');
    await pause(500);
    await askForScreenshot('sessions');
  });
}

/** Settings of the demo's own profile: nothing saves, formats or asks by itself. */
/** Runs one step and says on the console how long it took. */
async function step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const start = Date.now();
  const result = await work();
  console.log(`  ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  return result;
}

async function quietEditor(): Promise<void> {
  const settings: readonly (readonly [string, unknown])[] = [
    ['typescript.updateImportsOnFileMove.enabled', 'always'],
    ['files.autoSave', 'off'],
    ['editor.formatOnSave', false],
    ['editor.acceptSuggestionOnEnter', 'off'],
    ['editor.quickSuggestions', { other: 'off', comments: 'off', strings: 'off' }],
    ['editor.autoClosingBrackets', 'never'],
    ['workbench.startupEditor', 'none'],
  ];
  for (const [key, value] of settings) {
    await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
  }
  await vscode.commands.executeCommand('workbench.action.closeAuxiliaryBar');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

async function renameThroughLanguageService(): Promise<void> {
  const editor = await show('src/utils.ts');
  const declaration = editor.document.getText().indexOf(`export function ${oldName}`);
  assert.notEqual(declaration, -1, `${oldName} is declared in src/utils.ts`);
  const position = editor.document.positionAt(declaration + 'export function '.length);
  const edit = await until('the language service offers the rename in all files', 60_000, async () => {
    const offered = await vscode.commands
      .executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        editor.document.uri,
        position,
        newName,
      )
      .then(
        (value) => value,
        () => undefined,
      );
    return offered && offered.size >= 7 ? offered : undefined;
  });
  assert.ok(await vscode.workspace.applyEdit(edit, { isRefactoring: true }), 'the rename was applied');
  await saveAll();
}

async function typeWithUndo(): Promise<void> {
  const editor = await show('src/hmac.ts');
  const line = lineOf(editor.document, `${newName}(out, this)`);
  const { text: before, range } = editor.document.lineAt(line);
  editor.selection = new vscode.Selection(range.end, range.end);
  await type(' // throws when short');
  // The editor takes back word by word.
  while (editor.document.lineAt(line).text !== before) await vscode.commands.executeCommand('undo');
  editor.selection = new vscode.Selection(range.end, range.end);
  await type(' // too short a buffer must not be half filled 🔒');
  await saveAll();
}

/** Renames a local variable at all its places at once, with one cursor a place. */
async function renameWithManyCursors(): Promise<void> {
  const editor = await show('src/sha2.ts');
  const places = [...editor.document.getText().matchAll(/\bs0\b/g)].map((match) => match.index);
  assert.ok(places.length >= 2, 'src/sha2.ts uses s0 at two places or more');
  editor.selections = places.map(
    (offset) => new vscode.Selection(editor.document.positionAt(offset), editor.document.positionAt(offset + 2)),
  );
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
  await type('lowerSigma0');
  await saveAll();
}

/** Moves the way the explorer does: one workspace edit; the TypeScript extension then mends the imports. */
async function moveFile(): Promise<void> {
  await show(movedFrom);
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(uri(movedFrom), uri(movedTo));
  assert.ok(await vscode.workspace.applyEdit(edit), 'the file was moved');
  await until('the imports are mended', 30_000, async () => {
    const dirty = vscode.workspace.textDocuments.filter((document) => document.isDirty);
    return dirty.length >= 6 ? dirty : undefined;
  });
  await pause(500);
  await saveAll();
}

async function runInTerminal(line: string): Promise<void> {
  const { TRACEWRIGHT_DEMO_NODE = '', PATH = '' } = process.env;
  const programs = [nodePath.dirname(TRACEWRIGHT_DEMO_NODE), PATH].join(nodePath.delimiter);
  const terminal = vscode.window.createTerminal({ name: 'expert', env: { PATH: programs } });
  terminal.show(true);
  const shell = await until('the terminal has shell integration', 20_000, async () => terminal.shellIntegration);
  const ended = new Promise<number | undefined>((resolve) => {
    const listener = vscode.window.onDidEndTerminalShellExecution((event) => {
      if (event.execution !== execution) return;
      listener.dispose();
      resolve(event.exitCode);
    });
  });
  const execution = shell.executeCommand(line);
  let output = '';
  for await (const chunk of execution.read()) output += chunk;
  assert.equal(await ended, 0, `the command ends with 0: ${output}`);
  assert.ok(output.includes(expectedDigest), `the refactored code gives the published digest: ${output}`);
}

async function explain(path: string, code: string, text: string): Promise<void> {
  const editor = await show(path);
  const start = editor.document.getText().indexOf(code);
  assert.notEqual(start, -1, `${path} holds ${code}`);
  editor.selection = new vscode.Selection(
    editor.document.positionAt(start),
    editor.document.positionAt(start + code.length),
  );
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
  await vscode.commands.executeCommand('tracewright.addNote', { text, type: 'why' });
}

/** Key by key, through the editor's own typing, as the keyboard would. */
async function type(text: string): Promise<void> {
  for (const character of text) await vscode.commands.executeCommand('type', { text: character });
}

function uri(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

async function show(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri(path)), { preview: false });
}

function lineOf(document: vscode.TextDocument, code: string): number {
  const offset = document.getText().indexOf(code);
  assert.notEqual(offset, -1, `${document.fileName} holds ${code}`);
  return document.positionAt(offset).line;
}

async function saveAll(): Promise<void> {
  await vscode.workspace.saveAll(false);
}
