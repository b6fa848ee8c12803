import type { Conversation } from './chatMessage.ts';
import type { ChatTemplate } from './chatTemplate.ts';
import type { ChatWarning } from './chatWarning.ts';
import { inForm, type MessageForm } from './messageForms.ts';
import { spansByPrefix } from './prefixRenders.ts';

const ANSWER = 'zqanswerzq';
const asked = { role: 'user', content: 'zqquestionzq' };

/** Ends of turns differ between the last one and those that others follow. */
const probes: readonly { readonly conversation: Conversation; readonly where: string }[] = [
  {
    conversation: { messages: [asked, { role: 'assistant', content: ANSWER }, asked], tools: [] },
    where: 'a turn that others follow',
  },
  { conversation: { messages: [asked, { role: 'assistant', content: ANSWER }], tools: [] }, where: 'the last turn' },
];

/** Whether the template leaves what ends an assistant's turn out of what is trained: the model would never stop. */
export function stopWarnings(template: ChatTemplate, form: MessageForm): ChatWarning[] {
  const open = probes.filter(({ conversation }) => endsOpen(template, inForm(conversation, form)));
  if (open.length === 0) return [];
  const where = open.map(({ where }) => where).join(' and ');
  return [
    { code: 'stop-not-trained', message: `nothing that ends ${where} is trained: a model would not learn to stop` },
  ];
}

/** Whether nothing is trained between the answer and what follows it. Templates that refuse the probe are not accused. */
function endsOpen(template: ChatTemplate, probe: Conversation): boolean {
  try {
    const rendered = template.render(probe);
    const spans = template.marked ? rendered.spans : spansByPrefix(template, probe, rendered.text).spans;
    const answered = rendered.text.indexOf(ANSWER);
    if (answered < 0) return false;
    const from = answered + ANSWER.length;
    if (!spans.some(([start, end]) => start <= answered && end >= from)) return template.marked;
    const next = rendered.text.indexOf(asked.content, from);
    const to = next < 0 ? rendered.text.length : next;
    const trained = spans.map(([start, end]) => rendered.text.slice(Math.max(start, from), Math.min(end, to)));
    return trained.join('').trim() === '';
  } catch {
    return false;
  }
}
