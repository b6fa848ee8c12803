import { mean, type Reading } from './temperature.js';

const unit: number = 'C';

export function report(readings: Reading[]): string {
  const value = mean(readings).toFixed(1);
  return `${value} ${unit}`;
}
