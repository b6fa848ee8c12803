export interface Line {
  readonly cents: number;
  readonly count: number;
}

/** What the lines cost together, in cents. */
export function totalCents(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.cents * line.count, 0);
}
