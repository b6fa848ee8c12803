import { open } from 'node:fs/promises';
import path from 'node:path';
import { minedManifestSchema } from '../../core/mining/minedEdit.ts';
import { readJsonFile } from '../formats/readJsonFile.ts';
import type { BuildUnit, Source } from './source.ts';

const FILES_A_UNIT = 40;
/** Mined edits are cut at the first line end after so many bytes. */
const BYTES_A_UNIT = 2 * 1024 * 1024;

/** The pieces of a source, in order; cut the same way whatever the number of threads. */
export async function* planUnits(source: Source): AsyncGenerator<BuildUnit> {
  if (source.kind === 'code') {
    const count = source.files?.length ?? 0;
    for (let at = 0; at < count; at += FILES_A_UNIT) {
      yield { source, part: [at, Math.min(at + FILES_A_UNIT, count)] };
    }
  } else if (source.kind === 'mined') {
    const manifest = minedManifestSchema.parse(await readJsonFile(path.join(source.path, 'mined.json')));
    for (const { name } of manifest.files) {
      for await (const part of cuts(path.join(source.path, name))) yield { source, part, file: name };
    }
  } else yield { source, part: null };
}

async function* cuts(file: string): AsyncGenerator<readonly [number, number]> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    for (let start = 0; start < size; ) {
      const end = await lineEndAfter(handle, start + BYTES_A_UNIT, size);
      yield [start, end];
      start = end;
    }
  } finally {
    await handle.close();
  }
}

async function lineEndAfter(
  handle: { read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }> },
  from: number,
  size: number,
): Promise<number> {
  const buffer = Buffer.alloc(64 * 1024);
  for (let at = from; at < size; at += buffer.length) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    const feed = buffer.subarray(0, bytesRead).indexOf(0x0a);
    if (feed >= 0) return at + feed + 1;
  }
  return size;
}
