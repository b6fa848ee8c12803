import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { type AgentNote, fileInside, lineRange, textOfFile } from '../../node/memory/agentNote.ts';
import { NoteInbox, type Taken } from '../../node/memory/noteInbox.ts';
import { PrivateFiles } from '../../node/recording/privateFiles.ts';
import type { NotePlace, Recording } from '../host/recording.ts';
import type { WorkspaceStorage } from '../host/storage.ts';

interface Parts {
  readonly log: Log;
  readonly storage: WorkspaceStorage;
  readonly recording: Recording;
}

/** Takes the notes that agents hand in into the session of this window, as long as it is recorded. */
export function takeAgentNotes({ log, storage, recording }: Parts): vscode.Disposable {
  let watcher: FSWatcher | undefined;
  const stop = () => {
    watcher?.close();
    watcher = undefined;
  };
  const offer = (inbox: NoteInbox) => {
    if (recording.status.state !== 'recording') return;
    try {
      inbox.offer(
        (note) => take(note, storage, recording),
        (file) => log.warn(`a note of an agent could not be understood: ${file}`),
      );
    } catch (error) {
      log.error('The notes of agents could not be taken', error);
    }
  };
  const start = () => {
    if (watcher !== undefined) return;
    const inbox = new NoteInbox(storage.folder());
    mkdirSync(inbox.folder, { recursive: true });
    watcher = watch(inbox.folder, () => offer(inbox));
    watcher.on('error', stop);
    offer(inbox);
  };
  const follow = () => {
    if (recording.status.state !== 'recording') stop();
    else {
      try {
        start();
      } catch (error) {
        log.error('The notes of agents cannot be watched', error);
      }
    }
  };
  follow();
  return vscode.Disposable.from(recording.onDidChangeState(follow), { dispose: stop });
}

function take(
  { id, type, text, path: name, lines }: AgentNote,
  storage: WorkspaceStorage,
  recording: Recording,
): Taken {
  if (recording.status.state !== 'recording') return 'later';
  const root = storage.roots()[0]?.path;
  const place = root === undefined || name === undefined ? undefined : placeOf(root, name, lines);
  recording.addNote({ id, type, text, places: place === undefined ? [] : [place], via: 'agent' });
  return 'taken';
}

/** Where a note points, by the text that the editor has or else the file; nowhere for what may not be recorded. */
function placeOf(root: string, name: string, lines: AgentNote['lines']): NotePlace | undefined {
  const inside = insideOf(root, name);
  if (inside === undefined || new PrivateFiles(root).hides(inside)) return undefined;
  const uri = vscode.Uri.file(path.join(root, inside));
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  const text = open?.getText() ?? textOfFile(uri.fsPath);
  if (text === undefined) return undefined;
  const [start, end] = lines === undefined ? [0, 0] : lineRange(text, lines);
  return { uri, start, end, quote: text.slice(start, end) };
}

function insideOf(root: string, name: string): string | undefined {
  try {
    return fileInside(root, name);
  } catch (error) {
    if (error instanceof TracewrightError) return undefined;
    throw error;
  }
}
