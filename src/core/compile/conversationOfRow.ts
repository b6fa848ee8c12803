import type { Sample, Span } from '../sample/sample.ts';

/** A piece of what the model wrote, without the marks around it, and its loss weight. */
export interface SaidPart {
  readonly text: string;
  readonly weight: number;
}

export interface SaidCall {
  readonly name: string;
  /** JSON, as it stands in the row. */
  readonly arguments: string;
  readonly weight: number;
}

export interface AssistantMessage {
  readonly role: 'assistant';
  readonly reasoning: SaidPart | null;
  /** The visible text in its parts: more than one where only some of it is trained. */
  readonly content: readonly SaidPart[];
  readonly calls: readonly SaidCall[];
  /** Weight of the token that ends the turn. */
  readonly stop: number;
}

export type RowMessage =
  | AssistantMessage
  | { readonly role: 'user' | 'system'; readonly text: string }
  | { readonly role: 'tool'; readonly results: readonly string[] };

export interface RowConversation {
  readonly messages: readonly RowMessage[];
  /** Tool definitions, each as the JSON that stands in the row. */
  readonly tools: readonly string[];
}

const START = '<|im_start|>';
const END = '<|im_end|>';

/**
 * The messages that a conversation's row was written from; null where the row is no ChatML conversation. What it reads
 * is exact, because the row's maker refuses texts that hold the format's own marks.
 */
export function conversationOfRow({ text, spans }: Pick<Sample, 'text' | 'spans'>): RowConversation | null {
  if (spans[0]?.kind !== 'markup' || !text.startsWith(START)) return null;
  const messages: RowMessage[] = [];
  const tools: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf(END, at);
    const line = text.indexOf('\n', at);
    if (!text.startsWith(START, at) || end < 0 || line < 0 || line > end) return null;
    const role = text.slice(at + START.length, line);
    const body = text.slice(line + 1, end);
    if (role === 'assistant') {
      const message = assistantMessage(text, spans, line + 1, end);
      if (message === null) return null;
      messages.push(message);
    } else if (role === 'user') {
      const results = toolResults(`\n${body}`);
      messages.push(results === null ? { role, text: body } : { role: 'tool', results });
    } else if (role === 'system') {
      const known = spans.findLast((span) => span.kind === 'system' && span.end === end);
      const listed = known === undefined ? null : toolList.exec(text.slice(known.start, end));
      if (known !== undefined && listed !== null) tools.push(...(listed[1] ?? '').split('\n'));
      const said = listed === null ? body : text.slice(line + 1, known?.start);
      if (said !== '') messages.push({ role, text: said });
    } else return null;
    at = end + END.length + (text[end + END.length] === '\n' ? 1 : 0);
  }
  return { messages, tools };
}

const toolList = /^(?:\n\n)?# Tools\n\n[\s\S]*?\n<tools>\n([\s\S]*)\n<\/tools>\n/;
const oneResult = /\n<tool_response>\n([\s\S]*?)\n<\/tool_response>/g;

function toolResults(body: string): string[] | null {
  const found = [...body.matchAll(oneResult)];
  return found.length > 0 && found.map(([whole]) => whole).join('') === body
    ? found.map(([, text = '']) => text)
    : null;
}

function assistantMessage(text: string, spans: readonly Span[], start: number, end: number): AssistantMessage | null {
  let reasoning: SaidPart | null = null;
  const content: SaidPart[] = [];
  const calls: SaidCall[] = [];
  for (const span of spans) {
    if (span.end <= start || span.start >= end) continue;
    const piece = text.slice(span.start, span.end);
    const thought = /^<think>\n([\s\S]*)\n<\/think>\n\n$/.exec(piece);
    if (thought !== null && content.length === 0 && (span.kind === 'reasoning' || span.kind === 'markup')) {
      reasoning = { text: thought[1] ?? '', weight: span.weight };
    } else if (span.kind === 'call') {
      const call = /^\n?<tool_call>\n\{"name": "([\s\S]*?)", "arguments": ([\s\S]*)\}\n<\/tool_call>$/.exec(piece);
      if (call === null) return null;
      calls.push({ name: call[1] ?? '', arguments: call[2] ?? '', weight: span.weight });
    } else content.push({ text: piece, weight: span.weight });
  }
  const stop = spans.find((span) => span.start <= end && end < span.end)?.weight ?? 0;
  return { role: 'assistant', reasoning, content, calls, stop };
}

/** The visible text of a turn. */
export function contentText({ content }: AssistantMessage): string {
  return content.map(({ text }) => text).join('');
}

/** All weights of a turn, empty parts left out. */
export function weightsOf(message: AssistantMessage): number[] {
  const { reasoning, content, calls, stop } = message;
  return [
    ...(reasoning === null || reasoning.text === '' ? [] : [reasoning.weight]),
    ...content.filter(({ text }) => text !== '').map(({ weight }) => weight),
    ...calls.map(({ weight }) => weight),
    stop,
  ];
}

/** The one weight of all of a turn; null where its parts differ. */
export function turnWeight(message: AssistantMessage): number | null {
  const [first = 0, ...rest] = weightsOf(message);
  return rest.every((weight) => weight === first) ? first : null;
}
