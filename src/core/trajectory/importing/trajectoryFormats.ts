import { agentDataProtocol } from './agentDataProtocol.ts';
import { chatReplay } from './chatReplay.ts';
import { claudeCode } from './claudeCode.ts';
import { clineClassic, clineSdk } from './cline.ts';
import { codexExec } from './codexExec.ts';
import { codexRollout } from './codexRollout.ts';
import { copilotEvents } from './copilotEvents.ts';
import type { FileHead, Recognised, TrajectoryFormat } from './format.ts';
import { geminiCli, geminiCliDocument, geminiResponses } from './geminiCli.ts';
import { inspectEval, inspectJson } from './inspectLog.ts';
import { cursor, droid, openAiChat, pi } from './messageLogs.ts';
import { miniSweAgent } from './miniSweAgent.ts';
import { openCode } from './openCode.ts';
import { openHandsV0, openHandsV0Rows } from './openHandsEvents.ts';
import { openHandsV1, openHandsV1Folder } from './openHandsV1.ts';
import { otlpDocument, otlpLines } from './otlpSpans.ts';
import { sweAgent } from './sweAgent.ts';
import { vscodeChat, vscodeChatLog } from './vscodeChat.ts';

/** Every foreign format of trajectories that is read, one file or family each. */
export const trajectoryFormats: readonly TrajectoryFormat[] = [
  claudeCode,
  codexRollout,
  codexExec,
  copilotEvents,
  vscodeChat,
  vscodeChatLog,
  chatReplay,
  geminiCli,
  geminiCliDocument,
  geminiResponses,
  clineSdk,
  clineClassic,
  openCode,
  cursor,
  droid,
  pi,
  sweAgent,
  miniSweAgent,
  openHandsV0,
  openHandsV0Rows,
  openHandsV1,
  openHandsV1Folder,
  inspectJson,
  inspectEval,
  agentDataProtocol,
  otlpLines,
  otlpDocument,
  openAiChat,
];

/** Below this nobody is sure enough to read a file that was not named to be of its format. */
const SURE = 0.5;

/** The format that is surest of a file's beginning; null when none is sure enough. */
export function recogniseTrajectory(
  head: FileHead,
): { readonly format: TrajectoryFormat; readonly recognised: Recognised } | null {
  let best: { readonly format: TrajectoryFormat; readonly recognised: Recognised } | null = null;
  for (const format of trajectoryFormats) {
    const recognised = format.recognise(head);
    if (recognised === null || recognised.confidence < SURE) continue;
    if (best === null || recognised.confidence > best.recognised.confidence) best = { format, recognised };
  }
  return best;
}
