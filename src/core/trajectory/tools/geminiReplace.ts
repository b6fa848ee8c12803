type GeminiReplaced =
  | { readonly ok: true; readonly text: string; readonly count: number }
  | { readonly ok: false; readonly code: string; readonly why: string; readonly count: number };

/**
 * Gemini CLI's replacement: exact, else whole lines that are the same but for space at their ends, with the indentation
 * of the first found line. Where both fail the tool asks a model to mend the call: that cannot be told, it is refused.
 * `expected`: how often the text has to occur (1); `many`: as often as it does.
 */
export function geminiReplaced(
  text: string,
  before: string,
  after: string,
  { expected = 1, many = false }: { readonly expected?: number | undefined; readonly many?: boolean },
): GeminiReplaced {
  const exact = text.split(before).length - 1;
  const found = exact > 0 ? { count: exact, text: text.split(before).join(after) } : flexible(text, before, after);
  if (found.count === 0) return { ok: false, code: 'not-found', why: 'the text does not occur', count: 0 };
  if (!many && found.count !== expected) {
    return { ok: false, code: 'not-unique', why: `the text occurs ${found.count} times`, count: found.count };
  }
  if (found.text === text) return { ok: false, code: 'same', why: 'nothing would change', count: found.count };
  return { ok: true, ...found };
}

function flexible(text: string, before: string, after: string): { count: number; text: string } {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const wanted = before.split('\n').map((line) => line.trim());
  const by = after.split('\n');
  let count = 0;
  for (let at = 0; at + wanted.length <= lines.length; at++) {
    if (!wanted.every((line, index) => lines[at + index]?.trim() === line)) continue;
    const indent = /^[ \t]*/.exec(lines[at] ?? '')?.[0] ?? '';
    const ends = lines[at + wanted.length - 1]?.endsWith('\n') === true;
    const block = by.map((line) => `${indent}${line}`).join('\n') + (ends ? '\n' : '');
    lines.splice(at, wanted.length, block);
    count++;
  }
  return { count, text: lines.join('') };
}
