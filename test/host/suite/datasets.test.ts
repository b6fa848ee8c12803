import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Sample } from '../../../src/core/sample/sample.ts';
import type { Curation } from '../../../src/core/sample/viewing/curation.ts';
import type { TracewrightApi } from '../../../src/extension/extension.ts';
import { readRows } from '../../../src/node/sink/readRows.ts';
import { fileUri, folderPath, openFile, record, until } from '../recording.ts';

describe('datasets in the editor', () => {
  const api = () => {
    const datasets = vscode.extensions.getExtension<TracewrightApi>('tracewright.tracewright')?.exports.datasets;
    assert.ok(datasets !== undefined, 'the datasets have been started');
    return datasets;
  };
  const inFront = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const customInFront = () => {
    const input = inFront();
    return input instanceof vscode.TabInputCustom ? input.viewType : '';
  };
  /** What was read to its end in an editor while `open` was done. */
  async function opened(open: () => PromiseLike<unknown>): Promise<{ folder: string; rows: number }> {
    let told: { readonly folder: string; readonly rows: number } | undefined;
    const listening = api().onDidOpen((one) => {
      told = one;
    });
    try {
      await open();
      await until('the rows', () => told !== undefined);
      return told as { folder: string; rows: number };
    } finally {
      listening.dispose();
    }
  }
  async function build(): Promise<{ folder: string; session: string }> {
    const session = await record('sum the cart', async () => {
      const editor = await openFile('src/main.ts');
      const added =
        'export function sumOfCart(prices: number[]): number {\n  return prices.reduce((a, b) => a + b, 0);\n}\n';
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), added));
      await editor.document.save();
    });
    const wishes = { id: session.meta.id, kinds: ['fim'], family: 'qwen2.5-coder' };
    const folder = await vscode.commands.executeCommand<string>('tracewright.buildSamples', wishes);
    return { folder, session: session.meta.id };
  }
  async function rowsOf(folder: string): Promise<Sample[]> {
    const rows: Sample[] = [];
    for await (const { value } of readRows(folder)) rows.push(value as Sample);
    return rows;
  }
  const curationOf = (folder: string) =>
    JSON.parse(readFileSync(path.join(folder, 'curation.json'), 'utf8')) as Curation;

  before(async () => {
    await vscode.extensions.getExtension('tracewright.tracewright')?.activate();
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('are built from a recorded session, opened, and their rows rejected, undone and relabelled', async () => {
    let made = { folder: '', session: '' };
    const read = await opened(async () => {
      made = await build();
    });
    const { folder, session } = made;
    assert.equal(folder, path.join(folderPath(), '.tracewright', 'datasets', session));
    assert.equal(read.folder, folder);
    const rows = await rowsOf(folder);
    assert.equal(read.rows, rows.length);
    assert.match(customInFront(), /^tracewright\.dataset/);
    const row = rows[0] as Sample;
    assert.match(row.text, /sumOfCart/);

    await api().receive(folder, { kind: 'reject', rows: [row.id], reason: 'trivial' });
    assert.deepEqual(
      curationOf(folder).decisions.map(({ at: _at, ...decision }) => decision),
      [{ kind: 'reject', rows: [row.id], reason: 'trivial' }],
    );
    await api().receive(folder, { kind: 'undo' });
    assert.deepEqual(curationOf(folder).decisions, []);
    await api().receive(folder, { kind: 'redo' });
    await api().receive(folder, { kind: 'label', rows: [row.id], name: 'quality', value: 'low' });
    assert.deepEqual(
      curationOf(folder).decisions.map(({ kind }) => kind),
      ['reject', 'label'],
    );
    assert.deepEqual(await rowsOf(folder), rows, 'the data stays as it is');

    const tabs = () => vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all.map(({ label }) => label));
    await api().receive(folder, { kind: 'origin', key: 0 });
    await until('the timeline', () => tabs().includes('Timeline: sum the cart'));
  });

  it('outside of the workspace’s own folder replace the text of their manifest, and every other manifest stays text', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-datasets-'));
    try {
      const other = fileUri('manifest.json');
      writeFileSync(other.fsPath, '{"name": "tracewright", "manifest_version": 3}\n');
      await vscode.commands.executeCommand('vscode.open', other);
      await until('the text', () => inFront() instanceof vscode.TabInputText);
      await assert.rejects(
        async () => await vscode.commands.executeCommand('tracewright.openDataset', { uri: other }),
        /is no dataset of Tracewright/,
      );
      const manifest = {
        version: 1,
        tool: { name: 'tracewright', version: '0' },
        seed: 0,
        options: {},
        inputs: [],
        rows: 0,
        byKind: {},
        byLanguage: {},
        tokenCounter: 'none',
        tokens: 0,
        trainedTokens: 0,
        dropped: {},
        files: [],
      };
      const own = path.join(folder, 'manifest.json');
      writeFileSync(own, JSON.stringify(manifest));
      const read = await opened(() => vscode.commands.executeCommand('vscode.open', vscode.Uri.file(own)));
      assert.deepEqual(read, { folder, rows: 0 });
      await until('the page in front', () => customInFront() === 'tracewright.datasetOffered');
      assert.ok(existsSync(other.fsPath));
    } finally {
      rmSync(folder, { recursive: true, force: true });
      rmSync(fileUri('manifest.json').fsPath, { force: true });
    }
  });

  it('show what a commit did to the file of a row', async () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folderPath(), encoding: 'utf8' }).trim();
    const commit = git('rev-parse', 'HEAD');
    const name = git('ls-files').split('\n')[0] ?? '';
    const folder = path.join(folderPath(), '.tracewright', 'datasets', 'mined');
    mkdirSync(folder, { recursive: true });
    const sample = {
      version: 1,
      id: 'a1',
      kind: 'fim',
      family: 'starcoder2',
      language: '',
      text: 'x',
      spans: [{ start: 0, end: 1, kind: 'middle', weight: 1, from: { source: 'shop', path: name } }],
      proof: { source: 'shop', path: name, sha256: '0' },
      origin: { commit },
      labels: {},
    };
    writeFileSync(path.join(folder, 'fim.jsonl'), `${JSON.stringify(sample)}\n`);
    const manifest = {
      version: 1,
      tool: { name: 'tracewright', version: '0' },
      seed: 0,
      options: {},
      inputs: [],
      rows: 1,
      byKind: { fim: 1 },
      byLanguage: { '': 1 },
      tokenCounter: 'none',
      tokens: 1,
      trainedTokens: 1,
      dropped: {},
      files: [{ path: 'fim.jsonl', rows: 1, sha256: '0' }],
    };
    const file = vscode.Uri.file(path.join(folder, 'manifest.json'));
    writeFileSync(file.fsPath, JSON.stringify(manifest));
    await opened(() => vscode.commands.executeCommand('vscode.open', file));
    assert.equal(customInFront(), 'tracewright.dataset');
    await api().receive(folder, { kind: 'origin', key: 0 });
    await until('the diff', () => {
      const input = inFront();
      return input instanceof vscode.TabInputTextDiff && input.modified.scheme === 'tracewright-revision';
    });
    const input = inFront() as vscode.TabInputTextDiff;
    const shown = await vscode.workspace.openTextDocument(input.modified);
    assert.equal(shown.getText().trimEnd(), git('show', `${commit}:${name}`));
  });

  it('a selection is previewed in the strings of a family', async () => {
    const editor = await openFile('src/main.ts');
    editor.selection = new vscode.Selection(new vscode.Position(0, 0), new vscode.Position(0, 0));
    await assert.rejects(
      async () => await vscode.commands.executeCommand('tracewright.previewTraining', { family: 'starcoder2' }),
      /No text is selected/,
    );
    const end = editor.document.lineAt(0).range.end;
    editor.selection = new vscode.Selection(new vscode.Position(0, 0), end);
    const wished = { family: 'starcoder2' };
    const sample = await vscode.commands.executeCommand<Sample>('tracewright.previewTraining', wished);
    assert.ok(sample.text.startsWith('<fim_prefix>'));
    assert.ok(sample.text.endsWith(`<fim_middle>${editor.document.lineAt(0).text}<|endoftext|>`));
    const tabs = () => vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all.map(({ label }) => label));
    await until('the preview', () => tabs().includes('What would be trained'));
  });
});
