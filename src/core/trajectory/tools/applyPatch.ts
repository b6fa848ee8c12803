import { textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { chunksApplied, type PatchDialect } from './patchChunks.ts';
import { type PatchAction, patchEnvelope } from './patchEnvelope.ts';
import { PatchedFiles } from './patchedFiles.ts';
import { type Arguments, missing, refused, type Tool, type ToolDesk } from './toolDesk.ts';
import { unifiedDiffApplied } from './unifiedDiff.ts';

/** `apply_patch` of Codex, VS Code, Cline, Droid and opencode: the envelope, or a unified diff in its place. */
export const applyPatchTools: readonly Tool[] = [
  {
    names: ['apply_patch', 'applypatch', 'patch', 'git_apply', 'apply_unified_diff'],
    perform: (given, desk) => {
      const text = patchText(given);
      return text === undefined ? missing('patch') : patched(text, desk, dialectOf(given));
    },
  },
];

function patchText(given: Arguments): string | undefined {
  const command = given.command;
  if (Array.isArray(command)) return command.findLast((word): word is string => typeof word === 'string');
  return textArgument(given, 'input', 'patch', 'patchText', 'patch_text', 'diff', 'content', 'command', 'text');
}

function dialectOf(given: Arguments): PatchDialect {
  return 'explanation' in given || 'patchText' in given ? 'editor' : 'codex';
}

/** Does a patch of either form; all of it or nothing. */
export function patched(text: string, desk: ToolDesk, dialect: PatchDialect): CallOutcome {
  if (!text.includes('*** Begin Patch') && /^(?:diff --git |--- |Index: )/m.test(text)) {
    return unifiedDiffApplied(text, desk, { strip: 1, fuzz: 2 });
  }
  const envelope = patchEnvelope(text);
  if (!envelope.ok) return refused('bad-patch', envelope.said, `apply_patch verification failed: ${envelope.said}`);
  if (envelope.actions.length === 0) return refused('bad-patch', 'the patch is empty', 'No files were modified.');
  const files = new PatchedFiles(desk);
  const done: { readonly sign: 'A' | 'M' | 'D'; readonly path: string }[] = [];
  for (const action of envelope.actions) {
    const problem = performed(action, files, desk, dialect);
    if (problem !== null) return problem;
    const path = action.kind === 'update' ? (action.to ?? action.path) : action.path;
    done.push({ sign: action.kind === 'add' ? 'A' : action.kind === 'delete' ? 'D' : 'M', path });
  }
  return files.outcome(dialect === 'codex' ? summary(done, desk) : undefined);
}

function summary(done: readonly { sign: 'A' | 'M' | 'D'; path: string }[], desk: ToolDesk): string | undefined {
  const said = desk.recorded;
  if (said !== undefined && !said.startsWith('Success. Updated')) return undefined;
  const lines = (['A', 'M', 'D'] as const).flatMap((sign) =>
    done.filter((one) => one.sign === sign).map(({ path }) => `${sign} ${path}`),
  );
  return `Success. Updated the following files:\n${lines.join('\n')}\n`;
}

function performed(
  action: PatchAction,
  files: PatchedFiles,
  desk: ToolDesk,
  dialect: PatchDialect,
): CallOutcome | null {
  const at = desk.place(action.path);
  if (!at.ok) return refused(at.code, at.why);
  const shown = desk.shown(action.path) ?? action.path;
  const now = files.look(at.path);
  if (action.kind === 'add') {
    if (dialect === 'editor' && now.kind !== 'absent') return refused('exists', `"${at.path}" is there already`);
    files.write(at.path, action.content);
    return null;
  }
  if (now.kind === 'absent') {
    const verb = action.kind === 'delete' ? 'read' : 'read file to update';
    const said = `apply_patch verification failed: Failed to ${verb} ${shown}: No such file or directory (os error 2)`;
    return refused('absent', `"${at.path}" is not there`, said);
  }
  if (action.kind === 'delete') {
    files.remove(at.path);
    return null;
  }
  const to = action.to === null ? at : desk.place(action.to);
  if (!to.ok) return refused(to.code, to.why);
  if (now.kind === 'bytes') return refused('not-text', `"${at.path}" is not UTF-8 text`);
  const result = chunksApplied(now.text, action.chunks, shown, dialect);
  if (!result.ok) {
    return refused('not-found', `in "${at.path}" ${result.said}`, `apply_patch verification failed: ${result.said}`);
  }
  if (to.path !== at.path) files.move(at.path, to.path);
  files.write(to.path, result.text);
  return null;
}
