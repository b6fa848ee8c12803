import { counted } from '../counted.ts';
import type { activityEventSchemas } from './activityEvents.ts';
import type { SessionEventOf } from './event.ts';
import { shown } from './inference/draft.ts';
import type { notebookEventSchemas } from './notebookEvents.ts';
import type { noteEventSchemas } from './noteEvents.ts';

type ActivityKind =
  | keyof typeof activityEventSchemas
  | keyof typeof notebookEventSchemas
  | keyof typeof noteEventSchemas;

/** What somebody looked at, asked for, ran or wrote down, as one line. `file`: the document that it is about. */
export function activityTitle(event: SessionEventOf<ActivityKind>, file: string): string {
  switch (event.kind) {
    case 'selection':
      return `${counted(event.ranges.length, 'cursor')} in ${file}`;
    case 'focus':
      return event.doc === null ? 'No editor has the focus' : `Look at ${file}`;
    case 'view':
      return `Read ${file} for ${Math.round(event.dwell / 1000)} s`;
    case 'request':
      return event.query === undefined
        ? `Ask for ${event.what} in ${file}`
        : `Search ${event.what}: ${shown(event.query)}`;
    case 'visit':
      return `Go to ${event.path}`;
    case 'diagnostics':
      return `${event.path}: ${counted(event.added.length, 'problem')} came, ${event.removed.length} went`;
    case 'task-start':
      return `Task ${shown(event.name)}`;
    case 'task-end':
      return event.exitCode === null ? 'Task ended' : `Task ended with exit code ${event.exitCode}`;
    case 'debug-start':
      return `Debug ${shown(event.name)}`;
    case 'debug-step':
      return `Debugged program ${event.what}${event.reason === undefined ? '' : ` (${shown(event.reason)})`}`;
    case 'debug-end':
      return 'Debug session ended';
    case 'breakpoints':
      return `Breakpoints: ${event.added.length} set, ${event.removed.length} removed, ${event.changed.length} changed`;
    case 'settings':
      return `Settings: ${shown(Object.keys(event.values).join(', '))}`;
    case 'command-start':
      return `Run ${shown(event.line)}`;
    case 'command-output':
      return `Output, ${counted(event.text.length, 'character')}`;
    case 'command-end':
      return event.exitCode === null ? 'Command ended' : `Command ended with exit code ${event.exitCode}`;
    case 'terminal-silent':
      return `The terminal ${shown(event.terminal)} does not tell its commands`;
    case 'notebook-open':
      return `Open notebook ${event.path}, ${counted(event.cells.length, 'cell')}`;
    case 'notebook-cells':
      return `Notebook cells changed in ${counted(event.changes.length, 'place')}`;
    case 'notebook-output':
      return event.success === undefined
        ? 'Cell output changed'
        : `Cell ran ${event.success ? 'well' : 'into an error'}`;
    case 'notebook-save':
      return `Save notebook ${event.path}`;
    case 'notebook-close':
      return 'Close notebook';
    case 'note':
      return `Note (${event.type}): ${shown(event.text)}`;
    case 'note-removed':
      return 'Note taken back';
    case 'question':
      return `Question (${event.state}): ${shown(event.text)}`;
  }
}
