import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { registerCommand } from '../host/problems.ts';
import type { Recording } from '../host/recording.ts';
import { addNote, type Drafts, type NoteArguments } from './addNote.ts';
import { counterfactualMarks } from './counterfactual.ts';
import { NoteThreads } from './noteThreads.ts';
import { type AnswerArguments, Questions } from './questions.ts';
import { threadCommands } from './threadCommands.ts';

/** The ways in which somebody says why: a key, threads on code, questions at the seams of the work, and marks. */
export function startNotes({ log, recording }: { log: Log; recording: Recording }): vscode.Disposable {
  const drafts: Drafts = { note: '', alternative: '' };
  const threads = new NoteThreads(recording);
  const questions = new Questions(recording, drafts);
  return vscode.Disposable.from(
    threads,
    questions,
    registerCommand(log, 'tracewright.addNote', (given?: NoteArguments) => addNote(recording, drafts, given)),
    registerCommand(log, 'tracewright.answerQuestion', (given?: AnswerArguments) => questions.answer(given)),
    threadCommands(log, recording, threads, drafts),
    counterfactualMarks(log, recording),
    recording.onDidChangeState(({ state }) => {
      if (state === 'off') Object.assign(drafts, { note: '', alternative: '' });
    }),
  );
}
