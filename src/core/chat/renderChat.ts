import { TracewrightError } from '../errors.ts';
import { callWarnings } from './callWarnings.ts';
import type { Conversation } from './chatMessage.ts';
import type { ChatTemplate, MarkedText } from './chatTemplate.ts';
import type { ChatWarning } from './chatWarning.ts';
import type { TextRange } from './generationMarks.ts';
import { inForm, type MessageForm, messageForms, saidIn } from './messageForms.ts';
import { prefixWarnings, spansByPrefix } from './prefixRenders.ts';
import { stopWarnings } from './stopWarnings.ts';

export interface RenderedChat {
  readonly text: string;
  /** What the model is trained on: in order, UTF-16 offsets. */
  readonly spans: readonly TextRange[];
  readonly warnings: readonly ChatWarning[];
}

/**
 * A conversation as a chat template writes it, with the spans that the assistant wrote: those of the template's
 * `{% generation %}` blocks (by two marks put in their place), or, where it has none, the text that each assistant
 * message adds to the text before it. Messages are brought into the form that the template reads.
 * @throws TracewrightError as ChatTemplate does
 */
export function renderChat(template: ChatTemplate, conversation: Conversation): RenderedChat {
  const { form, rendered } = renderInForm(template, conversation);
  const formed = inForm(conversation, form);
  const warnings: ChatWarning[] = formWarnings(form, formed, rendered.text);
  let spans = rendered.spans;
  if (!template.marked) {
    const found = spansByPrefix(template, formed, rendered.text);
    spans = found.spans;
    warnings.push(...found.warnings);
  }
  warnings.push(
    ...callWarnings(template, formed),
    ...stopWarnings(template, form),
    ...prefixWarnings(template, formed, rendered.text),
    ...(/\bstrftime_now\b/.test(template.source)
      ? [{ code: 'depends-on-date', message: 'the template writes the date of the day it is rendered' } as const]
      : []),
  );
  return { text: rendered.text, spans, warnings };
}

interface InForm {
  readonly form: MessageForm;
  readonly rendered: MarkedText;
}

/** What engines write for an object that a template takes for text; Python's raises there. */
const UNWRITTEN = '[object ';

/** The first form that is written whole, else the first that is written at all. */
function renderInForm(template: ChatTemplate, conversation: Conversation): InForm {
  const conversationText = JSON.stringify(conversation);
  let first: InForm | null = null;
  let refused: unknown;
  for (const form of messageForms) {
    try {
      const rendered = template.render(inForm(conversation, form));
      const garbled = !conversationText.includes(UNWRITTEN) && rendered.text.includes(UNWRITTEN);
      if (!garbled && lost(conversation, rendered.text).length === 0) return { form, rendered };
      first ??= { form, rendered };
    } catch (error) {
      const raised = error instanceof TracewrightError && error.code === 'template-raised';
      if (raised || refused === undefined) refused = error;
      if (raised) break;
    }
  }
  if (first !== null) return first;
  throw refused;
}

/** Indices of messages of which a text is not in the rendered one, white space at its ends aside. */
function lost({ messages }: Conversation, text: string): number[] {
  return messages.flatMap((message, at) => (saidIn(message).every((said) => text.includes(said.trim())) ? [] : [at]));
}

function formWarnings(form: MessageForm, conversation: Conversation, text: string): ChatWarning[] {
  const changed = form !== messageForms[0];
  const parts = form.content === 'parts' ? 'text as a list of parts' : '';
  const json = form.calls === 'json' ? "calls' arguments as JSON text" : '';
  const named = [parts, json].filter((part) => part !== '').join(' and ');
  return [
    ...(changed ? [{ code: 'form-changed', message: `the template reads ${named}` } as const] : []),
    ...lost(conversation, text).map(
      (at): ChatWarning => ({ code: 'message-dropped', at, message: `the template leaves out text of message ${at}` }),
    ),
  ];
}
