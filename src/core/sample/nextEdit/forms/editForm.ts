import type { LineHunk } from '../../../edit/lineHunks.ts';
import type { EditWindow, WindowSize } from '../editWindow.ts';
import type { PastEdit, ShownFile } from '../nextEdit.ts';
import type { PromptWriter } from './promptWriter.ts';

/** What is shown of a moment. Lines have their line ends; line numbers count from 0. */
export interface EditView {
  readonly path: string;
  readonly lines: readonly string[];
  readonly window: EditWindow;
  readonly cursor: { readonly line: number; readonly column: number };
  /** Oldest first. */
  readonly history: readonly PastEdit[];
  /** The most relevant last. */
  readonly context: readonly ShownFile[];
  /** The lines that stood in the region when the history begins. */
  readonly original: string;
}

/** The edit that is asked for. */
export interface EditAnswer {
  readonly path: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Null: none. */
  readonly hunk: LineHunk | null;
}

/** A way to write a moment and its next edit. */
export interface EditForm {
  readonly id: string;
  /** The answer names its place, so that it may lie outside the window, in another file too. */
  readonly jumps: boolean;
  readonly window: WindowSize;
  /** As a conversation: its system message; null: none. Absent: one running text. */
  readonly system?: string | null;
  /** Strings that mean something in this form: nobody's text may hold them. */
  readonly markers: readonly string[];
  readonly end?: string;
  prompt(view: EditView, out: PromptWriter): void;
  answer(view: EditView, edit: EditAnswer): string;
  /** The text of the file that an answer names after it was applied; null: it does not fit. */
  apply(view: EditView, answer: string, textOf: (path: string) => string | null): EditResult | null;
}

export interface EditResult {
  readonly path: string;
  readonly text: string;
}
