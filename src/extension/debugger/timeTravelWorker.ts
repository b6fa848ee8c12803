/**
 * One trajectory, away from the thread in which people type: its debug sessions, and the files at each of its steps.
 * `workerData`: see travelWorkerDataSchema. Lives until it is ended.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { TracewrightError } from '../../core/errors.ts';
import { type TravelReply, travelRequestSchema, travelWorkerDataSchema } from '../host/timeTravelMessages.ts';
import { textsOf } from './debugTexts.ts';
import { TrajectoryDebugSession } from './trajectoryDebugSession.ts';
import { TravelService } from './travelService.ts';

const { options, version, cache, strings } = travelWorkerDataSchema.parse(workerData);
const { id, name, ...states } = options;
const l10n = textsOf(strings);
const service = new TravelService(
  {
    trajectory: states.trajectory,
    repo: states.repo,
    version,
    ...(states.base === undefined ? {} : { base: states.base }),
    ...(states.mode === undefined ? {} : { mode: states.mode }),
    ...(states.map === undefined ? {} : { map: states.map }),
    ...(cache === undefined ? {} : { cache }),
  },
  l10n,
);
const sessions = new Map<string, TrajectoryDebugSession>();

parentPort?.on('message', async (sent: unknown) => {
  const request = travelRequestSchema.parse(sent);
  switch (request.kind) {
    case 'dap':
      sessionOf(request.session).handleMessage(request.message as unknown as DebugProtocol.ProtocolMessage);
      return;
    case 'end':
      sessions.get(request.session)?.dispose();
      sessions.delete(request.session);
      return;
    case 'ask':
      try {
        reply({ kind: 'answer', id: request.id, ok: true, result: await service.answer(request.question) });
      } catch (error) {
        const code = error instanceof TracewrightError ? error.code : '';
        reply({ kind: 'answer', id: request.id, ok: false, sentence: sentenceOf(error), code });
      }
  }
});

function sessionOf(session: string): TrajectoryDebugSession {
  const known = sessions.get(session);
  if (known !== undefined) return known;
  const made = new TrajectoryDebugSession({
    l10n,
    id,
    repo: states.repo,
    documentName: name,
    open: (signal, onProgress) => service.open({ signal, onProgress }),
    sentenceOf,
    onMoved: (state) => reply({ kind: 'moved', session, state }),
  });
  made.onDidSendMessage((message) => reply({ kind: 'dap', session, message }));
  sessions.set(session, made);
  return made;
}

function reply(message: TravelReply): void {
  parentPort?.postMessage(message);
}

function sentenceOf(error: unknown): string {
  if (error instanceof TracewrightError) return error.sentence;
  return error instanceof Error ? error.message : String(error);
}
