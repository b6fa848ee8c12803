import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { makeShop, shopFiles, shopStates } from '../../unit/timetravel/shopTrajectory.ts';
import { fileUri, folderPath, openFile, record, until } from '../recording.ts';

interface Frame {
  readonly id: number;
  readonly name: string;
  readonly line: number;
  readonly source: { readonly path: string };
}

/** What a debug session said, and requests to it as the editor's own commands and views make them. */
class Driven {
  readonly session: vscode.DebugSession;
  #stops = 0;
  #thread = 1;
  readonly #tracking: vscode.Disposable;

  private constructor(session: vscode.DebugSession, tracking: vscode.Disposable) {
    this.session = session;
    this.#tracking = tracking;
  }

  /** Starts by the command, and waits for the stop at the start. */
  static async start(target: Record<string, unknown>): Promise<Driven> {
    const stops: number[] = [];
    let driven: Driven | undefined;
    const tracking = vscode.debug.registerDebugAdapterTrackerFactory('tracewright', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage(message: { event?: string; body?: { threadId?: number } }) {
          if (message.event !== 'stopped') return;
          stops.push(message.body?.threadId ?? 1);
          driven?.stopped(message.body?.threadId ?? 1);
        },
      }),
    });
    const started = await vscode.commands.executeCommand<boolean>('tracewright.debugTrajectory', target);
    assert.equal(started, true, 'the debug session starts');
    await until('the first stop', () => stops.length > 0 && vscode.debug.activeDebugSession?.type === 'tracewright');
    driven = new Driven(vscode.debug.activeDebugSession as vscode.DebugSession, tracking);
    return driven;
  }

  stopped(thread: number): void {
    this.#stops++;
    this.#thread = thread;
  }

  /** Sends a request that ends in a stop, and gives the frames, from the top. */
  async go(command: string, given: Record<string, unknown> = {}): Promise<readonly Frame[]> {
    const before = this.#stops;
    await this.session.customRequest(command, { threadId: this.#thread, ...given });
    await until(`a stop after ${command}`, () => this.#stops > before);
    return this.frames();
  }

  async frames(): Promise<readonly Frame[]> {
    return (await this.session.customRequest('stackTrace', { threadId: this.#thread })).stackFrames;
  }

  async variables(scope: string): Promise<Record<string, { value: string; variablesReference: number }>> {
    const [frame] = await this.frames();
    const { scopes } = await this.session.customRequest('scopes', { frameId: frame?.id });
    const { variablesReference } = scopes.find(({ name }: { name: string }) => name === scope);
    const { variables } = await this.session.customRequest('variables', { variablesReference });
    return Object.fromEntries(variables.map((one: { name: string }) => [one.name, one]));
  }

  async end(): Promise<void> {
    this.#tracking.dispose();
    let ended = false;
    const listening = vscode.debug.onDidTerminateDebugSession(({ id }) => {
      ended ||= id === this.session.id;
    });
    await vscode.debug.stopDebugging(this.session);
    await until('the end of debugging', () => ended && vscode.debug.activeDebugSession === undefined);
    listening.dispose();
  }
}

/** The address of the state after the step at which a frame stands, from the frame's file or from the tree's commands. */
const stateUri = (id: string, step: number, file: string, side = 'after') =>
  vscode.Uri.parse(`tracewright-state://${id}/step-${step}.${side}/${file}`);
const textAt = async (uri: vscode.Uri) => Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
async function filesBelow(uri: vscode.Uri, prefix = ''): Promise<string[]> {
  const entries = await vscode.workspace.fs.readDirectory(uri);
  const lists = entries.map(async ([name, type]) =>
    type === vscode.FileType.Directory
      ? filesBelow(vscode.Uri.joinPath(uri, name), `${prefix}${name}/`)
      : [prefix + name],
  );
  return (await Promise.all(lists)).flat().sort();
}

describe('debugging a trajectory', () => {
  let repo = '';
  let trajectory = '';
  let driven: Driven | undefined;

  before(async () => {
    await vscode.extensions.getExtension('tracewright.tracewright')?.activate();
    repo = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'tracewright-shop-')));
    trajectory = makeShop(repo);
  });
  after(() => rmSync(repo, { recursive: true, force: true, maxRetries: 5 }));
  afterEach(async () => {
    await driven?.end();
    driven = undefined;
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it("steps through an agent's work forward and back, and reads the files at each step", async () => {
    driven = await Driven.start({ trajectory, repo });
    let id = '';
    for (let step = 2; step <= 9; step++) {
      const [top] = await driven.go('next');
      id = /^tracewright-(?:state|steps):\/\/([0-9a-f]+)\//.exec(top?.source.path ?? '')?.[1] ?? '';
      const expected = shopStates[step] ?? {};
      assert.deepEqual(
        await filesBelow(stateUri(id, step, '')),
        Object.keys(expected).sort(),
        `the files after step ${step}`,
      );
      for (const [name, text] of Object.entries(expected)) {
        assert.equal(await textAt(stateUri(id, step, name)), text, `${name} after step ${step}`);
        const was = shopStates[step - 1]?.[name];
        if (was !== undefined) assert.equal(await textAt(stateUri(id, step, name, 'before')), was);
      }
    }
    for (let step = 8; step >= 1; step--) {
      const frames = await driven.go('stepBack');
      assert.ok(
        frames.some(({ name }) => name.startsWith(`${step}: `)),
        `back at step ${step}: ${frames[0]?.name}`,
      );
    }
    const written = vscode.workspace.fs.writeFile(stateUri(id, 4, 'src/price.ts'), Buffer.from('no'));
    await assert.rejects(async () => await written);
    await assert.rejects(async () => await textAt(stateUri(id, 4, '../../etc/passwd')));
    await assert.rejects(async () => await textAt(stateUri(id, 8, 'src/old.ts')), /not ?found|nonexist/i);
    assert.equal(
      readFileSync(path.join(repo, 'src', 'price.ts'), 'utf8'),
      shopFiles['src/price.ts'],
      'the repository is untouched',
    );
  });

  it('stops at breakpoints that the editor keeps, forward and back, and tells what it sees there', async () => {
    vscode.debug.addBreakpoints([
      new vscode.FunctionBreakpoint('delete_file'),
      new vscode.SourceBreakpoint(
        new vscode.Location(vscode.Uri.file(path.join(repo, 'src', 'cart.ts')), new vscode.Position(6, 0)),
      ),
    ]);
    driven = await Driven.start({ trajectory, repo });
    assert.match((await driven.go('continue'))[0]?.name ?? '', /^Edit: .*cart\.ts$/);
    const call = await driven.variables('Tool call');
    assert.equal(call.tool?.value, '"Edit"');
    const files = await driven.variables('Files');
    assert.equal(files.changed?.value, '2 files');
    const [deletion] = await driven.go('continue');
    assert.match(deletion?.name ?? '', /^delete_file: /);
    assert.match(deletion?.source.path ?? '', /step-7\.before\/src\/old\.ts$/, 'a deleted file is shown as it was');
    assert.match((await driven.go('reverseContinue'))[0]?.name ?? '', /^Edit: .*cart\.ts$/);
    const { result } = await driven.session.customRequest('evaluate', { expression: 'changed[1]', context: 'repl' });
    assert.equal(result, '"src/price.ts"');
    await vscode.commands.executeCommand('tracewright.goToStep', { step: 8 });
    await until('step 8', async () => (await driven?.frames())?.[0]?.name.startsWith('Write') === true);
    await vscode.commands.executeCommand('tracewright.showStepChanges', {});
    await vscode.commands.executeCommand('tracewright.compareSteps', { from: 3, to: 8 });
  });

  it('puts the files of a step into a folder to continue from', async () => {
    driven = await Driven.start({ trajectory, repo });
    await vscode.commands.executeCommand('tracewright.goToStep', { step: 7 });
    await until('step 7', async () => (await driven?.frames())?.[0]?.name.startsWith('delete_file') === true);
    const folder = path.join(repo, '..', `${path.basename(repo)}-continued`);
    try {
      await vscode.commands.executeCommand('tracewright.continueFromStep', { folder, open: false });
      assert.equal(readFileSync(path.join(folder, 'src', 'cart.ts'), 'utf8'), shopStates[7]?.['src/cart.ts']);
      assert.equal(existsSync(path.join(folder, 'src', 'old.ts')), false);
      const status = execFileSync('git', ['-C', folder, 'status', '--porcelain'], { encoding: 'utf8' });
      assert.match(status, /^ D src\/old\.ts$/m, 'the change stands there uncommitted');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('debugs a recorded session: its operations are steps, its notes are reasoning', async () => {
    const before = 'export function total(list: number[]) {\n  return list.length;\n}\n';
    mkdirSync(fileUri('guarded').fsPath, { recursive: true });
    writeFileSync(fileUri('guarded/total.ts').fsPath, before);
    const session = await record('Guard the total', async () => {
      const editor = await openFile('guarded/total.ts');
      await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), '  if (list.length === 0) return 0;\n'));
      await editor.document.save();
      await vscode.commands.executeCommand('tracewright.addNote', { text: 'Callers rely on zero for an empty list' });
      await vscode.workspace.fs.writeFile(fileUri('guarded/added.ts'), Buffer.from('export const added = 1;\n'));
      await until('the new file', () => existsSync(fileUri('guarded/added.ts').fsPath));
    });
    driven = await Driven.start({ id: session.meta.id });
    const seen = new Map<string, string>();
    let reasoning = '';
    for (let moves = 0; moves < 12; moves++) {
      const [top] = await driven.go('next');
      const step = Number(/step-(\d+)\.after\/guarded\/total\.ts$/.exec(top?.source.path ?? '')?.[1]);
      if (!Number.isNaN(step)) {
        const uri = vscode.Uri.parse(top?.source.path ?? '');
        seen.set('after', await textAt(uri));
        seen.set('before', await textAt(uri.with({ path: uri.path.replace('.after', '.before') })));
      }
      reasoning += (
        await driven.session.customRequest('evaluate', {
          expression: 'reasoning',
          context: 'clipboard',
          frameId: top?.id,
        })
      ).result;
    }
    assert.equal(seen.get('before'), before);
    assert.equal(seen.get('after'), readFileSync(fileUri('guarded/total.ts').fsPath, 'utf8'));
    assert.match(reasoning, /Callers rely on zero for an empty list/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(fileUri('guarded').fsPath, { recursive: true });
  });

  it('says what is wrong with a configuration in one sentence', async () => {
    const start = (configuration: Record<string, unknown>) =>
      vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
        type: 'tracewright',
        request: 'launch',
        name: 'wrong',
        ...configuration,
      });
    await assert.rejects(async () => await start({ trajectory: 'nothing.json' }), /There is no .*nothing\.json/);
    await assert.rejects(async () => await start({ trajectory, repo, mode: 'exec' }), /"mode" cannot be "exec"/);
    assert.ok(folderPath());
  });
});
