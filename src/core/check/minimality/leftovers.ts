import type { Severity } from '../change.ts';
import type { Hunk } from './hunk.ts';

export interface Leftover {
  readonly severity: Severity;
  readonly path: string;
  readonly line: number;
  readonly symbol: string;
  readonly message: string;
  readonly why: string;
}

const FILES: readonly { readonly name: RegExp; readonly what: string; readonly severity: Severity }[] = [
  {
    name: /\.(orig|rej|bak|old|swp|swo)$|~$|(^|\/)#[^/]+#$/,
    what: 'a backup that a tool or an editor left',
    severity: 'warning',
  },
  {
    name: /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|nohup\.out|core\.\d+)$/,
    what: 'a file of the system',
    severity: 'warning',
  },
  {
    name: /\.(pyc|pyo|class|o|obj|tmp|temp|log|pid)$|(^|\/)__pycache__\//,
    what: 'made by a run, not by hand',
    severity: 'warning',
  },
  { name: /\.(patch|diff)$/, what: 'a patch', severity: 'warning' },
  {
    name: /(^|\/)(tmp|temp|scratch|scratchpad|repro(duce)?(_\w+)?|debug(_\w+)?|fix_\w+|try_\w+|test_fix\w*|quick_?test\w*|verify_\w+|run_test\w*)\.(py|js|ts|mjs|cjs|sh|go|rb|txt|md)$/i,
    what: 'a name for something made to try things out',
    severity: 'warning',
  },
];

/** Files of the change that look left behind; only those that came with it. */
export function leftoverFiles(came: readonly string[]): Leftover[] {
  return came.flatMap((path) => {
    const found = FILES.find(({ name }) => name.test(path));
    if (found === undefined || /(^|\/)(patches|fixtures?|testdata|test-fixtures|snapshots)\//.test(path)) return [];
    const { what, severity } = found;
    return [
      {
        severity,
        path,
        line: 1,
        symbol: '',
        message: 'This file looks left behind; take it out of the change.',
        why: `its name is that of ${what}`,
      },
    ];
  });
}

interface DebugPrint {
  readonly files: RegExp;
  readonly line: RegExp;
  /** Nobody means to keep it; the others may be the program's own way to speak. */
  readonly always: boolean;
  /** Files that hold such lines at base use them on purpose. */
  readonly habit?: RegExp;
}

const SCRIPT = /\.[cm]?[jt]sx?$/;
const PRINTS: readonly DebugPrint[] = [
  { files: SCRIPT, line: /^\s*debugger\b/, always: true },
  {
    files: SCRIPT,
    line: /^\s*console\.(log|debug|trace|dir)\(/,
    always: false,
    habit: /console\.(log|debug|trace|dir)\(/,
  },
  {
    files: /(test|spec)[^/]*\.[cm]?[jt]sx?$/,
    line: /^\s*((it|test|describe|context|suite)\.only|f(it|describe))\(/,
    always: true,
  },
  { files: /\.pyi?$/, line: /^\s*(breakpoint\(\)|import i?pdb\b|i?pdb\.set_trace\()/, always: true },
  {
    files: /\.py$/,
    line: /^\s*print\(\s*(f?["'](DEBUG|XXX|TODO|HERE|here|>>>|---|===|\*\*\*)|f["'][^"']*\{\w+=\})/,
    always: true,
  },
  { files: /\.py$/, line: /^\s*print\(/, always: false, habit: /\bprint\(/ },
  { files: /\.rs$/, line: /\bdbg!\(/, always: true },
  { files: /\.rs$/, line: /^\s*e?println!\(/, always: false, habit: /e?println!\(/ },
  { files: /\.go$/, line: /^\s*fmt\.Print(ln|f)?\(/, always: false, habit: /fmt\.Print|package main/ },
  {
    files: /\.java$/,
    line: /^\s*System\.(out|err)\.print|\.printStackTrace\(\)/,
    always: false,
    habit: /System\.(out|err)\.print|\.printStackTrace\(|void main\(/,
  },
];
const SPEAKS =
  /(^|\/)(bin|cli|cmd|scripts?|tools?|examples?|demos?|benchmarks?)\/|(^|\/)(cli|main|__main__|index|server|manage|setup)\.\w+$|test|spec/i;

/** Lines that the change put in and that look left behind: debug prints, stops of a debugger, focused tests, conflict marks. */
export function leftoverLines(hunks: readonly Hunk[], before: string | null): Leftover[] {
  return hunks.flatMap((hunk) => {
    const { path, added, removed, newLine } = hunk;
    const known = new Set(removed.map((line) => line.trim()));
    return added.flatMap((line, at): Leftover[] => {
      if (known.has(line.trim())) return [];
      const place = { path, line: newLine + at, symbol: '' };
      if (/^(<{7} |>{7} )/.test(line)) {
        return [
          {
            ...place,
            severity: 'error',
            message: 'A conflict mark of a merge is left.',
            why: 'the change put the line in',
          },
        ];
      }
      const print = PRINTS.find(({ files, line: pattern }) => files.test(path) && pattern.test(line));
      if (print === undefined) return [];
      const habitual = !print.always && (before === null || SPEAKS.test(path) || print.habit?.test(before) === true);
      if (habitual) return [];
      return [
        {
          ...place,
          severity: 'warning',
          message: 'This line looks left over from debugging; take it out.',
          why: print.always
            ? 'it is of no use outside of trying things out'
            : 'the file had no such line before the change',
        },
      ];
    });
  });
}
