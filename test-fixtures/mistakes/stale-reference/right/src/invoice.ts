import { type Line, orderTotal } from './price.ts';

export const invoice = (lines: readonly Line[]): string => `Total ${orderTotal(lines) / 100}`;
