import type * as vscode from 'vscode';
import { startCapture } from './capture/captureFeature.ts';
import { startChecks } from './checks/checksFeature.ts';
import { type Datasets, startDatasets } from './datasets/datasetsFeature.ts';
import { startDebugger } from './debugger/debuggerFeature.ts';
import type { Recording } from './host/recording.ts';
import { startNotes } from './notes/notesFeature.ts';
import { startPrivacy } from './privacy/privacyFeature.ts';
import { startRecorder } from './recorder/recorderFeature.ts';
import { makeServices, type Services } from './services.ts';
import { startSessions } from './sessions/sessionsFeature.ts';
import { startStateFiles } from './stateFiles/stateFilesFeature.ts';
import { startStatus } from './status/statusItem.ts';
import { startTestExplorer, type TestExplorer } from './testExplorer/testExplorerFeature.ts';
import { startTimeline } from './timeline/timelineFeature.ts';
import { startTrajectories, type Trajectories } from './trajectories/trajectoriesFeature.ts';
import { startVerify } from './verify/verifyCommand.ts';

interface Feature<Started extends vscode.Disposable = vscode.Disposable> {
  readonly name: string;
  start(services: Services, recording: Recording): Started;
}

const features: readonly Feature[] = [
  { name: 'status', start: ({ log, size }, recording) => startStatus({ log, recording, size }) },
  { name: 'notes', start: ({ log }, recording) => startNotes({ log, recording }) },
  { name: 'sessions', start: (services, recording) => startSessions({ ...services, recording }) },
  { name: 'timeline', start: (services, recording) => startTimeline({ ...services, recording }) },
  { name: 'privacy', start: (services, recording) => startPrivacy({ ...services, recording }) },
  { name: 'capture', start: (services, recording) => startCapture({ ...services, recording }) },
  { name: 'checks', start: startChecks },
  { name: 'verify', start: (services, recording) => startVerify({ ...services, recording }) },
  { name: 'stateFiles', start: (services) => startStateFiles(services) },
  { name: 'debugger', start: (services) => startDebugger(services) },
];

const trajectoriesFeature: Feature<Trajectories> = { name: 'trajectories', start: startTrajectories };
const datasetsFeature: Feature<Datasets> = { name: 'datasets', start: startDatasets };
const testExplorerFeature: Feature<TestExplorer> = { name: 'test explorer', start: startTestExplorer };

/** What other extensions and tests get from activate(). */
export interface TracewrightApi {
  readonly recording: Recording;
  /** Undefined where they could not be started. */
  readonly trajectories: Trajectories | undefined;
  readonly testExplorer: TestExplorer | undefined;
  readonly datasets: Datasets | undefined;
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
  const trajectories = startOne(trajectoriesFeature, services, recorder.recording, context);
  const testExplorer = startOne(testExplorerFeature, services, recorder.recording, context);
  const datasets = startOne(datasetsFeature, services, recorder.recording, context);
  const activationMs = performance.now() - began;
  services.log.info(`active after ${activationMs.toFixed(1)} ms`);
  return { recording: recorder.recording, trajectories, testExplorer, datasets, activationMs };
}

/** The editor waits for this: a session that is still recorded is brought to its end. */
export async function deactivate(): Promise<void> {
  await stops.get(stopKey)?.();
}

function startOne<Started extends vscode.Disposable>(
  feature: Feature<Started>,
  services: Services,
  recording: Recording,
  context: vscode.ExtensionContext,
): Started | undefined {
  const began = performance.now();
  try {
    const started = feature.start(services, recording);
    context.subscriptions.push(started);
    services.log.info(`${feature.name} started in ${(performance.now() - began).toFixed(1)} ms`);
    return started;
  } catch (error) {
    services.log.error(`${feature.name} did not start; the rest works without it`, error);
    return undefined;
  }
}
