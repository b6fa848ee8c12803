import type * as vscode from 'vscode';
import { startCapture } from './capture/captureFeature.ts';
import type { Recording } from './host/recording.ts';
import { startNotes } from './notes/notesFeature.ts';
import { startPrivacy } from './privacy/privacyFeature.ts';
import { startRecorder } from './recorder/recorderFeature.ts';
import { makeServices, type Services } from './services.ts';
import { startSessions } from './sessions/sessionsFeature.ts';
import { startStatus } from './status/statusItem.ts';
import { startTimeline } from './timeline/timelineFeature.ts';
import { startTrajectories } from './trajectories/trajectoriesFeature.ts';
import { startVerify } from './verify/verifyCommand.ts';

interface Feature {
  readonly name: string;
  start(services: Services, recording: Recording): vscode.Disposable;
}

const features: readonly Feature[] = [
  { name: 'status', start: ({ log, size }, recording) => startStatus({ log, recording, size }) },
  { name: 'notes', start: ({ log }, recording) => startNotes({ log, recording }) },
  { name: 'sessions', start: (services, recording) => startSessions({ ...services, recording }) },
  { name: 'timeline', start: (services, recording) => startTimeline({ ...services, recording }) },
  { name: 'privacy', start: (services, recording) => startPrivacy({ ...services, recording }) },
  { name: 'capture', start: (services, recording) => startCapture({ ...services, recording }) },
  { name: 'verify', start: (services, recording) => startVerify({ ...services, recording }) },
];

/** What other extensions and tests get from activate(). */
export interface TracewrightApi {
  readonly recording: Recording;
  readonly trajectories: Trajectories;
  /** Milliseconds that activate() took. */
  readonly activationMs: number;
}

const stops = new WeakMap<object, () => Promise<void>>();
const stopKey = {};

export function activate(context: vscode.ExtensionContext): TracewrightApi {
  const began = performance.now();
  const services = makeServices(context);
  const recorder = startRecorder(services);
  stops.set(stopKey, () => recorder.stopForClose());
  context.subscriptions.push(recorder);
  for (const feature of features) startOne(feature, services, recorder.recording, context);
  const activationMs = performance.now() - began;
  services.log.info(`active after ${activationMs.toFixed(1)} ms`);
  return { recording: recorder.recording, activationMs };
}

/** The editor waits for this: a session that is still recorded is brought to its end. */
export async function deactivate(): Promise<void> {
  await stops.get(stopKey)?.();
}

function startOne(feature: Feature, services: Services, recording: Recording, context: vscode.ExtensionContext): void {
  const began = performance.now();
  try {
    context.subscriptions.push(feature.start(services, recording));
    services.log.info(`${feature.name} started in ${(performance.now() - began).toFixed(1)} ms`);
  } catch (error) {
    services.log.error(`${feature.name} did not start; the rest works without it`, error);
  }
}
