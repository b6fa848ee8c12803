import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { Refusal } from './refusal.ts';
import { type BodyLimits, jsonBody } from './requestBody.ts';
import { mustBeJson, mustBeLocal } from './requestRules.ts';

export interface ReceiverOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** What agents must send as a bearer token; empty or not given: nothing. */
  readonly token?: string;
  readonly log: Log;
  /** Takes one export of traces; it is answered when this resolves. A TracewrightError of kind `input` refuses it. */
  readonly take: (body: unknown) => Promise<void>;
  readonly limits?: BodyLimits;
}

const LIMITS: BodyLimits = { sent: 32 * 1024 * 1024, unpacked: 128 * 1024 * 1024 };
const MOST_CONNECTIONS = 64;
const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
/** A sender whose body is not wanted may read the answer for so long. */
const GOODBYE_MS = 1_000;

/** An OTLP/HTTP receiver for JSON on the loopback address: traces are taken, logs and metrics answered and dropped. */
export class OtlpReceiver {
  readonly #options: ReceiverOptions;
  readonly #server: Server;
  #refused = 0;

  /** Throws `port-taken` and `port-refused`. */
  static async start(options: ReceiverOptions): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver(options);
    await receiver.#listen();
    return receiver;
  }

  private constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.requestTimeout = REQUEST_MS;
    this.#server.headersTimeout = HEADERS_MS;
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` is to be. */
  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Requests that were not taken. */
  get refused(): number {
    return this.#refused;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
      setTimeout(() => this.#server.closeAllConnections(), GOODBYE_MS).unref();
    });
  }

  #listen(): Promise<void> {
    const { port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (cause: NodeJS.ErrnoException) => reject(notListening(port, cause)));
      this.#server.listen({ port, host: '127.0.0.1' }, () => resolve());
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#take(request, response);
    } catch (error) {
      this.#refused++;
      const { status, message } = refusalOf(error);
      this.#options.log.warn(`OTLP request refused (${status}): ${message}`);
      if (status >= 500) response.setHeader('retry-after', '5');
      sendJson(response.setHeader('connection', 'close'), status, { code: status, message });
      request.resume();
      setTimeout(() => request.destroy(), GOODBYE_MS).unref();
    }
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { token = '', take, limits = LIMITS } = this.#options;
    mustBeLocal(request.headers, token);
    const path = (request.url ?? '').split('?')[0];
    if (path !== '/v1/traces' && path !== '/v1/logs' && path !== '/v1/metrics') {
      throw new Refusal(404, 'There is nothing here. Send traces to /v1/traces.');
    }
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      throw new Refusal(405, 'Only POST is answered here.');
    }
    if (path !== '/v1/traces') {
      request.resume();
      drop(request, response);
      return;
    }
    mustBeJson(request.headers);
    await take(await jsonBody(request, limits));
    sendJson(response, 200, {});
  }
}

/** Logs and metrics are no trajectory. An exporter that speaks Protobuf reads an empty answer as well. */
function drop(request: IncomingMessage, response: ServerResponse): void {
  const isProtobuf = request.headers['content-type']?.startsWith('application/x-protobuf') === true;
  if (isProtobuf) response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  else sendJson(response, 200, {});
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof TracewrightError && error.kind === 'input') return new Refusal(400, error.sentence);
  if (error instanceof RangeError) return new Refusal(400, 'The body is nested too deeply. Export it as text.');
  const why = error instanceof Error ? error.message : String(error);
  return new Refusal(503, `The spans could not be written: ${why}. Try again.`);
}

function notListening(port: number, cause: NodeJS.ErrnoException): TracewrightError {
  const isTaken = cause.code === 'EADDRINUSE';
  return new TracewrightError(
    isTaken ? 'port-taken' : 'port-refused',
    isTaken ? `port ${port} is in use by another program` : `port ${port} cannot be listened on: ${cause.message}`,
    { kind: 'environment', remedy: 'choose another port, or 0 for any that is free', cause },
  );
}
