import { type Diagnostic, plainOutput } from './diagnostic.ts';
import { jsonDiagnostics } from './jsonDiagnostics.ts';
import { lineDiagnostics } from './lineDiagnostics.ts';

export interface ParsedDiagnostics {
  /** Whose form it was; empty when nothing was understood. */
  readonly tool: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What a type checker, compiler or linter printed, as diagnostics; paths inside one of `roots` are made relative to it.
 * Notes that belong to another diagnostic are left out.
 * @param roots absolute folders, forward slashes
 */
export function parseDiagnostics(stdout: string, stderr: string, roots: readonly string[] = []): ParsedDiagnostics {
  const [out, err] = [plainOutput(stdout), plainOutput(stderr)];
  const json = jsonDiagnostics(out);
  const { tool, list } = json ?? lineDiagnostics(`${out}\n${err}`);
  const diagnostics = list
    .filter(({ severity, message }) => severity !== 'info' || !/^(defined here|see |note:)/i.test(message))
    .map((one) => ({ ...one, path: insideRoot(one.path, roots), message: withoutRoots(one.message, roots) }));
  return { tool, diagnostics };
}

function insideRoot(path: string, roots: readonly string[]): string {
  for (const root of roots) if (path.startsWith(`${root}/`)) return path.slice(root.length + 1);
  return path;
}

function withoutRoots(text: string, roots: readonly string[]): string {
  return roots.reduce((rest, root) => rest.replaceAll(`${root}/`, ''), text);
}
