import * as z from 'zod/mini';
import type { Digest } from '../ports.ts';
import { eventSchemas, type SessionEvent, type UnknownEvent } from './event.ts';

/** An event as the log holds it: with its place in the chain. */
export interface EncodedRecord {
  /** A newline and the record as JSON. A torn record before it can so never damage this one. */
  readonly line: string;
  /** The record's hash, which the next record's hash covers. */
  readonly hash: string;
}

/** What a line of the log turned out to be. */
export type DecodedRecord =
  | { readonly outcome: 'event'; readonly event: SessionEvent; readonly hash: string; readonly genuine: boolean }
  | { readonly outcome: 'unknown'; readonly event: UnknownEvent; readonly hash: string; readonly genuine: boolean }
  /** JSON with a hash, but not of the shape that its kind has. */
  | {
      readonly outcome: 'misshapen';
      readonly seq: number | null;
      readonly why: string;
      readonly hash: string;
      readonly genuine: boolean;
    }
  /** Not a whole record. `hash` is null when the line does not even end as one. */
  | { readonly outcome: 'unreadable'; readonly hash: string | null };

const HASH_LENGTH = 22;
const BEFORE_HASH = ',"hash":"';
const AFTER_HASH = '"}';
const TAIL_LENGTH = BEFORE_HASH.length + HASH_LENGTH + AFTER_HASH.length;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Two characters of base64url for every value of twelve bits. */
const PAIRS = Array.from({ length: 4096 }, (_, bits) => BASE64URL.charAt(bits >> 6) + BASE64URL.charAt(bits & 63));

/**
 * Writes an event as a record. The hash is its last member: the first 128 bits, in base64url, of the SHA-256 of the
 * previous record's hash followed by the record's JSON without the hash. The first record follows the session's id.
 */
export function encodeRecord(event: SessionEvent | UnknownEvent, previousHash: string, digest: Digest): EncodedRecord {
  const json = JSON.stringify(event);
  const hash = chainHash(previousHash, json, digest);
  return { line: `\n${json.slice(0, -1)}${BEFORE_HASH}${hash}${AFTER_HASH}`, hash };
}

/**
 * Reads one line without its newline. `genuine` says whether the hash is the one of this text after `previousHash`;
 * with null for `previousHash`, where the chain was lost, every record counts as genuine.
 */
export function decodeRecord(line: string, previousHash: string | null, digest: Digest): DecodedRecord {
  const hash = hashAtEnd(line);
  if (hash === null) return { outcome: 'unreadable', hash };
  const body = `${line.slice(0, -TAIL_LENGTH)}}`;
  const record = parseObject(body);
  if (record === undefined) return { outcome: 'unreadable', hash };
  const genuine = previousHash === null || chainHash(previousHash, body, digest) === hash;
  if (isPlainEdit(record) || isPlainSelection(record)) return { outcome: 'event', event: record, hash, genuine };
  const envelope = envelopeSchema.safeParse(record);
  if (!envelope.success) return { outcome: 'misshapen', seq: null, why: firstIssue(envelope.error), hash, genuine };
  const schema = looseSchemas.get(envelope.data.kind);
  if (schema === undefined) return { outcome: 'unknown', event: envelope.data, hash, genuine };
  const checked = schema.safeParse(record);
  if (!checked.success) {
    return { outcome: 'misshapen', seq: envelope.data.seq, why: firstIssue(checked.error), hash, genuine };
  }
  return { outcome: 'event', event: checked.data as SessionEvent, hash, genuine };
}

function chainHash(previousHash: string, json: string, digest: Digest): string {
  return base64urlOfHex(digest('sha256', previousHash + json));
}

/** The first 128 bits of a hex digest in base64url without padding. Lower case, as digests are. */
function base64urlOfHex(hex: string): string {
  let result = '';
  for (let at = 0; at < 30; at += 3) {
    result += PAIRS[(nibble(hex, at) << 8) | (nibble(hex, at + 1) << 4) | nibble(hex, at + 2)];
  }
  return result + PAIRS[(nibble(hex, 30) << 8) | (nibble(hex, 31) << 4)];
}

function nibble(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return code < 58 ? code - 48 : code - 87;
}

function hashAtEnd(line: string): string | null {
  const tail = line.length - TAIL_LENGTH;
  if (tail <= 0 || !line.endsWith(AFTER_HASH) || !line.startsWith(BEFORE_HASH, tail)) return null;
  const start = tail + BEFORE_HASH.length;
  for (let at = start; at < start + HASH_LENGTH; at++) if (!isBase64url(line.charCodeAt(at))) return null;
  return line.slice(start, start + HASH_LENGTH);
}

function isBase64url(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45
  );
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const envelopeSchema = z.looseObject({ seq: z.number().check(z.int(), z.minimum(0)), t: z.number(), kind: z.string() });

/** The schemas with members that this version does not know let through. */
const looseSchemas: ReadonlyMap<string, z.ZodMiniType<unknown>> = new Map(
  Object.entries(eventSchemas).map(([kind, { shape }]): [string, z.ZodMiniType<unknown>] => [
    kind,
    z.looseObject(shape as z.core.$ZodLooseShape),
  ]),
);

const EDIT_MEMBERS = new Set(['seq', 't', 'kind', 'doc', 'v', 'changes', 'minimal', 'reason', 'evidence']);
const SELECTION_MEMBERS = new Set(['seq', 't', 'kind', 'doc', 'ranges', 'cause']);
const CAUSES: ReadonlySet<unknown> = new Set(['keyboard', 'mouse', 'command']);

/** The check of the most frequent records by hand, because a log is mostly these. Doubtful ones go to the schema. */
function isPlainEdit(record: Record<string, unknown>): record is Record<string, unknown> & SessionEvent {
  return (
    record.kind === 'edit' &&
    isCount(record.seq) &&
    typeof record.t === 'number' &&
    typeof record.doc === 'number' &&
    typeof record.v === 'number' &&
    areChanges(record.changes) &&
    (record.minimal === undefined || areChanges(record.minimal)) &&
    (record.reason === undefined || record.reason === 'undo' || record.reason === 'redo') &&
    (record.evidence === undefined || isPlainObject(record.evidence)) &&
    hasOnly(record, EDIT_MEMBERS)
  );
}

function isPlainSelection(record: Record<string, unknown>): record is Record<string, unknown> & SessionEvent {
  return (
    record.kind === 'selection' &&
    isCount(record.seq) &&
    typeof record.t === 'number' &&
    typeof record.doc === 'number' &&
    Array.isArray(record.ranges) &&
    record.ranges.every(isRange) &&
    (record.cause === undefined || CAUSES.has(record.cause)) &&
    hasOnly(record, SELECTION_MEMBERS)
  );
}

/** A member that is not known here may have a shape, which only the schema knows. */
function hasOnly(record: Record<string, unknown>, members: ReadonlySet<string>): boolean {
  for (const member in record) if (!members.has(member)) return false;
  return true;
}

function isRange(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && isCount(value[0]) && isCount(value[1]);
}

function areChanges(value: unknown): boolean {
  return Array.isArray(value) && value.every(isChange);
}

function isChange(value: unknown): boolean {
  return (
    Array.isArray(value) && value.length === 3 && isCount(value[0]) && isCount(value[1]) && typeof value[2] === 'string'
  );
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

function firstIssue(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'it has the wrong shape';
  return `${issue.path.join('.') || 'the record'}: ${issue.message}`;
}
