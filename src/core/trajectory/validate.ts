import { trajectorySchema } from './atif.ts';
import type { Finding } from './finding.ts';
import { isObject, unknownFields } from './knownFields.ts';
import { inspectSteps } from './stepRules.ts';

export interface Validation {
  readonly valid: boolean;
  /** As written in the document; null when there is none. */
  readonly version: string | null;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Newest minor version of ATIF that is read without a remark. */
const NEWEST_MINOR = 8;

/**
 * Checks a parsed document against the rules of ATIF 1.0 to 1.8 (Harbor's RFC): its shape, and what a shape cannot
 * say. Lenient, which is the default, takes for warnings what real files get wrong without harm: unknown fields,
 * results that name no call, results on a user's step. `strict` makes errors of them.
 * Paths are dotted: `steps[3].tool_calls[0].arguments`.
 */
export function validateTrajectory(document: unknown, options: { readonly strict?: boolean } = {}): Validation {
  const errors: Finding[] = [];
  const tolerated: Finding[] = [];
  const warnings: Finding[] = [];
  const version = isObject(document) && typeof document.schema_version === 'string' ? document.schema_version : null;
  const minor = minorVersion(version);

  const shape = trajectorySchema.safeParse(document);
  for (const issue of shape.error?.issues ?? []) {
    errors.push({ path: dotted(issue.path), code: 'wrong-shape', message: shapeMessage(issue) });
  }
  if (minor === null) {
    const message = `"${version ?? ''}" is no ATIF version; it looks like ATIF-v1.7`;
    if (version !== null) errors.push({ path: 'schema_version', code: 'unknown-version', message });
  } else if (minor > NEWEST_MINOR) {
    const message = `${version} is newer than what is known here (1.${NEWEST_MINOR})`;
    warnings.push({ path: 'schema_version', code: 'newer-version', message });
  }
  if (isObject(document)) {
    tolerated.push(...unknownFields(document));
    const steps = inspectSteps(document, minor ?? NEWEST_MINOR);
    errors.push(...steps.errors);
    tolerated.push(...steps.tolerated);
    warnings.push(...steps.warnings);
  }
  (options.strict === true ? errors : warnings).push(...tolerated);
  return { valid: errors.length === 0, version, errors, warnings };
}

function minorVersion(version: string | null): number | null {
  const digits = /^ATIF-v1\.(\d+)$/.exec(version ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

interface ShapeIssue {
  readonly code?: string;
  readonly expected?: unknown;
  readonly values?: readonly unknown[];
  readonly input?: unknown;
}

function shapeMessage(issue: ShapeIssue): string {
  if (issue.code === 'invalid_type') return `has to be of type ${String(issue.expected)}`;
  if (issue.code === 'invalid_value') return `has to be one of ${(issue.values ?? []).map(String).join(', ')}`;
  if (issue.code === 'invalid_union') return 'has to be a text or a list of content parts';
  return 'has the wrong shape';
}

function dotted(parts: readonly PropertyKey[]): string {
  let text = '';
  for (const part of parts) text += typeof part === 'number' ? `[${part}]` : `${text === '' ? '' : '.'}${String(part)}`;
  return text;
}
