import { parentPort, workerData } from 'node:worker_threads';
import { Redactor } from '../../core/session/redaction/redactor.ts';
import { loadSecretLint } from './lintSecrets.ts';
import { type TakeInCall, type TakenFile, takeIn } from './takeIn.ts';

export interface SecretServiceData {
  readonly enabled: boolean;
  readonly allow: readonly (string | RegExp)[];
}

export type SecretQuestion =
  | { readonly kind: 'learn'; readonly value: string }
  | { readonly kind: 'take'; readonly id: number; readonly call: TakeInCall };

export type SecretReply =
  /** secretlint could not be loaded: only our own rules look for secrets. */
  | { readonly kind: 'alone'; readonly why: string }
  | { readonly kind: 'learned'; readonly value: string }
  | { readonly kind: 'taken'; readonly id: number; readonly taken: readonly TakenFile[] }
  | { readonly kind: 'failed'; readonly id: number; readonly why: string };

/** What the worker of a recording does all its life: takes files into snapshots. Run it in a worker thread. */
export async function serveSecrets(): Promise<void> {
  const { enabled, allow } = workerData as SecretServiceData;
  const send = (reply: SecretReply) => parentPort?.postMessage(reply);
  const redactor = new Redactor({ enabled, allow, onLearn: (value) => send({ kind: 'learned', value }) });
  const lint = enabled
    ? loadSecretLint().catch((error: unknown) => {
        send({ kind: 'alone', why: String(error) });
        return undefined;
      })
    : Promise.resolve(undefined);
  parentPort?.on('message', async (question: SecretQuestion) => {
    if (question.kind === 'learn') {
      redactor.learn(question.value);
      return;
    }
    const { id, call } = question;
    try {
      send({ kind: 'taken', id, taken: await takeIn(call, redactor, await lint) });
    } catch (error) {
      send({ kind: 'failed', id, why: String(error) });
    }
  });
}
