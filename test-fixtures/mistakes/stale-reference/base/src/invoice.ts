import { type Line, totalCents } from './price.ts';

export const invoice = (lines: readonly Line[]): string => `Total ${totalCents(lines) / 100}`;
