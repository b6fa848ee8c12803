/** `2026-03-01` of a date. */
export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
