/** Values of the settings that are watched, by their full names. Undefined: nobody knows the setting. */
export type Values = Readonly<Record<string, unknown>>;

/** What of `now` is not in `before`, as values; null for what is gone. Undefined when nothing changed. */
export function changedValues(before: Values, now: Values): Record<string, unknown> | undefined {
  const changed: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    if (JSON.stringify(before[key]) !== JSON.stringify(now[key])) changed[key] = now[key] ?? null;
  }
  return Object.keys(changed).length === 0 ? undefined : changed;
}
