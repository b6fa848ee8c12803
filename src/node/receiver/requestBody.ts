import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Refusal } from './refusal.ts';

/** Bytes of a request's body as it is sent, and of what it unpacks to. */
export interface BodyLimits {
  readonly sent: number;
  readonly unpacked: number;
}

const unpack = promisify(gunzip);

/** The JSON value of a request's body, unpacked where it is gzipped. Throws a {@link Refusal}. */
export async function jsonBody(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  const bytes = await unpacked(await sentBytes(request, limits.sent), request.headers['content-encoding'], limits);
  const text = decoded(bytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refusal(400, `The body is no JSON: ${why.slice(0, 200)}. Send one OTLP export as a JSON object.`);
  }
}

async function sentBytes(request: IncomingMessage, most: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most, 'The body');
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    length += (piece as Buffer).length;
    if (length > most) throw tooLarge(most, 'The body');
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}

async function unpacked(bytes: Buffer, encoding: string | undefined, { unpacked: most }: BodyLimits): Promise<Buffer> {
  const packed = encoding?.trim().toLowerCase() ?? '';
  if (packed === '' || packed === 'identity') return bytes;
  if (packed !== 'gzip') throw new Refusal(415, `The encoding ${packed.slice(0, 40)} is not known. Use gzip or none.`);
  try {
    return await unpack(bytes, { maxOutputLength: most });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(most, 'What the body unpacks to');
    throw new Refusal(400, 'The body is said to be gzip and is not. Send it whole, or without Content-Encoding.');
  }
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(400, 'The body is not UTF-8. Send JSON in UTF-8.');
  }
}

function tooLarge(most: number, what: string): Refusal {
  return new Refusal(413, `${what} has more than ${most} bytes. Export fewer spans at a time.`);
}
