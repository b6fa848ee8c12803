import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Writes launcher.ts as an executable, for callers that start a program by its path alone: a shell script, or a .cmd
 * on Windows, that runs it with this Node.
 */
export async function launcherProgram(folder: string): Promise<string> {
  const script = fileURLToPath(import.meta.resolve('./launcher.ts'));
  await mkdir(folder, { recursive: true });
  if (process.platform === 'win32') {
    const file = path.join(folder, 'vscode-server.cmd');
    await writeFile(file, `@"${process.execPath}" "${script}" %*\r\n`);
    return file;
  }
  const file = path.join(folder, 'vscode-server');
  await writeFile(file, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(script)} "$@"\n`);
  await chmod(file, 0o755);
  return file;
}

/** A word for a POSIX shell. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
