import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { askForScreenshot } from '../../../scripts/vscode/askForScreenshot.ts';
import { noteAnchorsAt } from '../../../src/core/session/noteAnchors.ts';
import { editorText, eventsOf, fileUri, openFile, record, until, verified, wait } from '../recording.ts';

const run = <T>(command: string, ...given: unknown[]) =>
  vscode.commands.executeCommand<T>(`tracewright.${command}`, ...given);
const threads = () => run<vscode.CommentThread[]>('thread.list');
const bodies = (thread: vscode.CommentThread | undefined) =>
  (thread?.comments ?? []).map(({ body }) => (typeof body === 'string' ? body : body.value));

/** `total` becomes `sum` in both files, in one go. */
async function renameInBoth(from: string, to: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const name of ['src/total.ts', 'src/main.ts']) {
    const document = await vscode.workspace.openTextDocument(fileUri(name));
    for (const { index } of document.getText().matchAll(new RegExp(`\\b${from}\\b(?!')`, 'g'))) {
      edit.replace(
        document.uri,
        new vscode.Range(document.positionAt(index), document.positionAt(index + from.length)),
        to,
      );
    }
  }
  assert.ok(await vscode.workspace.applyEdit(edit));
}

const original = new Map<string, string>();

/** Both files as they were, in the editor and on the disk, whatever a test did to them. */
async function restoreBoth(): Promise<void> {
  for (const [name, text] of original) {
    const document = await vscode.workspace.openTextDocument(fileUri(name));
    if (document.getText() !== text) {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
      await vscode.workspace.applyEdit(edit);
    }
    await document.save();
  }
}

describe('saying why', () => {
  before(async () => {
    await vscode.workspace.getConfiguration('tracewright').update('questions.minutesBetween', 0, true);
    await vscode.workspace.getConfiguration('tracewright').update('notes.allOnCode', true, true);
    for (const name of ['src/total.ts', 'src/main.ts']) {
      original.set(name, (await vscode.workspace.openTextDocument(fileUri(name))).getText());
    }
  });
  beforeEach(restoreBoth);
  after(async () => {
    await restoreBoth();
    await vscode.workspace.getConfiguration('tracewright').update('questions.minutesBetween', undefined, true);
    await vscode.workspace.getConfiguration('tracewright').update('notes.allOnCode', undefined, true);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('takes a decision and its alternatives out of one line, with its type before the text', async () => {
    const session = await record('decide', async () => {
      const editor = await openFile('src/total.ts');
      editor.selection = new vscode.Selection(1, 2, 1, 8);
      await run('addNote', { text: 'd: a fold instead of a loop because it is shorter' });
      await run('addNote', { text: 'instead of recursion' });
      await run('addNote', { text: 'plain words' });
    });
    const notes = eventsOf(session, 'note');
    assert.deepEqual(
      notes.map(({ type, text }) => [type, text]),
      [
        ['decision', 'a fold instead of a loop because it is shorter'],
        ['decision', 'a fold instead of a loop because it is shorter'],
        ['why', 'plain words'],
      ],
    );
    assert.equal(notes[0]?.note, notes[1]?.note, 'the second alternative goes on with the decision');
    assert.deepEqual(notes[1]?.alternatives, [{ option: 'a loop', reason: 'it is shorter' }, { option: 'recursion' }]);
    assert.equal(notes[1]?.anchors[0]?.quote, 'return');
    await verified(session);
  });

  it('opens one line at once, says what was just done, and offers again what Escape put away', async () => {
    const session = await record('type a note', async () => {
      const editor = await openFile('src/total.ts');
      await renameInBoth('total', 'sum');
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      const first = run<string | undefined>('addNote', { typed: 'h: the name was taken for a number' });
      await wait(700);
      await askForScreenshot('note-input');
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      assert.equal(await first, undefined, 'Escape writes nothing');
      const second = run<string | undefined>('addNote');
      await wait(500);
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      assert.ok(await second);
      await restoreBoth();
    });
    const [note] = eventsOf(session, 'note');
    assert.deepEqual([note?.type, note?.text, note?.via], ['hypothesis', 'the name was taken for a number', 'key']);
    const edits = eventsOf(session, 'edit').filter(({ seq }) => seq < (note?.seq ?? 0));
    assert.deepEqual(note?.about, [edits[0]?.seq, edits.at(-1)?.seq], 'it is about the edits of both files');
    assert.equal(new Set(edits.map(({ doc }) => doc)).size, 2);
  });

  it('asks for what else was weighed after a decision that does not say', async () => {
    const session = await record('weigh', async () => {
      await openFile('src/total.ts');
      const asked = run<string | undefined>('addNote', { typed: 'd: keep the name' });
      await wait(500);
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await until('the decision is kept before anything else is asked', async () => (await threads()).length === 1);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      assert.ok(await asked);
    });
    assert.deepEqual(
      eventsOf(session, 'note').map(({ text, alternatives }) => [text, alternatives]),
      [['keep the name', undefined]],
    );
  });

  it('keeps threads on code: written, answered, edited, of another kind, deleted, and there again after a pause', async () => {
    const session = await record('discuss', async () => {
      const editor = await openFile('src/total.ts');
      const own = vscode.comments.createCommentController('test', 'test');
      const line = new vscode.Range(1, 0, 1, 0);
      const thread = own.createCommentThread(editor.document.uri, line, []);
      await run('thread.add', { thread, text: 'v: the tests pass <b>now</b>' });
      await run('thread.add', { thread, text: 'on both systems' });
      assert.equal((await threads()).length, 1, 'a reply is in the thread');
      assert.equal(thread.comments.length, 2);
      assert.match(bodies(thread)[0] ?? '', /&lt;b&gt;/, 'nothing is shown as HTML');
      await run('thread.edit', thread.comments[0]);
      const [editing] = thread.comments;
      assert.deepEqual([editing?.mode, editing?.body], [vscode.CommentMode.Editing, 'the tests pass <b>now</b>']);
      assert.ok(editing);
      editing.body = 'the tests pass';
      await run('thread.save', editing);
      assert.deepEqual(bodies(thread), ['the tests pass', 'on both systems']);
      await run('thread.changeType', thread, 'evidence');
      assert.match(thread.label ?? '', /Evidence/);
      await run('pauseRecording');
      assert.deepEqual(await threads(), [], 'there is no thread while nothing is recorded');
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// above\n'));
      await run('resumeRecording');
      await until('the thread is back', async () => (await threads()).length === 1);
      const [again] = await threads();
      assert.deepEqual(bodies(again), ['the tests pass', 'on both systems']);
      assert.equal(again?.range?.start.line, 2, 'where its line is now');
      if (again !== undefined) again.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
      await wait(1_000);
      await askForScreenshot('note-thread');
      await run('thread.delete', again?.comments[1]);
      assert.deepEqual(bodies((await threads())[0]), ['the tests pass']);
      await run('thread.delete', again?.comments[0]);
      assert.deepEqual(await threads(), []);
      own.dispose();
    });
    const notes = eventsOf(session, 'note');
    const [root] = notes;
    assert.deepEqual(
      notes.map(({ note, type, text, replyTo }) => [note === root?.note, type, text, replyTo === root?.note]),
      [
        [true, 'verification', 'the tests pass <b>now</b>', false],
        [false, 'verification', 'on both systems', true],
        [true, 'verification', 'the tests pass', false],
        [true, 'evidence', 'the tests pass', false],
      ],
    );
    assert.equal(root?.anchors[0]?.quote, '  return list.reduce((sum, n) => sum + n, 0);');
    assert.equal(eventsOf(session, 'note-removed').length, 2);
    const other = await record('a new session', async () => {
      assert.deepEqual(await threads(), [], 'begins without threads');
    });
    assert.equal(eventsOf(other, 'note').length, 0);
  });

  it('follows the code through edits above it, a deletion and an undo, in the window and in the log', async () => {
    let id = '';
    const session = await record('move the code', async () => {
      const editor = await openFile('src/total.ts');
      editor.selection = new vscode.Selection(1, 2, 1, 8);
      id = (await run<string>('addNote', { text: 'needed' })) ?? '';
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// one\n// two\n'));
      await until('the thread is two lines down', async () => (await threads())[0]?.range?.start.line === 3);
      await editor.edit((edit) => edit.delete(new vscode.Range(2, 0, 4, 0)), {
        undoStopBefore: true,
        undoStopAfter: true,
      });
      await until('the thread says that its code is gone', async () => /gone/.test((await threads())[0]?.label ?? ''));
      await vscode.commands.executeCommand('undo');
      await until('the thread is back', async () => /^Why$/.test((await threads())[0]?.label ?? ''));
      assert.equal((await threads())[0]?.range?.start.line, 3);
      await editor.document.save();
      await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 2, 0)));
      await editor.document.save();
    });
    const seqs = eventsOf(session, 'edit').map(({ seq }) => seq);
    const at = (seq: number | undefined) => noteAnchorsAt(session.events, seq ?? 0).get(id)?.[0];
    const first = at((seqs[0] ?? 0) - 1)?.start ?? 0;
    assert.deepEqual([at(seqs[0])?.start, at(seqs[0])?.text], [first + 14, 'return']);
    assert.deepEqual([at(seqs[1])?.lost, at(seqs[1])?.quote], [true, 'return']);
    assert.deepEqual([at(seqs[2])?.lost, at(seqs[2])?.start], [false, first + 14]);
    assert.equal(at(session.events.length)?.start, first);
    await verified(session);
  });

  it('asks quietly once several files were changed in one go, and keeps the answer with them', async () => {
    const session = await record('rename by hand', async () => {
      await openFile('src/total.ts');
      await renameInBoth('total', 'sum');
      await wait(3_000);
      await askForScreenshot('note-question');
      const answered = run<string | undefined>('answerQuestion');
      await wait(700);
      await askForScreenshot('note-answer');
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await answered;
      await run('answerQuestion', { text: 'the old name said nothing' });
      await renameInBoth('sum', 'plus');
      await wait(3_000);
      await renameInBoth('plus', 'total');
      await wait(3_000);
      await run('answerQuestion', { state: 'dismissed' });
      await renameInBoth('total', 'sum');
      await wait(3_000);
      await restoreBoth();
      await wait(2_500);
    });
    const asked = eventsOf(session, 'question');
    const [first, second, third] = [...new Set(asked.map(({ question }) => question))];
    assert.deepEqual(
      asked.filter(({ seam }) => seam === 'operation').map(({ question, state }) => [question, state]),
      [
        [first, 'asked'],
        [first, 'answered'],
        [second, 'asked'],
        [second, 'postponed'],
        [third, 'asked'],
        [third, 'dismissed'],
      ],
    );
    assert.match(asked[0]?.text ?? '', /2 files/);
    const [note] = eventsOf(session, 'note');
    assert.deepEqual([note?.answers, note?.via, note?.type], [first, 'question', 'why']);
    assert.deepEqual(note?.about, asked[0]?.about);
    const edits = eventsOf(session, 'edit').map(({ seq }) => seq);
    assert.equal(note?.about?.[0], edits[0]);
  });

  it('marks what somebody would have done, and where nothing should have been edited', async () => {
    const session = await record('mark', async () => {
      const editor = await openFile('src/total.ts');
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// made by a machine\n'));
      editor.selection = new vscode.Selection(3, 0, 3, 0);
      await run('noEditExpected', {});
      editor.selection = new vscode.Selection(2, 2, 2, 8);
      await run('wouldHaveDone', { expected: 'yield' });
      editor.selection = new vscode.Selection(1, 0, 3, 0);
      await run('wouldHaveDone');
      await until(
        'an editor for it is open',
        () => vscode.window.activeTextEditor?.document.uri.scheme === 'tracewright-expected',
      );
      const side = vscode.window.activeTextEditor;
      assert.ok(side);
      assert.equal(side.document.languageId, 'typescript');
      await side.edit((edit) => edit.insert(new vscode.Position(0, 0), '/* mine */ '));
      await askForScreenshot('note-expected');
      await run('saveExpected');
      await until(
        'its editor is closed',
        () =>
          !vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => /expected/.test(label))) &&
          vscode.window.activeTextEditor?.document.uri.scheme !== 'tracewright-expected',
      );
      await restoreBoth();
    });
    const marks = eventsOf(session, 'note');
    assert.deepEqual(
      marks.map(({ type, mark, expected, anchors }) => [type, mark, expected, anchors[0]?.quote]),
      [
        ['counterfactual', 'no-edit-expected', undefined, '// made by a machine\n'],
        ['counterfactual', 'would-have-done', 'yield', 'return'],
        ['counterfactual', 'would-have-done', `/* mine */ ${marks[2]?.anchors[0]?.quote}`, marks[2]?.anchors[0]?.quote],
      ],
    );
    assert.match(marks[2]?.anchors[0]?.quote ?? '', /^export function/);
    assert.equal(editorText('src/total.ts')?.includes('machine'), false);
    assert.ok(
      !eventsOf(session, 'document-open').some(({ path }) => /expected/.test(path)),
      'the side editor is not recorded',
    );
    await verified(session);
  });
});
