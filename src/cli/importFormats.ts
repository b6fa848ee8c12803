import type { RecordingFormat } from '../core/formats/recordingFormat.ts';
import { recordingFormats } from '../core/formats/recordingFormats.ts';
import { atifHead } from '../core/trajectory/importing/atifHead.ts';
import type { TrajectoryFormat } from '../core/trajectory/importing/format.ts';
import { trajectoryFormats } from '../core/trajectory/importing/trajectoryFormats.ts';
import { mainFile } from '../node/formats/companionFiles.ts';
import { fileHead } from '../node/formats/fileHead.ts';
import type { ImportFormat } from './importFormat.ts';
import { importSession } from './importSession.ts';
import { importTrajectory } from './importTrajectory.ts';

const sessionFormat = (format: RecordingFormat): ImportFormat => ({
  id: format.id,
  recognise: ({ text }) => (format.recognise(text) === null ? 0 : 1),
  read: (order) => importSession(format, order),
});

const trajectoryFormat = (format: TrajectoryFormat): ImportFormat => ({
  id: format.id,
  recognise: (head) => format.recognise(head)?.confidence ?? 0,
  read: (order) => importTrajectory(format.id, order),
});

const atif: ImportFormat = {
  id: 'atif',
  recognise: (head) => atifHead(head)?.confidence ?? 0,
  read: (order) => importTrajectory('atif', order),
};

/** Every format, each with its own word on a file's beginning. */
export const importFormats: readonly ImportFormat[] = [
  ...recordingFormats.map(sessionFormat),
  atif,
  ...trajectoryFormats.map(trajectoryFormat),
];

/** Below this a format is not sure enough of a file. */
const SURE = 0.5;

/**
 * The format that is surest of a file's beginning. A file that none is sure of is taken for ATIF, whose reader says
 * what is wrong with it. Throws what fileTrouble makes of errors.
 */
export async function recogniseFormat(file: string): Promise<ImportFormat> {
  const head = await fileHead(mainFile(file));
  const sure = importFormats.map((format) => ({ format, confidence: format.recognise(head) }));
  const [best] = sure.sort((one, other) => other.confidence - one.confidence);
  return best === undefined || best.confidence < SURE ? atif : best.format;
}
