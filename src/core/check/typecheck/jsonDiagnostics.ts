import * as z from 'zod/mini';
import { type Diagnostic, severityOf } from './diagnostic.ts';

const point = z.object({ line: z.number(), character: z.number() });
const pyright = z.object({
  generalDiagnostics: z.array(
    z.object({
      file: z.string(),
      severity: z.string(),
      message: z.string(),
      rule: z.optional(z.string()),
      range: z.optional(z.object({ start: point })),
    }),
  ),
});
const eslint = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(
      z.object({
        ruleId: z.optional(z.nullable(z.string())),
        severity: z.number(),
        message: z.string(),
        line: z.optional(z.nullable(z.number())),
        column: z.optional(z.nullable(z.number())),
      }),
    ),
  }),
);
const mypy = z.object({
  file: z.string(),
  line: z.number(),
  column: z.number(),
  message: z.string(),
  code: z.optional(z.nullable(z.string())),
  severity: z.string(),
});
const cargo = z.object({
  reason: z.literal('compiler-message'),
  message: z.object({
    message: z.string(),
    level: z.string(),
    code: z.optional(z.nullable(z.object({ code: z.string() }))),
    spans: z.array(
      z.object({ file_name: z.string(), line_start: z.number(), column_start: z.number(), is_primary: z.boolean() }),
    ),
  }),
});

/**
 * Diagnostics of a tool that prints JSON: pyright `--outputjson`, eslint `-f json` (one document), mypy
 * `--output json`, cargo `--message-format=json` (one document a line). Null: it is none of these.
 */
export function jsonDiagnostics(output: string): { readonly tool: string; readonly list: Diagnostic[] } | null {
  const document = documentIn(output);
  const fromPyright = pyright.safeParse(document);
  if (fromPyright.success) return { tool: 'pyright', list: fromPyright.data.generalDiagnostics.map(ofPyright) };
  const fromEslint = eslint.safeParse(document);
  if (fromEslint.success) return { tool: 'eslint', list: fromEslint.data.flatMap(ofEslint) };
  const lines = output.split('\n').flatMap((line) => (line.startsWith('{') ? [parsed(line)] : []));
  const cargoLines = lines.some((line) => typeof line === 'object' && line !== null && 'reason' in line);
  if (cargoLines) return { tool: 'cargo', list: lines.flatMap(ofCargo) };
  const fromMypy = lines.flatMap((line) => mypy.safeParse(line).data ?? []);
  return fromMypy.length === 0 ? null : { tool: 'mypy', list: fromMypy.map(ofMypy) };
}

function documentIn(output: string): unknown {
  const text = output.trim();
  const whole = parsed(text);
  if (whole !== undefined) return whole;
  const start = text.search(/^[[{]/m);
  const end = Math.max(text.lastIndexOf(']'), text.lastIndexOf('}'));
  return start < 0 ? undefined : parsed(text.slice(start, end + 1));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ofPyright(one: z.infer<typeof pyright>['generalDiagnostics'][number]): Diagnostic {
  const start = one.range?.start;
  return {
    path: slashes(one.file),
    line: start === undefined ? 0 : start.line + 1,
    column: start === undefined ? 0 : start.character + 1,
    severity: severityOf(one.severity),
    code: one.rule ?? '',
    message: oneLine(one.message),
  };
}

function ofEslint({ filePath, messages }: z.infer<typeof eslint>[number]): Diagnostic[] {
  return messages.map(({ ruleId, severity, message, line, column }) => ({
    path: slashes(filePath),
    line: line ?? 0,
    column: column ?? 0,
    severity: severity === 1 ? 'warning' : 'error',
    code: ruleId ?? '',
    message: oneLine(message),
  }));
}

function ofMypy(one: z.infer<typeof mypy>): Diagnostic {
  const { file, line, column, message, code, severity } = one;
  return {
    path: slashes(file),
    line: Math.max(0, line),
    column: column + 1,
    severity: severityOf(severity),
    code: code ?? '',
    message: oneLine(message),
  };
}

function ofCargo(line: unknown): Diagnostic[] {
  const read = cargo.safeParse(line);
  if (!read.success) return [];
  const { message, level, code, spans } = read.data.message;
  const span = spans.find((each) => each.is_primary) ?? spans[0];
  if (span === undefined) return [];
  return [
    {
      path: slashes(span.file_name),
      line: span.line_start,
      column: span.column_start,
      severity: severityOf(level),
      code: code?.code ?? '',
      message: oneLine(message),
    },
  ];
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').trim();
}
