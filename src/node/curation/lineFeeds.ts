import { createReadStream } from 'node:fs';

/** Lines of a UTF-8 file, which end at `\n` alone; a `\r` before it is taken away. Memory holds one line. */
export async function* lineFeeds(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}
