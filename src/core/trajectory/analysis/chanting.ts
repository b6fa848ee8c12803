import { fingerprint } from './fingerprint.ts';

/**
 * The rule of Gemini CLI's LoopDetectionService for streamed text: a chunk of 50 characters that comes at least 10 times, on
 * average no more than 250 characters apart, with at most 5 different texts between the occurrences. Code blocks are left
 * out, and a fence, table, list, heading, quote or divider begins anew. The last 5,000 characters are looked at.
 */
export const chantingRule = { chunk: 50, least: 10, gap: 250, periods: 5, window: 5_000 } as const;

/** How many times over a message says the same; 0 where it does not. Linear. */
export function repeatsIn(text: string): number {
  if (text.length < chantingRule.chunk * chantingRule.least) return 0;
  let most = 0;
  for (const part of plainStretches(text)) most = Math.max(most, repeatsInStretch(part.slice(-chantingRule.window)));
  return most;
}

/** Stretches between code blocks and lines of a form that repeats by its nature. */
function plainStretches(text: string): string[] {
  const stretches: string[] = [];
  let lines: string[] = [];
  let inCode = false;
  const end = () => {
    if (lines.length > 0) stretches.push(lines.join('\n'));
    lines = [];
  };
  for (const line of text.split('\n')) {
    const fence = /^\s{0,8}(?:```|~~~)/.test(line);
    if (fence) inCode = !inCode;
    if (fence || inCode || /^\s{0,8}(?:\||[+-]{3,}|[*+-]\s|\d{1,6}\.\s|#{1,6}\s|>|[=*_-]{3,}\s{0,8}$)/.test(line))
      end();
    else lines.push(line);
  }
  end();
  return stretches;
}

function repeatsInStretch(text: string): number {
  const { chunk, least, gap, periods } = chantingRule;
  if (!mayRepeat(text)) return 0;
  const places = new Map<string, number[]>();
  let most = 0;
  for (let at = 0; at + chunk <= text.length; at++) {
    const key = text.slice(at, at + chunk);
    const found = places.get(key);
    if (found === undefined) {
      places.set(key, [at]);
      continue;
    }
    found.push(at);
    const recent = found.slice(-least);
    if (recent.length < least) continue;
    const spread = (at - (recent[0] ?? 0)) / (least - 1);
    if (spread > gap) continue;
    const between = new Set(recent.slice(1).map((place, index) => fingerprint(text.slice(recent[index], place))));
    if (between.size <= periods) most = Math.max(most, found.length);
  }
  return most;
}

const BUCKETS = 8_192;

/** Whether some chunk may come often enough: counts rolling hashes of the chunks, so that plain prose costs little. */
function mayRepeat(text: string): boolean {
  const { chunk, least } = chantingRule;
  const counts = new Uint16Array(BUCKETS);
  let power = 1;
  for (let index = 1; index < chunk; index++) power = Math.imul(power, 31);
  let hash = 0;
  for (let at = 0; at < text.length; at++) {
    if (at >= chunk) hash = (hash - Math.imul(text.charCodeAt(at - chunk), power)) | 0;
    hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    if (at < chunk - 1) continue;
    const bucket = (Math.imul(hash, 0x9e3779b1) >>> 19) % BUCKETS;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    if ((counts[bucket] ?? 0) >= least) return true;
  }
  return false;
}
