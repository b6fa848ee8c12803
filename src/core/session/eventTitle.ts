import { counted } from '../counted.ts';
import { activityTitle } from './activityTitle.ts';
import type { SessionEvent } from './event.ts';
import { shown } from './inference/draft.ts';

/** One line that tells a person what an event is. `path`: of the document that it is about, if there is one. */
export function eventTitle(event: SessionEvent, path: string | undefined): string {
  const file = path ?? 'a document';
  switch (event.kind) {
    case 'session-start':
      return event.goal === '' ? 'Recording started' : `Recording started: ${shown(event.goal)}`;
    case 'document-open':
      return `Open ${event.path}`;
    case 'document-close':
      return `Close ${file}`;
    case 'document-path':
      return `${file} is now ${event.path}`;
    case 'document-state':
      return `${file} ${stateOf(event)}`;
    case 'edit':
      return editTitle(event, file);
    case 'resync':
      return `Text of ${file} taken anew: ${event.why}`;
    case 'save':
      return `Save ${file} (${counted(event.bytes, 'byte')})`;
    case 'file':
      return event.op === 'rename' ? `Move ${event.path} to ${event.to ?? '?'}` : `File ${event.op}: ${event.path}`;
    case 'opaque':
      return `${event.path} is not recorded as text: ${event.why}`;
    case 'git':
      return gitTitle(event);
    case 'bulk':
      return `${counted(event.files.length, 'file')} changed at once`;
    case 'checkpoint':
      return `Checkpoint (${event.why})`;
    case 'pause':
      return 'Recording paused';
    case 'resume':
      return 'Recording resumed';
    case 'recovered':
      return `Log put in order, ${counted(event.tornBytes, 'torn byte')} set aside`;
    case 'session-stop':
      return `Recording stopped (${event.why})`;
    case 'redaction':
      return `${counted(event.count, 'secret')} kept out (${event.rule})`;
    case 'foreign':
      return `${shown(event.type, 40)} of the imported recording`;
    default:
      return activityTitle(event, file);
  }
}

function editTitle({ changes, reason }: Extract<SessionEvent, { kind: 'edit' }>, file: string): string {
  const verb = reason === 'undo' ? 'Undo' : reason === 'redo' ? 'Redo' : 'Edit';
  const [change] = changes;
  if (changes.length !== 1 || change === undefined) return `${verb} ${file} in ${counted(changes.length, 'place')}`;
  const [, deleted, inserted] = change;
  if (deleted === 0) return `${verb} ${file}: insert ${JSON.stringify(shown(inserted, 40))}`;
  if (inserted === '') return `${verb} ${file}: delete ${counted(deleted, 'character')}`;
  return `${verb} ${file}: replace ${counted(deleted, 'character')} by ${JSON.stringify(shown(inserted, 40))}`;
}

function stateOf({ eol, encoding, language, dirty }: Extract<SessionEvent, { kind: 'document-state' }>): string {
  const parts = [
    ...(eol === undefined ? [] : [`has line ends ${eol === '\n' ? 'LF' : 'CRLF'}`]),
    ...(encoding === undefined ? [] : [`is encoded as ${encoding}`]),
    ...(language === undefined ? [] : [`is ${language}`]),
    ...(dirty === undefined ? [] : [dirty ? 'has unsaved changes' : 'has no unsaved changes']),
  ];
  return parts.join(', ');
}

function gitTitle({ branch, commit, during, moves = [] }: Extract<SessionEvent, { kind: 'git' }>): string {
  const where = `${branch ?? 'no branch'} at ${commit?.slice(0, 8) ?? 'no commit'}`;
  const done = moves.map(({ action }) => action).join(', ');
  return `Git: ${done === '' ? '' : `${done}, `}${where}${during === undefined ? '' : `, in the middle of a ${during}`}`;
}
