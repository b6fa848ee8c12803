import { numberArgument, pathArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { fileLines, universalNewlines } from './textLines.ts';
import { type Arguments, missing, read, readFile, type Tool, type ToolDesk, unknown, writeFile } from './toolDesk.ts';

const isAction = (given: Arguments) =>
  'path' in given && ('start' in given || 'thought' in given || 'view_range' in given);

/** OpenHands' own file actions (V0). Its editor is textEditor.ts, its Python functions agentSkills.ts. */
export const openHandsTools: readonly Tool[] = [
  { names: ['read'], fits: isAction, perform: readAction },
  {
    names: ['write'],
    fits: (given) => 'content' in given && ('start' in given || 'thought' in given),
    perform: writeAction,
  },
  {
    names: ['edit', 'edit_file', 'llm_based_edit'],
    fits: (given) => typeof given.content === 'string' && 'path' in given && !('old_str' in given),
    perform: () => unknown('a model merges this draft into the file'),
  },
  {
    names: ['finish', 'think', 'message', 'recall', 'condensation', 'task_tracker', 'agentfinishaction'],
    perform: () => read(),
  },
];

function readAction(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given) ?? '';
  const start = numberArgument(given, 'start') ?? 0;
  const end = numberArgument(given, 'end') ?? -1;
  return readFile(
    desk,
    path,
    (raw) => {
      const lines = universalNewlines(raw).match(/[^\n]*\n|[^\n]+$/g) ?? [];
      const first = Math.max(start, 0);
      if (end === -1) return lines.slice(first).join('');
      return lines.slice(first, Math.max(Math.min(end, lines.length), first + 1)).join('');
    },
    `File not found: ${path}`,
  );
}

/** Lines `start` (from 0) up to `end` become the content; -1 is the end. */
function writeAction(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const content = textArgument(given, 'content');
  if (path === undefined) return missing('path');
  if (content === undefined) return missing('content');
  const start = numberArgument(given, 'start') ?? 0;
  const end = numberArgument(given, 'end') ?? -1;
  return writeFile(desk, path, (now) => {
    if (now.kind !== 'text' || (start === 0 && end === -1)) {
      return { ok: true, text: now.kind === 'text' ? ended(content) : content };
    }
    const lines = fileLines(universalNewlines(now.text)).map((line) => `${line}\n`);
    const added = content.split('\n').map((line) => `${line}\n`);
    const kept = end === -1 ? [] : lines.slice(end);
    return { ok: true, text: [...lines.slice(0, Math.max(0, start)), ...added, ...kept].join('') };
  });
}

/** The action writes line by line, each with an end. */
function ended(content: string): string {
  return `${content}\n`;
}
