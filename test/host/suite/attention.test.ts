import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { LoadedSession } from '../../../src/node/store/loadSession.ts';
import { eventsOf, fileUri, openFile, record, until, verified, wait } from '../recording.ts';

const write = (name: string, content: string) => {
  mkdirSync(path.dirname(fileUri(name).fsPath), { recursive: true });
  writeFileSync(fileUri(name).fsPath, content);
};
const set = (name: string, value: unknown) =>
  vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
/** Longer than a cursor has to rest before it counts. */
const dwell = () => wait(1_600);

async function closeAll(): Promise<void> {
  await run('workbench.action.files.revert');
  await run('workbench.action.closeAllEditors');
}

function cursorAt(editor: vscode.TextEditor, text: string, offset = 1): void {
  const at = editor.document.positionAt(editor.document.getText().indexOf(text) + offset);
  editor.selection = new vscode.Selection(at, at);
}

const asked = (session: LoadedSession, what: string) =>
  eventsOf(session, 'request').filter((request) => request.what === what);

/** A language of the test's own: each word's first place in the folder's file `words/first.mine` is its definition. */
function mine(): vscode.Disposable {
  const selector = { scheme: 'file', pattern: '**/*.mine' };
  const placesOf = (document: vscode.TextDocument, position: vscode.Position) => {
    const range = document.getWordRangeAtPosition(position);
    if (range === undefined) return [];
    const word = document.getText(range);
    return vscode.workspace.textDocuments
      .filter(({ fileName }) => fileName.endsWith('.mine'))
      .sort((a, b) => a.fileName.localeCompare(b.fileName))
      .flatMap((each) =>
        [...each.getText().matchAll(/\w+/g)]
          .filter(([found]) => found === word)
          .map(({ index }) => {
            const start = each.positionAt(index);
            return new vscode.Location(each.uri, new vscode.Range(start, start.translate(0, word.length)));
          }),
      );
  };
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(selector, {
      provideDefinition: (document, position) => placesOf(document, position).slice(0, 1),
    }),
    vscode.languages.registerReferenceProvider(selector, { provideReferences: placesOf }),
    // Without prepareRename: then the editor takes the word, unless somebody else objects.
    vscode.languages.registerRenameProvider(selector, {
      provideRenameEdits: (document, position, to) => {
        const edit = new vscode.WorkspaceEdit();
        const places = placesOf(document, position);
        if (places.length === 0) throw new Error('nothing to rename here');
        for (const { uri, range } of places) edit.replace(uri, range, to);
        return edit;
      },
    }),
  );
}

describe('recording what is looked at', () => {
  afterEach(closeAll);

  it('keeps the lines that stay in view, not those that scroll by, and the cursors that rest', async () => {
    write('long.txt', 'a line\n'.repeat(2_000));
    const session = await record('read', async () => {
      const editor = await openFile('long.txt');
      await dwell();
      for (let line = 50; line <= 1_500; line += 50) {
        editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.AtTop);
        editor.selection = new vscode.Selection(line, 0, line, 0);
      }
      await until('scrolled', () => (editor.visibleRanges[0]?.start.line ?? 0) > 1_400);
      await dwell();
    });
    await verified(session);
    const { doc } = eventsOf(session, 'document-open').find(({ path: name }) => name === 'long.txt') ?? {};
    const views = eventsOf(session, 'view').filter((view) => view.doc === doc);
    assert.ok(views.length >= 2 && views.length <= 4, `few views: ${JSON.stringify(views)}`);
    assert.equal(views[0]?.ranges[0]?.[0], 0);
    assert.ok((views.at(-1)?.ranges[0]?.[0] ?? 0) > 1_400 * 'a line\n'.length);
    for (const { ranges, dwell: time } of views) {
      assert.ok(time >= 990);
      for (const [start, end] of ranges) assert.deepEqual([start % 7, end % 7], [0, 0], 'whole lines');
    }
    const places = eventsOf(session, 'selection').filter((event) => event.doc === doc);
    assert.ok(places.length <= 4, `few cursors: ${places.length}`);
    assert.deepEqual(places.at(-1)?.ranges, [[1_500 * 7, 1_500 * 7]]);
  });

  it('writes the cursors before an edit, nothing for typing, and no evidence on it', async () => {
    write('typed.txt', 'one\ntwo\n');
    const session = await record('type', async () => {
      const editor = await openFile('typed.txt');
      editor.selection = new vscode.Selection(1, 3, 1, 3);
      for (const text of 'hello') await run('type', { text });
      await editor.document.save();
    });
    await verified(session);
    const edits = eventsOf(session, 'edit');
    assert.equal(edits.length, 5);
    const usual = edits.map(({ evidence }) =>
      Object.keys(evidence ?? {}).filter((name) => name !== 'focused' && name !== 'detailedReason'),
    );
    assert.deepEqual(usual, [[], [], [], [], []]);
    const { doc, seq = 0 } = edits[0] ?? {};
    const places = eventsOf(session, 'selection').filter((event) => event.doc === doc);
    assert.deepEqual(places.at(-1)?.ranges, [[7, 7]]);
    assert.ok((places.at(-1)?.seq ?? Number.NaN) < seq, 'the cursor comes before the edit');
  });

  it('tells edits away from the cursor, and of documents that nobody sees, from typing', async () => {
    write('shown.txt', 'one\ntwo\nthree\n');
    write('hidden.txt', 'one\n');
    const session = await record('edit from elsewhere', async () => {
      const editor = await openFile('shown.txt');
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      await vscode.workspace.openTextDocument(fileUri('hidden.txt'));
      const edit = new vscode.WorkspaceEdit();
      edit.insert(fileUri('shown.txt'), new vscode.Position(2, 0), 'x');
      edit.insert(fileUri('hidden.txt'), new vscode.Position(0, 0), 'x');
      assert.ok(await vscode.workspace.applyEdit(edit));
      await vscode.workspace.saveAll(false);
    });
    await verified(session);
    const evidence = eventsOf(session, 'edit').map((event) => event.evidence);
    assert.ok(evidence.some((each) => each?.cursor === false && each.active === undefined));
    assert.ok(evidence.some((each) => each?.active === false && each.visible === false));
  });
});

describe('recording what is asked for', () => {
  let provider: vscode.Disposable;
  before(() => {
    write('words/first.mine', 'alpha;\nbeta;\n');
    write('words/second.mine', 'gamma alpha;\ngamma beta;\n');
    provider = mine();
  });
  after(() => {
    provider.dispose();
    rmSync(fileUri('words').fsPath, { recursive: true });
  });
  afterEach(closeAll);

  /** Opens both files, rests on a word that does not leave its file, and then stands on `word`. */
  async function ready(word: string): Promise<vscode.TextEditor> {
    await openFile('words/first.mine');
    const editor = await openFile('words/second.mine');
    cursorAt(editor, 'gamma');
    await dwell();
    cursorAt(editor, word);
    await wait(400);
    return editor;
  }

  it('keeps a definition that was gone to, and where that led', async () => {
    const session = await record('go to definition', async () => {
      await ready('alpha');
      await run('editor.action.revealDefinition');
      await until('the jump', () => vscode.window.activeTextEditor?.document.fileName.endsWith('first.mine') === true);
      await wait(400);
    });
    await verified(session);
    const [request, ...more] = asked(session, 'definition');
    assert.deepEqual(more, []);
    assert.equal(request?.at, 7);
    const visits = eventsOf(session, 'visit');
    assert.deepEqual(
      visits.map((visit) => [visit.request, visit.path, visit.range?.[0]]),
      [[request?.seq, 'words/first.mine', 0]],
    );
  });

  it('keeps references that were asked for, and goes on to find them', async () => {
    const session = await record('references', async () => {
      const editor = await ready('gamma');
      await run('editor.action.goToReferences');
      await wait(600);
      await run('closeReferenceSearch');
      assert.equal(editor.document.getText(), 'gamma alpha;\ngamma beta;\n');
    });
    assert.equal(asked(session, 'references').length, 1);
  });

  it('sees a rename, and leaves it to the provider of the language, also one that prepares nothing', async () => {
    const session = await record('rename', async () => {
      const editor = await ready('gamma');
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        editor.document.uri,
        editor.selection.active,
        'delta',
      );
      assert.equal(edit.size, 1);
    });
    assert.equal(asked(session, 'rename').length, 1);
  });

  it("listens beside TypeScript's own providers, and changes no answer of theirs", async () => {
    const editor = await openFile('src/main.ts');
    const ask = <Answer>(command: string, ...more: unknown[]) =>
      vscode.commands.executeCommand<Answer>(command, editor.document.uri, editor.selection.active, ...more);
    cursorAt(editor, 'total([');
    await until('TypeScript answers', async () => {
      const places = await ask<unknown[]>('vscode.executeDefinitionProvider');
      return places.length > 0;
    });
    const edits = async () =>
      (await ask<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', 'sumAll')).entries();
    const withoutRecording = await edits();
    assert.equal(withoutRecording.length, 1);
    const session = await record('TypeScript', async () => {
      editor.selection = new vscode.Selection(0, 10, 0, 10);
      await dwell();
      await wait(1_500);
      cursorAt(editor, 'total([');
      await wait(2_500);
      assert.deepEqual(await edits(), withoutRecording);
      await run('editor.action.revealDefinition');
      await until('the jump', () => vscode.window.activeTextEditor?.document.fileName.endsWith('total.ts') === true);
      await wait(400);
    });
    assert.equal(asked(session, 'rename').length, 1);
    const [request] = asked(session, 'definition').slice(-1);
    assert.deepEqual(
      eventsOf(session, 'visit').map((visit) => [visit.request, visit.path]),
      [[request?.seq, 'src/total.ts']],
    );
  });

  it('offers nothing for a language that has no provider', async () => {
    write('words/plain.txt', 'alpha beta;\n');
    const session = await record('no provider', async () => {
      const editor = await openFile('words/plain.txt');
      cursorAt(editor, 'alpha');
      await dwell();
      // With a provider, one that has no answer included, this is refused; without one it is an empty edit.
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        editor.document.uri,
        editor.selection.active,
        'delta',
      );
      assert.equal(edit.size, 0);
      await run('editor.action.revealDefinition');
      await wait(300);
    });
    assert.deepEqual(eventsOf(session, 'request'), []);
  });

  it('keeps a symbol search once, with the query as it was in the end', async () => {
    const session = await record('symbols', async () => {
      await openFile('src/total.ts');
      await run('workbench.action.quickOpen', '#to');
      await wait(300);
      await run('workbench.action.closeQuickOpen');
      await run('workbench.action.quickOpen', '#tota');
      await wait(2_000);
      await run('workbench.action.closeQuickOpen');
    });
    const queries = asked(session, 'workspace-symbols').map(({ query }) => query);
    assert.ok(queries.length <= 2 && queries.at(-1) === 'tota', JSON.stringify(queries));
  });

  it('keeps a text search by the results that are opened', async () => {
    const session = await record('search', async () => {
      await openFile('src/main.ts');
      await run('workbench.action.findInFiles', { query: 'reduce', triggerSearch: true });
      await wait(1_500);
      await run('search.action.focusNextSearchResult');
      await until('the result', () => vscode.window.activeTextEditor?.document.fileName.endsWith('total.ts') === true);
      await wait(800);
    });
    const [request] = asked(session, 'text-search');
    assert.deepEqual([request?.query, request?.evidence], ['reduce', { from: 'search-view' }]);
    const [visit] = eventsOf(session, 'visit');
    assert.deepEqual([visit?.request, visit?.path], [request?.seq, 'src/total.ts']);
  });

  it('keeps what a search editor looked for', async () => {
    const session = await record('search editor', async () => {
      await run('search.action.openNewEditor', { query: 'total', triggerSearch: true });
      await wait(2_500);
    });
    const [request] = asked(session, 'text-search');
    assert.equal(request?.query, 'total');
    assert.deepEqual(request?.evidence, { from: 'search-editor', results: 4, files: 2 });
  });

  it('sees copy and paste, and keeps their kind and length', async () => {
    write('words/paste.txt', 'copied text\n\n');
    const session = await record('paste', async () => {
      const editor = await openFile('words/paste.txt');
      editor.selection = new vscode.Selection(0, 0, 0, 11);
      await run('editor.action.clipboardCopyAction');
      await wait(300);
      editor.selection = new vscode.Selection(1, 0, 1, 0);
      await vscode.env.clipboard.writeText('copied text');
      await run('workbench.action.focusActiveEditorGroup');
      await run('editor.action.clipboardPasteAction');
      await wait(1_000);
      await editor.document.save();
    });
    await verified(session);
    assert.deepEqual(
      asked(session, 'copy').map(({ at, evidence }) => [at, evidence?.length]),
      [[0, 11]],
    );
    // A browser pastes for a command without asking the providers; a key or a desktop window asks them.
    const [pasted] = eventsOf(session, 'edit');
    assert.equal(pasted?.changes[0]?.[2], 'copied text', 'the paste is as it would be without a recording');
    assert.ok(pasted.evidence?.paste !== undefined || pasted.evidence?.atOnce === 11);
  });

  it('asks for nothing and keeps nothing when that is turned off', async () => {
    await set('tracewright.recording.navigation', false);
    try {
      const session = await record('off', async () => {
        await ready('alpha');
        await run('editor.action.revealDefinition');
        await wait(800);
      });
      assert.deepEqual([...eventsOf(session, 'request'), ...eventsOf(session, 'visit')], []);
    } finally {
      await set('tracewright.recording.navigation', undefined);
    }
  });
});

describe('recording what a save does', () => {
  afterEach(async () => {
    await closeAll();
    const used = ['editor.formatOnSave', 'files.insertFinalNewline', 'files.autoSave', 'files.autoSaveDelay'];
    for (const name of used) await set(name, undefined);
  });

  it('names the edits of the formatter, and the settings that let it', async () => {
    const formatter = vscode.languages.registerDocumentFormattingEditProvider(
      { scheme: 'file', pattern: '**/*.untidy' },
      {
        provideDocumentFormattingEdits: (document) =>
          [...document.getText().matchAll(/ {2,}/g)].map(({ index, 0: { length } }) =>
            vscode.TextEdit.replace(
              new vscode.Range(document.positionAt(index), document.positionAt(index + length)),
              ' ',
            ),
          ),
      },
    );
    try {
      write('a.untidy', 'a   b');
      const session = await record('format', async () => {
        await set('editor.formatOnSave', true);
        await set('files.insertFinalNewline', true);
        const editor = await openFile('a.untidy');
        editor.selection = new vscode.Selection(0, 5, 0, 5);
        await run('type', { text: 'c' });
        await wait(300);
        await run('workbench.action.files.save');
        await until('saved', () => !editor.document.isDirty);
        assert.equal(editor.document.getText(), 'a bc\n');
        await run('type', { text: 'd' });
        await run('undo');
        await run('workbench.action.files.save');
        await wait(300);
      });
      await verified(session);
      const [save] = eventsOf(session, 'save').filter(({ formatting }) => formatting !== undefined);
      assert.ok(save?.formatting, JSON.stringify([eventsOf(session, 'edit'), eventsOf(session, 'save')]));
      assert.equal(save.cause, 'manual');
      const [first, last] = save.formatting;
      const own = eventsOf(session, 'edit').filter(({ seq }) => seq >= first && seq <= last);
      assert.ok(own.length >= 1 && !own.some(({ changes }) => changes.some(([, , text]) => /\w/.test(text))));
      assert.equal(own.at(-1)?.v, save.v, 'all of them');
      const settings = eventsOf(session, 'settings');
      assert.equal(settings[0]?.values['editor.formatOnSave'], false);
      assert.equal(settings.find(({ values }) => values['editor.formatOnSave'] === true)?.root, undefined);
      assert.ok(settings.some(({ values }) => values['editor.formatOnSave'] === true));
    } finally {
      formatter.dispose();
    }
  });

  it('says when the editor saved by itself', async () => {
    write('auto.txt', 'one\n');
    const session = await record('auto save', async () => {
      await set('files.autoSave', 'afterDelay');
      await set('files.autoSaveDelay', 200);
      const editor = await openFile('auto.txt');
      await run('type', { text: 'x' });
      await wait(1500);
      await until('saved', () => editor.document.getText() === 'xone\n' && !editor.document.isDirty);
    });
    await verified(session);
    assert.deepEqual(
      eventsOf(session, 'save').map(({ cause, formatting }) => [cause, formatting]),
      [['delay', undefined]],
    );
  });

  it('keeps the indentation that an editor found out from the text', async () => {
    write('three.txt', 'a\n   b\n   c\n   d\n      e\n   f\n');
    const session = await record('indentation', async () => {
      await openFile('three.txt');
      await wait(800);
    });
    const { doc } = eventsOf(session, 'document-open').find(({ path: name }) => name === 'three.txt') ?? {};
    assert.equal(eventsOf(session, 'settings').find((event) => event.doc === doc)?.values['editor.tabSize'], 3);
  });
});
