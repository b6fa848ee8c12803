import { TracewrightError } from '../errors.ts';
import type { Conversation } from './chatMessage.ts';
import {
  freeMarks,
  hasGenerationTags,
  type Marks,
  markGeneration,
  type TextRange,
  takeMarks,
} from './generationMarks.ts';

/** Compiles a Jinja template. The engine is an adapter's. Both throw where the template or its input is wrong. */
export type CompileTemplate = (source: string) => (variables: Readonly<Record<string, unknown>>) => string;

/** What a template's own `raise_exception` throws. */
export class RaisedByTemplate extends Error {}

/** What templates read beside the messages. */
export interface ChatVariables {
  readonly bos_token?: string;
  readonly eos_token?: string;
  readonly [name: string]: unknown;
}

export interface MarkedText {
  readonly text: string;
  /** What stands in `{% generation %}`. */
  readonly spans: readonly TextRange[];
}

/** One chat template, compiled once. Line ends of the template are `\n` as Python's engine reads them. */
export class ChatTemplate {
  /** Whether it says itself what the model wrote. */
  readonly marked: boolean;
  readonly source: string;
  readonly #compile: CompileTemplate;
  readonly #variables: ChatVariables;
  readonly #compiled = new Map<string, (variables: Readonly<Record<string, unknown>>) => string>();

  constructor(source: string, compile: CompileTemplate, variables: ChatVariables = {}) {
    this.source = source.replaceAll('\r\n', '\n');
    this.marked = hasGenerationTags(this.source);
    this.#compile = compile;
    this.#variables = variables;
  }

  /** @throws TracewrightError `template-not-read`, `template-raised` or `template-failed`, one sentence each */
  render(conversation: Conversation, addGenerationPrompt = false): MarkedText {
    const marks = freeMarks([this.source, JSON.stringify([conversation, this.#variables])]);
    if (marks === null) {
      throw new TracewrightError('template-failed', 'every private use character is in these messages already', {
        remedy: 'leave one of U+E0F0 to U+F8FE out',
      });
    }
    const render = this.#renderer(marks);
    try {
      const marked = render({
        bos_token: '',
        eos_token: '',
        ...this.#variables,
        messages: conversation.messages,
        ...(conversation.tools.length === 0 ? {} : { tools: conversation.tools }),
        add_generation_prompt: addGenerationPrompt,
      });
      return takeMarks(marked, marks);
    } catch (cause) {
      throw refusal(cause);
    }
  }

  #renderer(marks: Marks) {
    const known = this.#compiled.get(marks.open + marks.close);
    if (known !== undefined) return known;
    try {
      const render = this.#compile(markGeneration(this.source, marks));
      this.#compiled.set(marks.open + marks.close, render);
      return render;
    } catch (cause) {
      throw new TracewrightError('template-not-read', `the chat template cannot be read: ${sentenceOf(cause)}`, {
        remedy: 'check it with the library that it was written for',
        cause,
      });
    }
  }
}

function refusal(cause: unknown): TracewrightError {
  if (cause instanceof RaisedByTemplate) {
    return new TracewrightError('template-raised', `the chat template refuses these messages: ${sentenceOf(cause)}`, {
      remedy: 'bring the roles into the order that it asks for',
      cause,
    });
  }
  return new TracewrightError(
    'template-failed',
    `the chat template cannot write these messages: ${sentenceOf(cause)}`,
    {
      remedy: 'the messages lack something that it reads, or hold it in another form',
      cause,
    },
  );
}

/** One line, without the engine's own "Error:". */
const sentenceOf = (cause: unknown) =>
  (cause instanceof Error ? cause.message : String(cause))
    .replace(/\s+/g, ' ')
    .replace(/^\w*Error: /, '')
    .slice(0, 300);
