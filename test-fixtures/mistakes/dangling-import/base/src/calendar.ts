import { isoDay } from './dates.ts';

export const holidays = [isoDay(new Date(2026, 0, 1))];
