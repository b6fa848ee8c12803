import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TracewrightApi } from '../../../src/extension/extension.ts';
import { fileUri, folderPath, openFile, record, until } from '../recording.ts';

const git = (...args: string[]) => execFileSync('git', args, { cwd: folderPath(), encoding: 'utf8' }).trim();

describe('the Test Explorer', () => {
  const files = ['explorer/area.ts', 'explorer/use.ts'];
  const trajectories = () => path.join(folderPath(), '.tracewright', 'trajectories');
  let base = '';

  const explorer = async () => {
    const extension = vscode.extensions.getExtension<TracewrightApi>('tracewright.tracewright');
    const api = await extension?.activate();
    assert.ok(api?.testExplorer !== undefined, 'the Test Explorer has been started');
    return api.testExplorer;
  };
  const put = (name: string, text: string) => {
    const file = fileUri(name).fsPath;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  /** The item of that name, once it is listed. */
  async function item(name: string): Promise<vscode.TestItem> {
    const { controller } = await explorer();
    let found: vscode.TestItem | undefined;
    await until(`${name} is listed`, async () => {
      await controller.refreshHandler?.(new vscode.CancellationTokenSource().token);
      controller.items.forEach((group) => {
        group.children.forEach((child) => {
          if (child.label === name) found = child;
        });
      });
      return found !== undefined;
    });
    return found as vscode.TestItem;
  }
  /** An agent that renames `area` to `surface`, in both files or in the first alone. */
  function renamed(name: string, edited: readonly (readonly [string, string, string])[]): void {
    const steps = [
      { step_id: 1, source: 'user', message: 'Rename area to surface.' },
      ...edited.map(([file, from, to], index) => ({
        step_id: index + 2,
        source: 'agent',
        message: '',
        tool_calls: [
          {
            tool_call_id: `c${index}`,
            function_name: 'str_replace',
            arguments: { path: file, old_str: from, new_str: to },
          },
        ],
        observation: { results: [{ source_call_id: `c${index}`, content: `The file ${file} has been edited.` }] },
      })),
    ];
    const trajectory = {
      schema_version: 'ATIF-v1.7',
      agent: { name: 'example', version: '1' },
      steps,
      extra: { tracewright: { baseCommit: base } },
    };
    put(`.tracewright/trajectories/${name}`, JSON.stringify(trajectory, null, 2));
  }

  before(() => {
    put('explorer/area.ts', 'export function area(side: number): number {\n  return side * side;\n}\n');
    put('explorer/use.ts', "import { area } from './area.ts';\n\nexport const four = area(2);\n");
    git('add', ...files);
    git('commit', '-q', '-m', 'Area', '--', ...files);
    base = git('rev-parse', 'HEAD');
  });

  after(() => {
    rmSync(trajectories(), { recursive: true, force: true });
    git('rm', '-rqf', 'explorer');
    git('commit', '-q', '-m', 'Without area');
  });

  it('replays a recorded session from its states and from its edits', async () => {
    await record('explored', async () => {
      const editor = await openFile('explorer/use.ts');
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// four\n'));
      assert.ok(await editor.document.save());
    });
    const { run } = await explorer();
    const session = await item('explored');
    for (const kind of ['state', 'edits'] as const) {
      const [ran] = await run(kind, [session]);
      assert.equal(ran?.outcome, 'passed', JSON.stringify(ran?.answer?.report ?? ran?.messages));
      assert.equal(ran?.answer?.report.finalTree.match, true);
    }
  });

  it('tells where an edit cannot be done, with the place in the trajectory', async () => {
    renamed('lost.trajectory.json', [
      ['explorer/area.ts', 'function area', 'function surface'],
      ['explorer/use.ts', 'volume', 'surface'],
    ]);
    const { run } = await explorer();
    const [ran] = await run('edits', [await item('lost.trajectory.json')]);
    assert.equal(ran?.outcome, 'failed');
    assert.deepEqual([ran?.answer?.report.firstDivergence?.index, ran?.messages.length], [3, 1]);
    const [message] = ran?.messages ?? [];
    assert.equal(path.basename(message?.location?.uri.fsPath ?? ''), 'lost.trajectory.json');
    const text = await vscode.workspace.openTextDocument(message?.location?.uri ?? fileUri('none'));
    assert.match(text.lineAt(message?.location?.range.start.line ?? 0).text, /"step_id": 3/);
  });

  it('finds the use that an agent left behind, and nothing when it left none', async () => {
    renamed('half.trajectory.json', [['explorer/area.ts', 'function area', 'function surface']]);
    renamed('whole.trajectory.json', [
      ['explorer/area.ts', 'function area', 'function surface'],
      ['explorer/use.ts', '{ area }', '{ surface }'],
      ['explorer/use.ts', 'area(2)', 'surface(2)'],
    ]);
    const { run } = await explorer();
    const [half] = await run('check', [await item('half.trajectory.json')]);
    assert.equal(half?.outcome, 'failed');
    const places = half?.messages.map(({ location }) => [
      path.basename(location?.uri.fsPath ?? ''),
      (location?.range.start.line ?? -1) + 1,
    ]);
    assert.ok(
      places?.some(([file, line]) => file === 'use.ts' && (line === 1 || line === 3)),
      JSON.stringify(half?.messages),
    );
    const [whole] = await run('check', [await item('whole.trajectory.json')]);
    assert.deepEqual(
      whole?.answer?.check?.findings.filter(({ check }) => check !== 'process').map(({ message }) => message),
      [],
    );
  });

  it('leaves nothing running when it is cancelled', async () => {
    renamed('whole.trajectory.json', [['explorer/area.ts', 'function area', 'function surface']]);
    const { run } = await explorer();
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    const [ran] = await run('edits', [await item('whole.trajectory.json')], source.token);
    assert.equal(ran?.outcome, 'skipped');
  });
});
