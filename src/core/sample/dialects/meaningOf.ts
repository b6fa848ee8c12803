import type { CallOutcome, FileChange, RecordedCall } from '../../trajectory/tools/callOutcome.ts';
import { uniqueEdits } from '../../trajectory/uniqueEdits.ts';
import type { Meaning } from './dialect.ts';
import { namedMeaning } from './namedMeaning.ts';

/** Tools whose commands each start in a shell of their own. */
const fresh = /^(?:shell|shell_command|local_shell\w*|container\.exec|exec_command|run_shell_command|run_commands?)$/i;

/**
 * What a call does, as things that any set of tools may say; null: nobody can tell.
 * @param outcome what the executor of the tool makes of it, on the files as far as they are known
 * @param unknown the files that it works on are not known, or are known to be others
 */
export function meaningsOf(called: RecordedCall, outcome: CallOutcome, unknown: boolean): readonly Meaning[] | null {
  const named = namedMeaning(called);
  if (outcome.kind === 'files' && !unknown) return ofChanges(outcome.changes, named);
  if (outcome.kind === 'none' && outcome.what === 'command') {
    const run = outcome.command;
    if (run === undefined || run.input === true || run.background === true) return null;
    const { command, cwd, timeoutMs } = run;
    return [
      {
        what: 'run',
        command,
        ...(cwd === undefined ? {} : { cwd }),
        ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
        lasting: !fresh.test(called.function_name) && cwd === undefined,
      },
    ];
  }
  return named === null ? typed(called) : [named];
}

/** SWE-agent's words that were typed into its shell. */
function typed({ arguments: given }: RecordedCall): readonly Meaning[] | null {
  const line = typeof given.command === 'string' ? given.command.trim() : '';
  const opened = /^open "?([^"\s]+)"?(?: (\d+))?$/.exec(line);
  if (opened === null) return line === 'submit' ? [{ what: 'finish', text: '' }] : null;
  const first = opened[2] === undefined ? {} : { first: Number(opened[2]) };
  return [{ what: 'read', path: opened[1] ?? '', ...first }];
}

function ofChanges(changes: readonly FileChange[], named: Meaning | null): readonly Meaning[] {
  const gone = new Map(changes.flatMap((change) => (change.from === undefined ? [] : [[change.from, change.path]])));
  return changes.flatMap((change): Meaning[] => {
    const { path, before, after, from } = change;
    if (after === null) return gone.has(path) ? [] : [{ what: 'delete', path: shown(path, named) }];
    if (from !== undefined) {
      const moved: Meaning = { what: 'move', path: shown(from, named), to: path };
      const source = changes.find((other) => other.path === from)?.before ?? null;
      return source === null || source === after ? [moved] : [moved, ...edited(path, source, after, null)];
    }
    return edited(path, before, after, named);
  });
}

/** The path in the words of the call, where it names this one. */
function shown(path: string, named: Meaning | null): string {
  return named !== null && 'path' in named && named.path?.endsWith(path) === true ? named.path : path;
}

function edited(path: string, before: string | null, after: string, named: Meaning | null): Meaning[] {
  const where = shown(path, named);
  if (before === null) return [{ what: 'create', path: where, text: after }];
  if (named?.what === 'replace' && before.split(named.before).join(named.after) === after) return [named];
  if (named?.what === 'insert' || named?.what === 'write') return [named];
  if (before === after) return [{ what: 'write', path: where, text: after }];
  if (before === '') return [{ what: 'write', path: where, text: after }];
  return uniqueEdits(before, after).map(({ oldText, newText }) => ({
    what: 'replace',
    path: where,
    before: oldText,
    after: newText,
    all: false,
  }));
}
