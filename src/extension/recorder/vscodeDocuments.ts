import { lstatSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { TextChange } from '../../core/edit/change.ts';
import { placeOf } from '../../node/recording/place.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';
import type { EditorChange, EditorDocument } from './editorDocument.ts';
import { cellPlace } from './notebookCell.ts';

/** Larger files are not read inside an event handler; the next checkpoint has them. */
const LARGEST_READ = 16 * 1024 * 1024;

/** The part of the editor's document that the recorder keeps. Reads the text and the file before anything else happens. */
export function editorDocument(document: vscode.TextDocument, roots: readonly WorkspaceRoot[]): EditorDocument {
  const place = document.uri.scheme === 'file' ? placeOf(document.uri.fsPath, roots) : undefined;
  const cell = cellPlace(document.uri, roots);
  // A cell goes by the name of its notebook.
  const named = place ?? (cell === 'draft' ? undefined : cell);
  return {
    uri: document.uri.toString(),
    path: named?.path ?? document.uri.path.replace(/^\/+/, ''),
    root: named?.root ?? 0,
    inWorkspace: place !== undefined,
    version: document.version,
    text: document.getText(),
    eol: eolOf(document),
    encoding: document.encoding,
    language: document.languageId,
    dirty: document.isDirty,
    disk: place === undefined ? null : readBytes(document.uri.fsPath),
  };
}

/** A change event as plain data. Copies no text but what was typed. */
export function editorChange(event: vscode.TextDocumentChangeEvent, evidence: EditorChange['evidence']): EditorChange {
  const { document } = event;
  return {
    uri: document.uri.toString(),
    version: document.version,
    changes: event.contentChanges.map((change): TextChange => [change.rangeOffset, change.rangeLength, change.text]),
    reason: reasonOf(event.reason),
    evidence,
    dirty: document.isDirty,
    eol: eolOf(document),
    encoding: document.encoding,
  };
}

/** Bytes of a regular file; null when there is none, it is a link, cannot be read, or is too large for a handler. */
export function readBytes(file: string): Uint8Array | null {
  try {
    const stats = lstatSync(file);
    return stats.isFile() && stats.size <= LARGEST_READ ? readFileSync(file) : null;
  } catch {
    return null;
  }
}

function eolOf(document: vscode.TextDocument): '\n' | '\r\n' {
  return document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
}

function reasonOf(reason: vscode.TextDocumentChangeReason | undefined): 'undo' | 'redo' | undefined {
  if (reason === vscode.TextDocumentChangeReason.Undo) return 'undo';
  return reason === vscode.TextDocumentChangeReason.Redo ? 'redo' : undefined;
}
