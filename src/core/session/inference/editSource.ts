import * as z from 'zod/mini';
import type { SessionEventOf } from '../event.ts';

const reasonSchema = z.object({ detailedReason: z.object({ source: z.string() }) });

/**
 * What the editor itself named as the source of an edit (VS Code's `detailedReason`: cursor, rename, reloadFromDisk and
 * others), where it did: a proposed API, absent in most recordings.
 */
export function editSource({ evidence }: SessionEventOf<'edit'>): string | undefined {
  if (evidence === undefined) return undefined;
  const parsed = reasonSchema.safeParse(evidence);
  return parsed.success ? parsed.data.detailedReason.source : undefined;
}
