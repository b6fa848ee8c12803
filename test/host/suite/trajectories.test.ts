import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TracewrightApi } from '../../../src/extension/extension.ts';
import { fileUri, folderPath, until } from '../recording.ts';

/** A run of SWE-agent in its own format: a system prompt, a task, and three actions of which the last one fails. */
const sweAgent = {
  environment: 'swe_main',
  trajectory: [
    {
      action: 'ls\n',
      observation: 'cart.py',
      response: 'Look around.\n```\nls\n```',
      thought: 'Look around.\n',
      state: '{}',
    },
    {
      action: 'cat cart.py\n',
      observation: 'total = 0',
      response: 'Read.\n```\ncat cart.py\n```',
      thought: 'Read.\n',
      state: '{}',
    },
    { action: 'submit\n', observation: 'done', response: 'Done.\n```\nsubmit\n```', thought: 'Done.\n', state: '{}' },
  ],
  history: [
    { role: 'system', content: 'You fix code.', agent: 'primary' },
    { role: 'user', content: 'Fix the cart.', agent: 'primary' },
    {
      role: 'assistant',
      content: 'Look around.\n```\nls\n```',
      thought: 'Look around.\n',
      action: 'ls\n',
      agent: 'primary',
    },
    { role: 'user', content: 'cart.py', agent: 'primary' },
    { role: 'assistant', content: 'Done.\n```\nsubmit\n```', thought: 'Done.\n', action: 'submit\n', agent: 'primary' },
  ],
  info: { exit_status: 'submitted' },
};
const claudeCode = [
  {
    type: 'user',
    uuid: 'a',
    parentUuid: null,
    sessionId: 's',
    version: '2.0.0',
    cwd: '/x',
    message: { role: 'user', content: 'Hello' },
  },
  {
    type: 'assistant',
    uuid: 'b',
    parentUuid: 'a',
    sessionId: 's',
    version: '2.0.0',
    message: { id: 'm', role: 'assistant', model: 'example', content: [{ type: 'text', text: 'Hi' }] },
  },
];

describe('trajectories in the editor', () => {
  const api = () => {
    const extension = vscode.extensions.getExtension<TracewrightApi>('tracewright.tracewright');
    const trajectories = extension?.exports.trajectories;
    assert.ok(trajectories !== undefined, 'the trajectories have been started');
    return trajectories;
  };
  const put = (name: string, text: string) => {
    const uri = fileUri(name);
    mkdirSync(path.dirname(uri.fsPath), { recursive: true });
    writeFileSync(uri.fsPath, text);
    return uri;
  };
  const inFront = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  /** What was read to its end in an editor while `open` was done. */
  async function opened(open: () => PromiseLike<unknown>): Promise<{ file: string; steps: number }> {
    let told: { readonly file: string; readonly steps: number } | undefined;
    const listening = api().onDidOpen((one) => {
      told = one;
    });
    try {
      await open();
      await until('the rows', () => told !== undefined);
      return told as { file: string; steps: number };
    } finally {
      listening.dispose();
    }
  }

  before(async () => {
    await vscode.extensions.getExtension('tracewright.tracewright')?.activate();
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('a .traj opens in the editor for trajectories, and its rows arrive', async () => {
    const uri = put('run.traj', JSON.stringify(sweAgent));
    const read = await opened(() => vscode.commands.executeCommand('vscode.open', uri));
    assert.equal(read.file, uri.fsPath);
    assert.ok(read.steps >= 4, `${read.steps} steps`);
    const input = inFront();
    assert.ok(input instanceof vscode.TabInputCustom && input.viewType === 'tracewright.trajectory');
  });

  it('a .jsonl opens as text, and by the command as a trajectory', async () => {
    const uri = put('session.jsonl', `${claudeCode.map((record) => JSON.stringify(record)).join('\n')}\n`);
    await vscode.commands.executeCommand('vscode.open', uri);
    await until('the text', () => inFront() instanceof vscode.TabInputText);
    const read = await opened(() => vscode.commands.executeCommand('tracewright.openAsTrajectory', uri));
    assert.deepEqual(read, { file: uri.fsPath, steps: 2 });
    assert.ok(inFront() instanceof vscode.TabInputCustom);
  });

  it('a file that is none is answered with a sentence', async () => {
    const uri = put('settings.json', '{"tabSize": 2}');
    await assert.rejects(
      async () => await vscode.commands.executeCommand('tracewright.openAsTrajectory', { uri }),
      /settings\.json begins like no trajectory/,
    );
  });

  it('are listed from .tracewright/trajectories, and imported into it as ATIF', async () => {
    put('.tracewright/trajectories/first.traj', JSON.stringify(sweAgent));
    put('.tracewright/trajectories/notes.txt', 'not one');
    assert.deepEqual(await api().listed(), [{ label: 'first.traj', below: [] }]);
    const uri = put('other.jsonl', `${claudeCode.map((record) => JSON.stringify(record)).join('\n')}\n`);
    const out = await vscode.commands.executeCommand<string>('tracewright.importTrajectory', { uri });
    assert.equal(out, path.join(folderPath(), '.tracewright', 'trajectories', 'other.trajectory.json'));
    const imported = JSON.parse(readFileSync(out, 'utf8')) as { schema_version: string; steps: unknown[] };
    assert.match(imported.schema_version, /^ATIF-v1\.7$/);
    assert.equal(imported.steps.length, 2);
    const labels = (await api().listed()).map(({ label }) => label);
    assert.deepEqual(labels.toSorted(), ['first.traj', 'other.trajectory.json']);
  });
});
