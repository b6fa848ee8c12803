import { type Diagnostic, severityOf } from './diagnostic.ts';

interface LineFormat {
  readonly tool: string;
  readonly pattern: RegExp;
}

const PATH = String.raw`(?<path>(?:[A-Za-z]:)?[^\s:(){}"'<>|][^:(){}"'<>|]*?)`;
const PLACE = String.raw`(?<line>\d+)(?:[:,](?<column>\d+))?`;
const LEVEL = '(?<level>fatal error|error|warning|information|info|note|hint|remark|help)';

/** One line says it all. The first that matches wins. */
const formats: readonly LineFormat[] = [
  { tool: 'tsc', pattern: new RegExp(`^${PATH}\\(${PLACE}\\): ${LEVEL} (?<code>TS\\d+): (?<message>.*)$`) },
  { tool: 'tsc', pattern: new RegExp(`^${PATH}:${PLACE} - ${LEVEL} (?<code>TS\\d+): (?<message>.*)$`) },
  {
    tool: 'pyright',
    pattern: new RegExp(`^\\s+${PATH}:${PLACE} - ${LEVEL}: (?<message>.*?)(?: \\((?<code>report\\w+)\\))?$`),
  },
  { tool: 'maven', pattern: new RegExp(`^\\[(?<level>ERROR|WARNING)\\] ${PATH}:\\[${PLACE}\\] (?<message>.*)$`) },
  {
    tool: 'cargo',
    pattern: new RegExp(`^${PATH}:${PLACE}: (?<level>error|warning)\\[(?<code>\\w+)\\]: (?<message>.*)$`),
  },
  {
    tool: 'mypy',
    pattern: new RegExp(`^${PATH}:${PLACE}: ${LEVEL}: (?<message>.*?)  \\[(?<code>[\\w-]+)\\]$`),
  },
  {
    tool: 'compiler',
    pattern: new RegExp(
      `^(?:\\[?javac\\]?\\s+|e: |w: )?${PATH}:${PLACE}: ${LEVEL}:? (?<message>.*?)(?: \\[(?<code>-W[\\w-=]+)\\])?$`,
    ),
  },
  {
    tool: 'eslint',
    pattern: new RegExp(`^${PATH}:${PLACE}: (?<message>.*) \\[(?<level>Error|Warning)(?:/(?<code>[^\\]]+))?\\]$`),
  },
  { tool: 'go', pattern: new RegExp(`^(?:vet: )?${PATH}:${PLACE}: (?<message>\\S.*)$`) },
];

/** Endings that a line without a level must have, so that a log's `12:30:05: started` is not taken for a place. */
const SOURCE = /\.[A-Za-z][\w+]{0,9}$/;

/**
 * Diagnostics of a tool that prints them for people, a line each: tsc (plain and pretty), pyright, mypy, go build and
 * vet, cargo check, javac, maven, eslint (stylish, unix, compact) and whatever prints `file:line:column: error: …`.
 * Lines that say nothing of a place are left out; what is indented below a diagnostic of tsc belongs to it.
 */
export function lineDiagnostics(output: string): { readonly tool: string; readonly list: Diagnostic[] } {
  const lines = output.split('\n');
  const list: Diagnostic[] = [];
  const tools = new Set<string>();
  let heading: string | null = null;
  for (const [at, line] of lines.entries()) {
    const stylish = heading === null ? null : ofStylish(heading, line);
    const found = stylish ?? ofRust(line, lines.slice(at + 1, at + 4)) ?? ofLine(line);
    if (found !== null) {
      tools.add(found.tool);
      list.push(found.diagnostic);
    } else if (line.trim() === '') heading = null;
    else if (/^\S/.test(line) && SOURCE.test(line.trim())) heading = line.trim();
  }
  return { tool: [...tools][0] ?? '', list };
}

interface Found {
  readonly tool: string;
  readonly diagnostic: Diagnostic;
}

function ofLine(line: string): Found | null {
  if (line.length > 4000) return null;
  for (const { tool, pattern } of formats) {
    const groups = pattern.exec(line)?.groups;
    if (groups === undefined) continue;
    const { path = '', level, code = '', message = '' } = groups;
    if (level === undefined && !SOURCE.test(path)) continue;
    return {
      tool,
      diagnostic: {
        path: cleanPath(path),
        line: Number(groups.line),
        column: Number(groups.column ?? 0),
        severity: severityOf(level ?? 'error'),
        code,
        message: message.replace(/\s+/g, ' ').trim(),
      },
    };
  }
  return null;
}

/** eslint's own form: the path stands alone on a line, and its diagnostics below it. */
function ofStylish(heading: string, line: string): Found | null {
  const match = /^\s+(\d+):(\d+)\s+(error|warning)\s+(.*?)(?:\s{2,}(\S+))?\s*$/.exec(line);
  if (match === null) return null;
  const [, row, column, level = '', message = '', code = ''] = match;
  const diagnostic = {
    path: cleanPath(heading),
    line: Number(row),
    column: Number(column),
    severity: severityOf(level),
    code,
    message: message.trim(),
  };
  return { tool: 'eslint', diagnostic };
}

/** rustc's own form: `error[E0308]: mismatched types`, and the place behind an arrow on the next line. */
function ofRust(line: string, next: readonly string[]): Found | null {
  const match = /^(error|warning)(?:\[(\w+)\])?: (.*)$/.exec(line);
  const place = next.map((each) => /^\s+--> (.+):(\d+):(\d+)$/.exec(each)).find((each) => each !== null);
  if (match === null || place === undefined || place === null) return null;
  const [, level = '', code = '', message = ''] = match;
  const diagnostic = {
    path: cleanPath(place[1] ?? ''),
    line: Number(place[2]),
    column: Number(place[3]),
    severity: severityOf(level),
    code,
    message: message.trim(),
  };
  return { tool: 'cargo', diagnostic };
}

function cleanPath(path: string): string {
  return path.trim().replaceAll('\\', '/').replace(/^\.\//, '');
}
