import { numberArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { type Arguments, type Edited, editFile, failed, type ToolDesk, unknown } from './toolDesk.ts';

interface Cell {
  id?: unknown;
  cell_type?: unknown;
  source?: unknown;
  execution_count?: unknown;
  outputs?: unknown;
}

/**
 * NotebookEdit: a cell's source replaced, a cell deleted. An inserted cell gets a random id in notebooks of format 4.5
 * and later, so that only the recording knows the file: it is not told.
 */
export function notebookEdited(given: Arguments, desk: ToolDesk, path: string): CallOutcome {
  const mode = textArgument(given, 'edit_mode') ?? 'replace';
  if (mode === 'insert') return unknown('an inserted notebook cell gets a random id');
  return editFile(desk, path, (text) => edited(text, given, mode), 'Notebook file does not exist.');
}

function edited(text: string, given: Arguments, mode: string): Edited {
  const notebook = parsed(text);
  if (notebook === null) return failed('not-notebook', 'the file is no notebook', 'Notebook is not valid JSON.');
  const cells = notebook.cells as Cell[];
  const id = textArgument(given, 'cell_id') ?? `${numberArgument(given, 'cell_number') ?? ''}`;
  const named = cells.findIndex((cell) => cell.id === id);
  const index = named >= 0 ? named : Number(/^(?:cell-)?(\d+)$/.exec(id)?.[1] ?? -1);
  const cell = cells[index];
  if (cell === undefined) return failed('no-such-cell', `there is no cell "${id}"`);
  if (mode === 'delete') {
    cells.splice(index, 1);
  } else {
    cell.source = textArgument(given, 'new_source') ?? '';
    const type = textArgument(given, 'cell_type');
    if (type !== undefined) cell.cell_type = type;
    if (cell.cell_type === 'code') {
      cell.execution_count = null;
      cell.outputs = [];
    }
  }
  return { ok: true, text: JSON.stringify(notebook, null, 1) };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    const notebook = value as Record<string, unknown> | null;
    return typeof value === 'object' && Array.isArray(notebook?.cells) ? notebook : null;
  } catch {
    return null;
  }
}
