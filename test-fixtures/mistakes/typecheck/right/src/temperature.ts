export interface Reading {
  celsius: number;
  taken: string;
}

export function mean(readings: Reading[]): number | undefined {
  if (readings.length === 0) return undefined;
  return readings.reduce((sum, reading) => sum + reading.celsius, 0) / readings.length;
}
