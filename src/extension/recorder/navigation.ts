import * as vscode from 'vscode';
import type { Journal } from '../../node/recording/journal.ts';
import type { DocumentLog } from './documentLog.ts';
import type { EditorFacts } from './editorFacts.ts';
import { LiveSetting } from './liveSetting.ts';
import { Openings } from './openings.ts';
import { OwnProviders } from './ownProviders.ts';
import { type Arrival, type Asked, RequestLog } from './requestLog.ts';
import { SearchEditors } from './searchEditors.ts';
import { isInSearchView } from './searchView.ts';
import { type ProviderKind, registerPasteShadow, registerShadow } from './shadowProviders.ts';

/** A cursor that stays this long rests. Milliseconds. */
const REST_MS = 1_000;
/** An editor that comes to the front has its cursor in place after this. Milliseconds. */
const IN_PLACE_MS = 60;

interface Parts {
  readonly journal: Journal;
  readonly documents: DocumentLog;
  readonly facts: EditorFacts;
}

/** What the person asks the editor for, and which results are opened. */
export class Navigation {
  readonly #parts: Parts;
  readonly #setting = new LiveSetting('recording.navigation', (on) => this.#turned(on));
  readonly #requests: RequestLog;
  readonly #openings = new Openings();
  #own: OwnProviders;
  #listeners: vscode.Disposable[] = [];
  #rest: NodeJS.Timeout | undefined;
  #arriving: NodeJS.Timeout | undefined;
  #lastVisit = '';

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#requests = new RequestLog({ write: (asked) => this.#write(asked) });
    this.#own = this.#ownProviders();
    this.#turned(this.#setting.on);
  }

  dispose(): void {
    this.#setting.dispose();
    this.#turned(false);
    this.#requests.dispose();
  }

  /** Writes what waits, as before a pause or the end. */
  settle(): void {
    this.#requests.settle();
  }

  #turned(on: boolean): void {
    clearTimeout(this.#rest);
    clearTimeout(this.#arriving);
    for (const listener of this.#listeners) listener.dispose();
    this.#listeners = on ? this.#listen() : [];
  }

  #ownProviders(): OwnProviders {
    return new OwnProviders({
      found: (kind, language, scheme) => this.#shadow(kind, { language, scheme }),
      isRecording: () => this.#setting.on && !this.#parts.journal.paused,
    });
  }

  #listen(): vscode.Disposable[] {
    this.#own = this.#ownProviders();
    return [
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#front(editor)),
      vscode.window.onDidChangeTextEditorSelection((event) => this.#selection(event)),
      vscode.languages.registerWorkspaceSymbolProvider({
        provideWorkspaceSymbols: (query) => {
          this.#requests.typed({ what: 'workspace-symbols', query, ...this.#cursor() });
          return undefined;
        },
      }),
      registerPasteShadow(
        (document, ranges, data) => this.#clipboard('paste', document, ranges, data),
        (document, ranges, data) => this.#clipboard('copy', document, ranges, data),
      ),
      new SearchEditors((asked) => this.#requests.asked(asked)),
    ];
  }

  #shadow(kind: ProviderKind, selector: vscode.DocumentFilter): void {
    if (!this.#setting.on) return;
    this.#listeners.push(registerShadow(kind, selector, (document, position) => this.#asked(kind, document, position)));
  }

  /** Somebody asked a provider. Under the mouse with Ctrl down that means nothing yet; a command asks at the cursor. */
  #asked(kind: ProviderKind, document: vscode.TextDocument, position: vscode.Position): void {
    const editor = vscode.window.activeTextEditor;
    const isAtCursor = editor?.document === document && editor.selection.active.isEqual(position);
    if (!isAtCursor || this.#own.isAsking(document, position)) return;
    const doc = this.#parts.documents.docOf(document.uri.toString());
    if (doc === undefined) return;
    this.#requests.asked({ what: kind, doc, at: document.offsetAt(position), ...wordAt(document, position) });
  }

  async #clipboard(
    what: 'copy' | 'paste',
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    data: vscode.DataTransfer,
  ): Promise<void> {
    const doc = this.#parts.documents.docOf(document.uri.toString());
    const [range] = ranges;
    if (doc === undefined || range === undefined) return;
    if (what === 'paste') this.#parts.facts.pasting(document.uri.toString());
    const at = document.offsetAt(range.start);
    const mime = [...data].map(([name]) => name);
    // What is copied is not handed over yet; it is as long as what is selected.
    const selected = ranges.reduce((sum, { start, end }) => sum + document.offsetAt(end) - document.offsetAt(start), 0);
    const length = what === 'copy' ? selected : (await data.get('text/plain')?.asString())?.length;
    this.#write({
      what,
      doc,
      at,
      evidence: { ...(mime.length === 0 ? {} : { mime }), ...(length === undefined ? {} : { length }) },
    });
  }

  #write({ what, doc, at, query, evidence }: Asked): number | undefined {
    const { journal } = this.#parts;
    const before = journal.events;
    journal.append({
      kind: 'request',
      what,
      ...(doc === undefined ? {} : { doc }),
      ...(at === undefined ? {} : { at }),
      ...(query === undefined ? {} : { query }),
      ...(evidence === undefined ? {} : { evidence: { ...evidence } }),
    });
    return journal.events === before ? undefined : journal.lastSeq;
  }

  /** The cursor of the editor in front, as members of a request. */
  #cursor(): Pick<Asked, 'doc' | 'at'> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return {};
    const doc = this.#parts.documents.docOf(editor.document.uri.toString());
    return doc === undefined ? {} : { doc, at: editor.document.offsetAt(editor.selection.active) };
  }

  #front(editor: vscode.TextEditor | undefined): void {
    clearTimeout(this.#arriving);
    if (editor === undefined) return;
    this.#rests(editor);
    this.#arriving = setTimeout(() => this.#arrived(editor), IN_PLACE_MS);
  }

  #selection({ textEditor, kind }: vscode.TextEditorSelectionChangeEvent): void {
    if (textEditor !== vscode.window.activeTextEditor) return;
    this.#rests(textEditor);
    if (kind === vscode.TextEditorSelectionChangeKind.Keyboard || kind === vscode.TextEditorSelectionChangeKind.Mouse) {
      this.#lastVisit = '';
      return;
    }
    if (kind === vscode.TextEditorSelectionChangeKind.Command) this.#arrived(textEditor);
  }

  #rests(editor: vscode.TextEditor): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      const isRecorded = this.#parts.documents.docOf(editor.document.uri.toString()) !== undefined;
      if (isRecorded && editor === vscode.window.activeTextEditor) {
        void this.#own.look(editor.document, editor.selection.active);
      }
    }, REST_MS);
  }

  /** The cursor came here without a hand moving it. */
  #arrived(editor: vscode.TextEditor): void {
    const { document, selection, selections } = editor;
    const doc = this.#parts.documents.docOf(document.uri.toString());
    if (doc === undefined || editor !== vscode.window.activeTextEditor || selections.length > 1) return;
    const selected = selection.isSingleLine ? document.getText(selection) : '';
    const range: [number, number] = [document.offsetAt(selection.start), document.offsetAt(selection.end)];
    const word = selected === '' ? wordAt(document, selection.active).word : selected;
    const place: Arrival = { doc, range, ...(word === undefined ? {} : { word }) };
    const request = this.#requests.leadingTo(place);
    if (request !== undefined) {
      this.#openings.forget();
      this.#visit(place, request);
    } else if (selected !== '') void this.#searched(place, selected, editor);
    else this.#openings.forget();
  }

  /** No request explains the place, and a text is selected there: a result of the search view, if that lists it. */
  async #searched(place: Arrival, selected: string, { document, selection }: vscode.TextEditor): Promise<void> {
    const isListed = await isInSearchView(document.uri, selection.start);
    const found = isListed ? [place] : this.#openings.opened(place, selected, performance.now());
    if (found.length === 0) return;
    const evidence = { from: isListed ? 'search-view' : 'openings' };
    this.#requests.asked({ what: 'text-search', query: selected, word: selected, evidence });
    for (const each of found) {
      const request = this.#requests.leadingTo({ ...each, word: selected });
      if (request !== undefined) this.#visit(each, request);
    }
  }

  #visit({ doc, range }: Arrival, request: number): void {
    const key = `${request} ${doc} ${range.join(' ')}`;
    const located = this.#parts.documents.located(doc);
    if (key === this.#lastVisit || located === undefined) return;
    this.#lastVisit = key;
    this.#parts.journal.append({ kind: 'visit', request, doc, ...located, range: [range[0], range[1]] });
  }
}

function wordAt(document: vscode.TextDocument, position: vscode.Position): { word?: string } {
  const range = document.getWordRangeAtPosition(position);
  return range === undefined ? {} : { word: document.getText(range) };
}
