import { crowdCode } from './crowdCode.ts';
import type { RecordingFormat } from './recordingFormat.ts';
import { workspaceRecording } from './workspaceRecording.ts';

/** Every format of recordings that becomes a session, one file each. */
export const recordingFormats: readonly RecordingFormat[] = [workspaceRecording, crowdCode];

/** The format of a file by its beginning (its first 64 KB as text), with its version; null for none of them. */
export function recogniseRecording(
  head: string,
): { readonly format: RecordingFormat; readonly version: string } | null {
  for (const format of recordingFormats) {
    const version = format.recognise(head);
    if (version !== null) return { format, version };
  }
  return null;
}
