import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventsOf, fileUri, load, openFile, record, until, verified, wait } from '../recording.ts';

describe('recording diagnostics', () => {
  const collection = vscode.languages.createDiagnosticCollection('host-test');
  after(() => collection.dispose());

  const problem = (line: number, message: string, severity = vscode.DiagnosticSeverity.Error) => {
    const diagnostic = new vscode.Diagnostic(new vscode.Range(line, 0, line, 5), message, severity);
    diagnostic.source = 'host-test';
    diagnostic.code = 'T1';
    return diagnostic;
  };

  it('tells those of the start, what comes and goes, and nothing for one that only moved', async () => {
    const uri = fileUri('src/total.ts');
    collection.set(uri, [problem(0, 'there before')]);
    await wait(500);
    const session = await record('diagnostics', async () => {
      await wait(500);
      collection.set(uri, [problem(1, 'there before'), problem(2, 'new', vscode.DiagnosticSeverity.Warning)]);
      await wait(1500);
      collection.set(uri, [problem(2, 'there before'), problem(3, 'new', vscode.DiagnosticSeverity.Warning)]);
      await wait(1500);
      collection.set(uri, [problem(3, 'new', vscode.DiagnosticSeverity.Warning)]);
      await wait(1500);
      collection.set(vscode.Uri.file('/somewhere/else.ts'), [problem(0, 'not here')]);
      collection.clear();
    });
    await verified(session);
    const own = eventsOf(session, 'diagnostics').map(({ path, added, removed }) => ({
      path,
      added: added.filter(({ source }) => source === 'host-test'),
      removed,
    }));
    const told = own.filter(({ path, added, removed }) => path === 'src/total.ts' && added.length + removed.length > 0);
    const messages = told.map(({ added }) => added.map(({ message, severity }) => [message, severity]));
    assert.deepEqual(messages, [[['there before', 'error']], [['new', 'warning']], [], []]);
    const [before, came] = told.flatMap(({ added }) => added);
    assert.deepEqual([before?.range, before?.code], [[0, 0, 0, 5], 'T1']);
    assert.deepEqual(
      told.map(({ removed }) => removed),
      [[], [], [before?.id], [came?.id]],
    );
    assert.ok(own.every(({ path }) => !path.includes('else')));
  });
});

describe('recording no diagnostics', () => {
  it('tells none where they are not wanted', async () => {
    const collection = vscode.languages.createDiagnosticCollection('host-test');
    const settings = vscode.workspace.getConfiguration('tracewright');
    await settings.update('recording.diagnostics', false, vscode.ConfigurationTarget.Global);
    try {
      const session = await record('no diagnostics', async () => {
        collection.set(fileUri('src/total.ts'), [new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), 'private')]);
        await wait(1500);
      });
      await verified(session);
      assert.deepEqual(eventsOf(session, 'diagnostics'), []);
    } finally {
      await settings.update('recording.diagnostics', undefined, vscode.ConfigurationTarget.Global);
      collection.dispose();
    }
  });
});

describe('recording tasks', () => {
  const run = async (execution: vscode.ShellExecution | vscode.ProcessExecution, group?: vscode.TaskGroup) => {
    const type = execution instanceof vscode.ShellExecution ? 'shell' : 'process';
    const task = new vscode.Task({ type }, vscode.TaskScope.Workspace, 'the task', 'host-test', execution);
    if (group !== undefined) task.group = group;
    const ended = new Promise<void>((resolve) => {
      const listener = vscode.tasks.onDidEndTask(() => {
        listener.dispose();
        resolve();
      });
    });
    await vscode.tasks.executeTask(task);
    await ended;
    await wait(1500);
  };

  it('tells a task with its exit code, and which terminal command it was', async () => {
    const line = 'echo from-the-task; sleep 0.5; exit 3';
    const session = await record('tasks', async () => {
      await run(new vscode.ShellExecution(line), vscode.TaskGroup.Test);
      await run(new vscode.ProcessExecution('sh', ['-c', 'exit 4']));
    });
    await verified(session);
    const [shell, program] = eventsOf(session, 'task-start');
    assert.deepEqual([shell?.name, shell?.group, shell?.line, shell?.source], ['the task', 'test', line, 'host-test']);
    assert.equal(program?.line, 'sh -c exit 4');
    const ends = eventsOf(session, 'task-end');
    assert.deepEqual(
      ends.map(({ task, exitCode }) => [task, exitCode]),
      [
        [0, 3],
        [1, 4],
      ],
    );
    const command = eventsOf(session, 'command-start').find((event) => event.line === line);
    assert.ok(command, 'the terminal told it as well');
    assert.equal(ends[0]?.command, command.command);
    assert.notEqual(ends[1]?.command, command.command);
  });

  it('closes a task and a command that still run when the recording ends', async () => {
    let execution: vscode.TaskExecution | undefined;
    const session = await record('too long', async () => {
      const long = new vscode.ShellExecution('echo begun; sleep 60');
      const task = new vscode.Task({ type: 'shell' }, vscode.TaskScope.Workspace, 'long', 'host-test', long);
      execution = await vscode.tasks.executeTask(task);
      await wait(4000);
    });
    execution?.terminate();
    await verified(session);
    assert.deepEqual(
      eventsOf(session, 'task-end').map(({ exitCode }) => exitCode),
      [null],
    );
    const commands = eventsOf(session, 'command-start').length;
    assert.ok(commands > 0);
    assert.equal(eventsOf(session, 'command-end').length, commands);
  });
});

describe('recording debug sessions', () => {
  it('tells breakpoints, stops with their place, steps, what is evaluated, and the end', async () => {
    const old = new vscode.SourceBreakpoint(new vscode.Location(fileUri('src/main.ts'), new vscode.Position(0, 0)));
    const added = new vscode.SourceBreakpoint(
      new vscode.Location(fileUri('src/total.ts'), new vscode.Position(1, 0)),
      true,
      'list.length > 0',
    );
    vscode.debug.addBreakpoints([old]);
    await wait(300);
    const session = await record('debug', async () => {
      vscode.debug.addBreakpoints([added]);
      await wait(300);
      vscode.debug.removeBreakpoints([old]);
      const ended = new Promise<void>((resolve) => {
        const listener = vscode.debug.onDidTerminateDebugSession(() => {
          listener.dispose();
          resolve();
        });
      });
      const program = fileUri('src/total.ts').fsPath;
      const configuration = { type: 'test-debugger', name: 'Debug it', request: 'launch', program };
      assert.ok(await vscode.debug.startDebugging(undefined, configuration));
      await until('it runs', () => vscode.debug.activeDebugSession !== undefined);
      await wait(1500);
      const active = vscode.debug.activeDebugSession;
      await active?.customRequest('evaluate', { expression: '6 * 7', context: 'repl' });
      await active?.customRequest('evaluate', { expression: 'watched', context: 'watch' });
      await vscode.commands.executeCommand('workbench.action.debug.stepOver');
      await wait(1500);
      await vscode.commands.executeCommand('workbench.action.debug.continue');
      await ended;
    });
    vscode.debug.removeBreakpoints([added]);
    await verified(session);
    const [start] = eventsOf(session, 'debug-start');
    assert.deepEqual(
      [start?.name, start?.type, start?.request, start?.program?.endsWith('total.ts')],
      ['Debug it', 'test-debugger', 'launch', true],
    );
    assert.deepEqual(
      eventsOf(session, 'debug-step').map(({ what, reason, path, line, text, exitCode }) =>
        [what, reason, path, line, text, exitCode].filter((part) => part !== undefined),
      ),
      [
        ['stopped', 'breakpoint', 'src/total.ts', 1],
        ['evaluated', '6 * 7'],
        ['continued', 'next'],
        ['stopped', 'step', 'src/total.ts', 2],
        ['continued', 'continue'],
        ['exited', 7],
      ],
    );
    assert.equal(eventsOf(session, 'debug-end').length, 1);
    const sets = eventsOf(session, 'breakpoints');
    assert.deepEqual(
      sets[0]?.added.map(({ path, line, enabled }) => [path, line, enabled]),
      [['src/main.ts', 0, true]],
    );
    assert.ok(sets.some((set) => set.added.some(({ path, condition }) => path === 'src/total.ts' && condition)));
    assert.ok(sets.some((set) => set.removed.includes(old.id)));
  });
});

describe('recording terminals', () => {
  const terminals: vscode.Terminal[] = [];
  after(() => {
    for (const terminal of terminals) terminal.dispose();
  });

  const open = async (name: string, shellPath: string) => {
    const terminal = vscode.window.createTerminal({ name, shellPath });
    terminals.push(terminal);
    terminal.show();
    return terminal;
  };
  const told = async (name: string) => {
    const terminal = await open(name, 'bash');
    await until('shell integration', () => terminal.shellIntegration !== undefined);
    return terminal;
  };

  it('says once that a terminal in use does not tell its commands', async () => {
    const session = await record('silent', async () => {
      const terminal = await open('quiet one', 'sh');
      await wait(500);
      terminal.sendText('echo unseen');
      await wait(4500);
      terminal.sendText('echo unseen again');
      await wait(3500);
    });
    await verified(session);
    assert.deepEqual(
      eventsOf(session, 'terminal-silent').map(({ terminal }) => terminal),
      ['quiet one'],
    );
  });

  it('tells a command that ran before the recording began, and the end of one that outlives a pause', async () => {
    const terminal = await told('long');
    const line = 'sleep 4; false';
    terminal.shellIntegration?.executeCommand(line);
    await wait(800);
    const session = await record('under way', async () => {
      await wait(5500);
      terminal.shellIntegration?.executeCommand('sleep 2.5; echo late; (exit 2)');
      await wait(1000);
      await vscode.commands.executeCommand('tracewright.pauseRecording');
      await wait(3500);
      await vscode.commands.executeCommand('tracewright.resumeRecording');
      await wait(300);
    });
    await verified(session);
    const [before, paused] = eventsOf(session, 'command-start');
    assert.deepEqual([before?.line, before?.underWay], [line, true]);
    assert.equal(paused?.underWay, undefined);
    const ends = eventsOf(session, 'command-end');
    assert.deepEqual(
      ends.map(({ command, exitCode }) => [command, exitCode]),
      [
        [before?.command, 1],
        [paused?.command, 2],
      ],
    );
    const resumed = session.events.findIndex(({ kind }) => kind === 'resume');
    assert.ok(ends[1] && ends[1].seq > (session.events[resumed]?.seq ?? 0), 'the end is told after the pause');
  });

  it('takes what a subshell printed for output, not for its command line', async () => {
    const terminal = await told('subshell');
    // The shell may still be busy with its own first prompt when it says that it is there.
    await wait(1000);
    const session = await record('subshell', async (id) => {
      terminal.sendText('(echo sub; cd /tmp)');
      await until('the end of the command is in the log', async () => {
        const log = await load(id);
        const start = eventsOf(log, 'command-start').find(({ line }) => line !== '');
        return start !== undefined && eventsOf(log, 'command-end').some(({ command }) => command === start.command);
      });
      await wait(500);
    });
    await verified(session);
    const start = eventsOf(session, 'command-start').find(({ line }) => line !== '');
    assert.deepEqual([start?.line, start?.confidence], ['(echo sub; cd /tmp)', 'low']);
    const output = eventsOf(session, 'command-output');
    assert.match(output.map(({ text }) => text).join(''), /sub/);
    const end = eventsOf(session, 'command-end').find(({ command }) => command === start?.command);
    assert.equal(end?.exitCode, null);
  });

  it('stops writing an endless output, says how much is missing, and keeps the editor going', async () => {
    const terminal = await told('endless');
    const session = await record('endless', async () => {
      const ended = new Promise<void>((resolve) => {
        const listener = vscode.window.onDidEndTerminalShellExecution(() => {
          listener.dispose();
          resolve();
        });
      });
      terminal.shellIntegration?.executeCommand('sleep 0.5; yes "a line of some length" | head -c 6000000');
      await ended;
      await wait(2500);
      const editor = await openFile('src/main.ts');
      assert.ok(editor.document.getText().length > 0);
    });
    await verified(session);
    const [end] = eventsOf(session, 'command-end');
    const kept = eventsOf(session, 'command-output').reduce((sum, { text }) => sum + text.length, 0);
    assert.ok(kept <= 5 * 1024 * 1024 && kept > 5_000_000, `${kept} code units kept`);
    assert.ok((end?.dropped ?? 0) > 500_000, `${end?.dropped} dropped`);
  });
});
