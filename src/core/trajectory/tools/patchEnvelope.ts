/** One part of a hunk of the envelope: lines that go, lines that come, and what helps to find the place. */
export interface PatchChunk {
  /** The line behind `@@`, which stands somewhere before; null: none. */
  readonly context: string | null;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** `*** End of File`: the lines stand at the end. */
  readonly atEnd: boolean;
}

export type PatchAction =
  | { readonly kind: 'add'; readonly path: string; readonly content: string }
  | { readonly kind: 'delete'; readonly path: string }
  | {
      readonly kind: 'update';
      readonly path: string;
      readonly to: string | null;
      readonly chunks: readonly PatchChunk[];
    };

export type PatchEnvelope =
  | { readonly ok: true; readonly actions: readonly PatchAction[] }
  | { readonly ok: false; readonly said: string };

const BEGIN = '*** Begin Patch';
const END = '*** End Patch';

/**
 * The `*** Begin Patch` envelope that OpenAI's models write, as Codex reads it (codex-rs/apply-patch): space around
 * markers is nothing, also the text of a heredoc that was handed over as an argument.
 */
export function patchEnvelope(text: string): PatchEnvelope {
  const all = text.trim().split(/\r?\n/);
  const quoted = /^<<(['"]?)EOF\1$/.test(all[0] ?? '') && all.length >= 4 && all.at(-1)?.endsWith('EOF') === true;
  const lines = quoted ? all.slice(1, -1) : all;
  if (lines[0]?.trim() !== BEGIN) return invalid(`The first line of the patch must be '${BEGIN}'`);
  if (lines.at(-1)?.trim() !== END || lines.length < 2) return invalid(`The last line of the patch must be '${END}'`);
  const actions: PatchAction[] = [];
  const body = lines.slice(1, -1);
  let at = 0;
  while (at < body.length) {
    const parsed = action(body, at);
    if (typeof parsed === 'string') return { ok: false, said: `invalid hunk at line ${at + 2}, ${parsed}` };
    actions.push(parsed.action);
    at = parsed.next;
  }
  return { ok: true, actions };
}

function invalid(why: string): PatchEnvelope {
  return { ok: false, said: `invalid patch: ${why}` };
}

interface Parsed {
  readonly action: PatchAction;
  readonly next: number;
}

function action(lines: readonly string[], start: number): Parsed | string {
  const head = lines[start]?.trim() ?? '';
  const named = (marker: string) => (head.startsWith(marker) ? head.slice(marker.length) : null);
  const added = named('*** Add File: ');
  if (added !== null) {
    let next = start + 1;
    while (lines[next]?.startsWith('+')) next++;
    const content = lines.slice(start + 1, next).map((line) => `${line.slice(1)}\n`);
    return { action: { kind: 'add', path: added, content: content.join('') }, next };
  }
  const deleted = named('*** Delete File: ');
  if (deleted !== null) return { action: { kind: 'delete', path: deleted }, next: start + 1 };
  const updated = named('*** Update File: ');
  if (updated !== null) return update(lines, start, updated);
  if (head === '' && lines.slice(start).every((line) => line.trim() === '')) {
    return `'${head}' is not a valid hunk header.`;
  }
  return `'${head}' is not a valid hunk header. Valid hunk headers: '*** Add File: {path}', '*** Delete File: {path}', '*** Update File: {path}'`;
}

function update(lines: readonly string[], start: number, path: string): Parsed | string {
  const moved = /^\*\*\* Move to: (.*)$/.exec(lines[start + 1] ?? '')?.[1] ?? null;
  const chunks: PatchChunk[] = [];
  let at = start + (moved === null ? 1 : 2);
  while (at < lines.length) {
    if (lines[at]?.trim() === '') {
      at++;
      continue;
    }
    if (lines[at]?.startsWith('*')) break;
    const parsed = chunk(lines, at, chunks.length === 0);
    if (typeof parsed === 'string') return parsed;
    chunks.push(parsed.chunk);
    at = parsed.next;
  }
  if (chunks.length === 0 && moved === null) return `Update file hunk for path '${path}' is empty`;
  return { action: { kind: 'update', path, to: moved, chunks }, next: at };
}

function chunk(
  lines: readonly string[],
  start: number,
  first: boolean,
): { readonly chunk: PatchChunk; readonly next: number } | string {
  const head = lines[start] ?? '';
  const marked = head === '@@' || head.startsWith('@@ ');
  if (!marked && !first) return `Expected update hunk to start with a @@ context marker, got: '${head}'`;
  const context = head.startsWith('@@ ') ? head.slice(3) : null;
  const before: string[] = [];
  const after: string[] = [];
  let atEnd = false;
  const from = start + (marked ? 1 : 0);
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '*** End of File') {
      if (at === from) break;
      atEnd = true;
      at++;
      break;
    }
    const sign = line[0];
    if (sign !== undefined && sign !== ' ' && sign !== '+' && sign !== '-') break;
    if (sign !== '+') before.push(line.slice(1));
    if (sign !== '-') after.push(line.slice(1));
  }
  if (at === from) {
    return lines[at] === undefined || lines[at]?.startsWith('***')
      ? 'Update hunk does not contain any lines'
      : `Unexpected line found in update hunk: '${lines[at]}'. Every line should start with ' ' (context line), '+' (added line), or '-' (removed line)`;
  }
  return { chunk: { context, before, after, atEnd }, next: at };
}
