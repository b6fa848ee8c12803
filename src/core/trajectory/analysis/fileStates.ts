import { type Edit, editorCommand } from '../editorCommand.ts';
import { replaceText } from '../replaceText.ts';
import { groundOf } from '../viewing/stepFields.ts';
import type { CallFacts } from './callFacts.ts';
import { fingerprint, UnorderedSum } from './fingerprint.ts';

/** What is known of a file: its text, an id of it, or the edits since the start that are not taken back. */
interface FileState {
  readonly text: string | null;
  readonly edits: readonly string[];
  readonly id: string;
}

const START: FileState = { text: null, edits: [], id: '' };
const ABSENT: FileState = { text: null, edits: [], id: 'absent' };
/** Longer texts are only known by their fingerprint. */
const LONGEST_TEXT = 200_000;
const DISCARDS = /\bgit (?:checkout|restore)\b(?! -b)/;
const DISCARDS_ALL =
  /\bgit (?:reset --hard|stash(?: push| save)?(?:\s|$)|checkout (?:-- )?\.(?:\s|$)|restore \.(?:\s|$))/;

/**
 * The state of the files as far as the calls tell, without any file at hand: equal states get equal ids, and an edit that
 * is taken back leads to the id from before. What a command does is unknown: the same command again does the same.
 */
export class FileStates {
  readonly #files = new Map<string, FileState>();
  readonly #sum = new UnorderedSum();
  /** Recorded ids of files when they were first touched. */
  readonly #base = new Map<string, string>();
  /** Files that were made here: to remove them leads back to the start. */
  readonly #made = new Set<string>();

  /** An id of the whole. */
  get state(): string {
    return this.#sum.value;
  }

  apply(call: CallFacts): void {
    const recorded = [call.call, ...call.results].flatMap((holder) => groundOf(holder).files ?? []);
    if (recorded.length > 0) {
      for (const { path, before, after } of recorded) {
        if (!this.#files.has(path) && before === after) continue;
        if (!this.#files.has(path)) this.#base.set(path, before ?? 'absent');
        this.#set(path, { text: null, edits: [], id: after === this.#base.get(path) ? '' : (after ?? 'absent') });
      }
      return;
    }
    if (call.kind !== 'edit' || call.failed) return;
    if (call.command !== null) this.#command(call.command, call);
    else this.#edit(call);
  }

  #edit({ name, call, paths, key }: CallFacts): void {
    if (/undo/i.test(name) || call.arguments.command === 'undo_edit') {
      for (const path of paths) this.#undo(path);
      return;
    }
    const edit = editorCommand(name, call.arguments);
    if (edit.kind === 'none' || edit.kind === 'refused') {
      for (const path of paths.length === 0 ? [''] : paths) this.#push(path, fingerprint(key));
      return;
    }
    this.#known(edit);
  }

  #known(edit: Edit): void {
    switch (edit.kind) {
      case 'write':
        if (edit.onlyNew && !this.#files.has(edit.path)) this.#made.add(edit.path);
        this.#set(edit.path, textState(edit.content));
        return;
      case 'delete':
        this.#remove(edit.path);
        return;
      case 'move':
        this.#set(edit.to, { ...this.#at(edit.path), id: `moved:${edit.path}:${this.#at(edit.path).id}` });
        this.#remove(edit.path);
        return;
      case 'insert':
        this.#push(edit.path, fingerprint(`${edit.line}\n${edit.text}`));
        return;
      case 'replace':
        for (const replacement of edit.replacements) {
          const { text } = this.#at(edit.path);
          const replaced = text === null ? null : replaceText(text, replacement);
          if (replaced?.ok === true) this.#set(edit.path, textState(replaced.text));
          else {
            const forth = `${fingerprint(replacement.before)}>${fingerprint(replacement.after)}`;
            const back = `${fingerprint(replacement.after)}>${fingerprint(replacement.before)}`;
            this.#push(edit.path, forth, back);
          }
        }
    }
  }

  #command(line: string, { paths, key }: CallFacts): void {
    if (DISCARDS_ALL.test(line)) {
      for (const path of [...this.#files.keys()]) this.#set(path, START);
      return;
    }
    if (DISCARDS.test(line)) {
      for (const path of paths)
        for (const known of this.#files.keys())
          if (known === path || known.endsWith(`/${path}`)) this.#set(known, START);
      return;
    }
    const removed = /^\s{0,8}(?:cd \S{1,400} && )?rm\s/.test(line);
    if (removed) {
      for (const path of paths) this.#remove(path);
      return;
    }
    // The same command right after itself most likely changes nothing more.
    for (const path of paths.length === 0 ? [''] : paths) {
      if (this.#at(path).edits.at(-1) !== fingerprint(key)) this.#push(path, fingerprint(key));
    }
  }

  #remove(path: string): void {
    this.#set(path, this.#made.has(path) ? START : ABSENT);
  }

  #at(path: string): FileState {
    return this.#files.get(path) ?? START;
  }

  /** An edit that takes the last one back leads to the state before it. */
  #push(path: string, edit: string, inverse?: string): void {
    const now = this.#at(path);
    const undone = inverse !== undefined && now.edits.at(-1) === inverse;
    const edits = undone ? now.edits.slice(0, -1) : [...now.edits.slice(-50), edit];
    this.#set(path, { text: null, edits, id: edits.length === 0 ? '' : edits.join(',') });
  }

  #undo(path: string): void {
    const now = this.#at(path);
    const edits = now.edits.slice(0, -1);
    this.#set(path, { text: null, edits, id: now.edits.length === 0 ? `${now.id}~` : edits.join(',') });
  }

  #set(path: string, state: FileState): void {
    const before = this.#at(path);
    if (before.id !== '') this.#sum.remove(`${path}\0${before.id}`);
    if (state.id !== '') this.#sum.add(`${path}\0${state.id}`);
    this.#files.set(path, state);
  }
}

function textState(text: string): FileState {
  return { text: text.length > LONGEST_TEXT ? null : text, edits: [], id: `text:${fingerprint(text)}` };
}
