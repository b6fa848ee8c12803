import type { ToolDesk } from './toolDesk.ts';

/** What a linter said, which the recording alone knows: flake8 is not run here. */
interface LintErrors {
  readonly lead: string;
  readonly errors: string;
  readonly rule: string;
  readonly tail: string;
}

/** The linter's refusal as it was recorded; null: it was not refused. */
export function lintErrors(desk: ToolDesk): LintErrors | null {
  const found =
    /^(\s*Your proposed edit has introduced new syntax error\(s\)[\s\S]*?\n\n?ERRORS:\n)([\s\S]*?)(?=This is how your edit would have looked if applied\n(-+)\n)/.exec(
      desk.recorded ?? '',
    );
  if (found === null) return null;
  const tail = /\n-+\n*(Your changes have NOT been applied[\s\S]*)$/.exec(desk.recorded ?? '');
  const [, lead = '', errors = '', rule = ''] = found;
  const end = (tail?.[0] ?? '').replace(/^\n-+/, '');
  return { lead, errors, rule, tail: end };
}

/** The refusal with both windows as they come out here. */
export function lintRefused({ lead, errors, rule, tail }: LintErrors, applied: string, original: string): string {
  return `${lead}${errors}This is how your edit would have looked if applied\n${rule}\n${applied}\n${rule}\n\nThis is the original code before your edit\n${rule}\n${original}\n${rule}${tail}`;
}
