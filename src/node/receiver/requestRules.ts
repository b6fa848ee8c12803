import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.ts';

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/**
 * Lets pass what a program on this computer sends to this computer. A web page is refused by its Origin, and one that
 * bends its own name to this address by the Host. Throws a {@link Refusal}.
 * @param token what `Authorization: Bearer` has to carry; empty: nothing is asked
 */
export function mustBeLocal(headers: IncomingHttpHeaders, token: string): void {
  if (!LOOPBACK.test(headers.host ?? '')) {
    throw new Refusal(403, 'The request is not addressed to this computer. Use http://127.0.0.1 as the endpoint.');
  }
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
    throw new Refusal(403, 'Web pages may not send spans here. Export them from the agent itself.');
  }
  if (token !== '' && !sameText(headers.authorization ?? '', `Bearer ${token}`)) {
    throw new Refusal(
      401,
      'The bearer token is missing or wrong. Set OTEL_EXPORTER_OTLP_HEADERS to "Authorization=Bearer <token>".',
    );
  }
}

/** Throws a {@link Refusal} that says how to set an exporter that sends anything but JSON. */
export function mustBeJson(headers: IncomingHttpHeaders): void {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json') return;
  if (type === 'application/x-protobuf') {
    throw new Refusal(
      415,
      'Protobuf is not taken here. Set OTEL_EXPORTER_OTLP_PROTOCOL=http/json for the exporter of the agent.',
    );
  }
  throw new Refusal(
    415,
    `The content type ${type === '' ? 'is missing' : `${type.slice(0, 80)} is not taken here`}. Send application/json.`,
  );
}

/** Takes as long for a wrong text as for the right one. */
function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
