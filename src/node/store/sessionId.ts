/**
 * An id for a session that starts at `at`: `YYYYMMDD-HHMMSS-xxxx` in UTC with four random hex digits, so that ids sort
 * by time. `random` gives a number from 0 up to 1.
 */
export function newSessionId(at: Date, random: () => number = Math.random): string {
  const [date = '', time = ''] = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T');
  const suffix = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0');
  return `${date}-${time}-${suffix}`;
}
