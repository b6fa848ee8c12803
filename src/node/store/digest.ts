import { hash } from 'node:crypto';
import type { Digest } from '../../core/ports.ts';

/** {@link Digest} on Node's one-shot `crypto.hash` (OpenSSL). */
export const nodeDigest: Digest = (algorithm, data) => hash(algorithm, data, 'hex');
