/** A line of a text, from 1, trimmed and cut to 200 characters: what a finding shows. */
export function lineText(text: string, line: number): string {
  const shown = (text.split('\n', line)[line - 1] ?? '').trim();
  return shown.length > 200 ? `${shown.slice(0, 200).replace(/[\uD800-\uDBFF]$/, '')}…` : shown;
}
