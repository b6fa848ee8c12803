import { TracewrightError } from '../errors.ts';
import type { Provenance, Span } from '../sample/sample.ts';
import type { Turn } from './conversation.ts';
import { type ChatFormat, type Family, familyById } from './family.ts';
import { refuseForgery } from './forgery.ts';
import { pythonJson } from './pythonJson.ts';
import { SpanText } from './spanText.ts';

export interface RenderedConversation {
  readonly text: string;
  readonly spans: readonly Span[];
  /** First and last step id. */
  readonly steps: readonly [number, number];
  /** The JSON of each call that is trained, as it stands in the text. */
  readonly trainedCalls: readonly string[];
  /** Calls that stand in the text without being trained, because they failed or came to nothing. */
  readonly maskedCalls: number;
}

/** What the model wrote of a text, and how much of that is not trained, by a count of text. */
export function maskedShare(
  { text, spans }: Pick<RenderedConversation, 'text' | 'spans'>,
  count: (text: string) => number,
): { readonly written: number; readonly masked: number } {
  let written = 0;
  let masked = 0;
  for (const { start, end, kind, weight } of spans) {
    if (kind !== 'reasoning' && kind !== 'call' && kind !== 'final') continue;
    const tokens = count(text.slice(start, end));
    written += tokens;
    if (weight === 0) masked += tokens;
  }
  return { written, masked };
}

export interface ConversationOptions {
  readonly family: string;
  /** What spans give as their source. */
  readonly source: string;
  /** Step id to first and last event, when the source is the session that the trajectory was made from. */
  readonly events?: ReadonlyMap<number, readonly [number, number]>;
}

interface Setting {
  readonly family: Family;
  readonly chat: ChatFormat;
  readonly options: ConversationOptions;
}

function settingOf(options: ConversationOptions): Setting {
  const family = familyById(options.family);
  if (family.chat !== undefined) return { family, chat: family.chat, options };
  throw new TracewrightError('no-chat-format', `${family.id} has no known format for conversations with tools`, {
    kind: 'usage',
    remedy: 'use qwen2.5-coder or qwen3',
  });
}

/**
 * Turns as the text that a chat family trains on. What the model wrote is trained by its weights, the end token of its
 * turns included; role headers, tool definitions, other people's words and results are not.
 *
 * ChatML with Hermes tool calls, exactly as `qwen3_training.jinja` and `qwen2_5_training.jinja` (huggingface/trl)
 * write it; for Qwen2.5, which has no reasoning of its own, reasoning becomes a `<think>` block in the content.
 * @throws TracewrightError `no-chat-format` or `sentinel-forgery`.
 */
export function renderConversation(
  turns: readonly Turn[],
  tools: readonly object[],
  options: ConversationOptions,
): RenderedConversation {
  const setting = settingOf(options);
  const out = new SpanText();
  const trainedCalls: string[] = [];
  let maskedCalls = 0;
  const [first, ...rest] = turns;
  const system = first?.role === 'system' ? first : undefined;
  addSystem(out, system, tools, setting);
  for (const turn of system === undefined ? turns : rest) {
    if (turn.role === 'assistant') {
      const calls = addAssistant(out, turn, setting);
      trainedCalls.push(...calls.trained);
      maskedCalls += calls.masked;
    } else if (turn.role === 'tool') addResults(out, turn, setting);
    else addMessage(out, turn, setting);
  }
  const steps = [turns[0]?.step ?? 0, turns.at(-1)?.step ?? 0] as const;
  return { ...out.finish(), steps, trainedCalls, maskedCalls };
}

const END = '<|im_end|>';

function addSystem(out: SpanText, turn: Turn | undefined, tools: readonly object[], setting: Setting): void {
  const given = turn?.role === 'system' ? guarded(setting, turn.text, 'system message') : undefined;
  const text = given ?? setting.chat.defaultSystem;
  if (text === undefined && tools.length === 0) return;
  out.add('markup', '<|im_start|>system\n', 0);
  out.add('system', text ?? '', 0, turn && from(setting, turn.step));
  if (tools.length > 0) {
    const list = tools.map((tool) => `\n${guarded(setting, pythonJson(tool), 'tool definition')}`).join('');
    out.add('system', `${text === undefined ? '' : '\n\n'}${TOOLS_BEFORE}${list}${TOOLS_AFTER}`, 0);
  }
  out.add('markup', `${END}\n`, 0);
}

const TOOLS_BEFORE =
  '# Tools\n\nYou may call one or more functions to assist with the user query.\n\n' +
  'You are provided with function signatures within <tools></tools> XML tags:\n<tools>';
const TOOLS_AFTER =
  '\n</tools>\n\nFor each function call, return a json object with function name and arguments within ' +
  '<tool_call></tool_call> XML tags:\n<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>';

function addMessage(out: SpanText, turn: Extract<Turn, { role: 'system' | 'user' }>, setting: Setting): void {
  out.add('markup', `<|im_start|>${turn.role}\n`, 0);
  out.add(turn.role, guarded(setting, turn.text, `${turn.role} message`), 0, from(setting, turn.step));
  out.add('markup', `${END}\n`, 0);
}

function addAssistant(
  out: SpanText,
  turn: Extract<Turn, { role: 'assistant' }>,
  setting: Setting,
): { trained: string[]; masked: number } {
  const where = from(setting, turn.step);
  const { weight } = turn;
  const reasoning = guarded(setting, trimNewlines(turn.reasoning), 'reasoning');
  const content = guarded(setting, turn.text.replace(/^\n+/, ''), 'message');

  out.add('markup', '<|im_start|>assistant\n', 0);
  if (setting.chat.think === 'always' || reasoning !== '') {
    out.add('reasoning', `<think>\n${reasoning}\n</think>\n\n`, turn.posed === undefined ? weight : 0, where);
  }
  if (turn.posed !== undefined) out.add('context', guarded(setting, turn.posed, 'question'), 0, where);
  out.add('final', content, weight, where);
  const trained: string[] = [];
  for (const [at, call] of turn.calls.entries()) {
    const name = guarded(setting, call.name, 'tool name');
    const json = `{"name": "${name}", "arguments": ${guarded(setting, pythonJson(call.arguments), `call of ${name}`)}}`;
    const gap = at > 0 || content !== '' ? '\n' : '';
    out.add('call', `${gap}<tool_call>\n${json}\n</tool_call>`, call.weight, where);
    if (call.weight > 0) trained.push(json);
  }
  const stop = Math.max(weight, ...turn.calls.map((call) => call.weight));
  out.add('stop', END, stop).add('markup', '\n', 0);
  return { trained, masked: turn.calls.length - trained.length };
}

/** All results of one step, in one user turn. */
function addResults(out: SpanText, turn: Extract<Turn, { role: 'tool' }>, setting: Setting): void {
  out.add('markup', '<|im_start|>user', 0);
  for (const result of turn.results) {
    const text = guarded(setting, result.text, 'tool result');
    out.add('markup', '\n<tool_response>\n', 0);
    out.add(result.failed ? 'error' : 'observation', text, 0, from(setting, turn.step));
    out.add('markup', '\n</tool_response>', 0);
  }
  out.add('markup', `${END}\n`, 0);
}

const responseTags = ['<tool_response>', '</tool_response>'];

/** The text itself, once it is known to hold none of the format's control strings. */
function guarded({ family }: Setting, text: string, part: string): string {
  refuseForgery({ ...family, special: [...family.special, ...responseTags] }, part, text);
  return text;
}

const trimNewlines = (text: string) => text.replace(/^\n+|\n+$/g, '');

function from({ options }: Setting, step: number): Provenance {
  if (options.events === undefined) return { source: options.source, seqs: [step, step] };
  const events = options.events.get(step);
  return { source: options.source, ...(events === undefined ? {} : { seqs: [events[0], events[1]] }) };
}
