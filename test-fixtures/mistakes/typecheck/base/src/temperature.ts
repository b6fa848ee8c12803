export interface Reading {
  celsius: number;
  taken: string;
}

export function mean(readings: Reading[]): number {
  return readings.reduce((sum, reading) => sum + reading.celsius, 0) / readings.length;
}
