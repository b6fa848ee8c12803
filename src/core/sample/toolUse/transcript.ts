import type { Call, Turn } from '../../render/conversation.ts';
import { pythonJson } from '../../render/pythonJson.ts';

/** One call of a transcript, with what stands before and after it. */
export interface CallPlace {
  readonly step: number;
  readonly call: Call;
  /** The call's position among all of its step. */
  readonly at: number;
  /** Ranges of the transcript: all of the call, its name, its arguments. */
  readonly whole: Range;
  readonly name: Range;
  readonly given: Range;
  /** The results of the call's step. */
  readonly seen: string;
}

type Range = readonly [start: number, end: number];

export interface Transcript {
  readonly text: string;
  readonly calls: readonly CallPlace[];
}

/**
 * A conversation as a plain document, for families that were made to read documents: every message under a line that
 * says whose it is, calls as JSON, all words as they are.
 */
export function transcriptOf(turns: readonly Turn[], tools: readonly object[]): Transcript {
  const parts: string[] = [];
  const calls: CallPlace[] = [];
  let length = 0;
  const add = (text: string): Range => {
    const start = length;
    parts.push(text);
    length += text.length;
    return [start, length];
  };
  const message = (title: string, text: string) => add(`## ${title}\n\n${text}\n\n`);
  if (tools.length > 0) message('tools', tools.map((tool) => pythonJson(tool)).join('\n'));
  for (const [index, turn] of turns.entries()) {
    if (turn.role === 'tool') for (const { text } of turn.results) message('result', text);
    else if (turn.role !== 'assistant') message(turn.role, turn.text);
    else {
      if (turn.reasoning.trim() !== '') message('reasoning', turn.reasoning);
      if (turn.text.trim() !== '') message('assistant', turn.text);
      const next = turns[index + 1];
      const seen = next?.role === 'tool' && next.step === turn.step ? next.results.map(({ text }) => text) : [];
      for (const [at, call] of turn.calls.entries()) {
        add('## call\n\n');
        const [start] = add('{"name": "');
        const name = add(call.name);
        add('", "arguments": ');
        const given = add(pythonJson(call.arguments));
        const [, end] = add('}');
        add('\n\n');
        calls.push({ step: turn.step, call, at, whole: [start, end], name, given, seen: seen.join('\n') });
      }
    }
  }
  return { text: parts.join(''), calls };
}
