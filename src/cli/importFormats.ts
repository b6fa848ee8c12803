import { open } from 'node:fs/promises';
import type { RecordingFormat } from '../core/formats/recordingFormat.ts';
import { recordingFormats } from '../core/formats/recordingFormats.ts';
import { fileTrouble } from '../node/formats/fileTrouble.ts';
import { importAtif } from './importAtif.ts';
import type { ImportFormat } from './importFormat.ts';
import { importSession } from './importSession.ts';

const sessionFormat = (format: RecordingFormat): ImportFormat => ({
  id: format.id,
  recognise: (head) => format.recognise(head) !== null,
  read: (order) => importSession(format, order),
});

/** Every format by its own word on a file's beginning, in the order of asking. */
export const importFormats: readonly ImportFormat[] = [
  ...recordingFormats.map(sessionFormat),
  { id: 'atif', recognise: (head) => /"schema_version"\s*:\s*"ATIF/.test(head), read: importAtif },
];

const HEAD = 64 * 1024;
/** Files that no format claims are tried as this, whose reader says what is wrong with them. */
const otherwise = 'atif';

/** The format of a file, by its beginning. Throws what fileTrouble makes of errors. */
export async function recogniseFormat(file: string): Promise<ImportFormat> {
  const head = await headOf(file);
  const found = importFormats.find(({ recognise }) => recognise(head));
  return found ?? (importFormats.find(({ id }) => id === otherwise) as ImportFormat);
}

async function headOf(file: string): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
      return buffer
        .subarray(0, bytesRead)
        .toString('utf8')
        .replace(/^\ufeff/, '');
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw fileTrouble(cause, file) ?? cause;
  }
}
