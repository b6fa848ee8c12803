import { maskOf } from '../session/redaction/mask.ts';
import type { Redactor } from '../session/redaction/redactor.ts';
import { tokenRules } from '../session/redaction/tokenRules.ts';

interface SecretHit {
  readonly rule: string;
  /** UTF-16 offset in the text. */
  readonly offset: number;
  /** Its issuer's prefix or its form gives it away; others only stand beside a name such as `password`. */
  readonly sure: boolean;
}

const unsure: ReadonlySet<string> = new Set(['url-password']);
const sureRules: ReadonlySet<string> = new Set([
  'private-key',
  ...tokenRules.map(({ name }) => name).filter((name) => !unsure.has(name)),
]);

/** The first secret of a text, a sure one before all others; placeholders of the recorder are none. */
export function secretIn(text: string, redactor: Redactor): SecretHit | null {
  let first: SecretHit | null = null;
  for (const { start, end, rule } of redactor.spans(text)) {
    const value = text.slice(start, end);
    if (maskOf(value) === value) continue;
    const hit = { rule, offset: start, sure: sureRules.has(rule) };
    if (hit.sure) return hit;
    first ??= hit;
  }
  return first;
}
