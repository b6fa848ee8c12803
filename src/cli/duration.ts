import { usageError } from './arguments.ts';

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration such as 90s, 5m or 1h30m. `name`: the option, for the error. */
export function duration(typed: string, name: string): number {
  const parts = [...typed.matchAll(/(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h|d)/g)];
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitMs[unit as keyof typeof unitMs], 0);
  if (ms > 0 && parts.map(([part]) => part).join('') === typed) return ms;
  throw usageError(`${name} is ${typed}`, 'it takes a duration such as 90s, 5m or 1h');
}
