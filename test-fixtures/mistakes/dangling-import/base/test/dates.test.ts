import { isoDay } from '../src/dates.ts';

if (isoDay(new Date(0)) !== '1970-01-01') throw new Error('isoDay');
