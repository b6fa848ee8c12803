import { writeFile } from 'node:fs/promises';
import type { Exported } from '../core/formats/exported.ts';
import { fileTrouble } from '../node/formats/fileTrouble.ts';
import type { Answer } from './command.ts';

export interface WriteOrder {
  readonly format: string;
  /** Absolute; null: to stdout. */
  readonly out: string | null;
  /** Write although something is lost. */
  readonly lossy: boolean;
}

/** Writes what was exported, unless it lost something that nobody allowed it to lose: then exit code 1, and no file. */
export async function written({ content, losses }: Exported, { format, out, lossy }: WriteOrder): Promise<Answer> {
  const refused = losses.length > 0 && !lossy;
  const lines = losses.map(({ what, count }) => `lost  ${what}: ${count}`);
  if (refused) {
    const why = `${format} cannot hold all of this; nothing was written (--lossy writes the rest)`;
    return { json: { format, out: null, refused, losses }, text: [why, ...lines].join('\n'), exitCode: 1 };
  }
  if (out !== null) {
    await write(out, content);
    return { json: { format, out, refused, losses }, text: [`${format}: written to ${out}`, ...lines].join('\n') };
  }
  for (const line of lines) process.stderr.write(`${line}\n`);
  return { json: { format, out, refused, losses, content }, text: content.replace(/\n$/, '') };
}

/** Never over a file that is there. */
async function write(out: string, content: string): Promise<void> {
  try {
    await writeFile(out, content, { flag: 'wx' });
  } catch (cause) {
    throw fileTrouble(cause, out) ?? cause;
  }
}
