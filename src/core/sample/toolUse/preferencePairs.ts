import type { Turn } from '../../render/conversation.ts';
import type { Step } from '../../trajectory/atif.ts';
import { fieldsOf, listOf, textOf } from '../../trajectory/importing/fields.ts';

type AssistantTurn = Extract<Turn, { role: 'assistant' }>;

/** Two ways to go on from the same place. */
export interface PreferencePair {
  readonly about: 'decision' | 'would-have-done' | 'no-edit-expected';
  /** Of the note that says so. */
  readonly note: string;
  readonly chosen: AssistantTurn;
  readonly rejected: AssistantTurn;
}

/**
 * What a person preferred at a step, in nobody's words but the person's: the option that a decision took and each that it
 * did not, and what should have been done in place of what was done. `elsewhere`: marks on code that the step's calls do
 * not write.
 */
export function preferencePairs(
  step: Step,
  done: AssistantTurn | undefined,
): { readonly pairs: readonly PreferencePair[]; readonly elsewhere: number } {
  const ground = fieldsOf(fieldsOf(step.extra).tracewright);
  const pairs = listOf(ground.decisions).flatMap((decision) => decided(step.step_id, fieldsOf(decision)));
  const marks = listOf(ground.counterfactuals).map((mark) => marked(fieldsOf(mark), done));
  const found = marks.flatMap((pair) => pair ?? []);
  return { pairs: [...pairs, ...found], elsewhere: marks.length - found.length };
}

type Fields = ReturnType<typeof fieldsOf>;

function decided(step: number, { note, question, chosen, alternatives }: Fields): PreferencePair[] {
  const took = textOf(chosen);
  if (took === undefined || took === '') return [];
  const asked = textOf(question);
  const saying = (text: string): AssistantTurn => ({
    role: 'assistant',
    step,
    reasoning: '',
    text,
    calls: [],
    weight: 1,
    ...(asked === undefined ? {} : { posed: `${asked}\n` }),
  });
  return listOf(alternatives).flatMap((alternative) => {
    const option = textOf(fieldsOf(alternative).option);
    if (option === undefined || option === '' || option === took) return [];
    return [{ about: 'decision', note: textOf(note) ?? '', chosen: saying(took), rejected: saying(option) }];
  });
}

function marked({ note, mark, quote, expected }: Fields, done: AssistantTurn | undefined): PreferencePair | null {
  if (done === undefined || done.calls.length === 0) return null;
  const trained = done.calls.map((call) => ({ ...call, weight: 1 }));
  const rejected: AssistantTurn = { ...done, reasoning: '', text: '', calls: trained, weight: 1 };
  const id = textOf(note) ?? '';
  if (mark === 'no-edit-expected') {
    return { about: 'no-edit-expected', note: id, chosen: { ...rejected, calls: [] }, rejected };
  }
  const [was, instead] = [textOf(quote), textOf(expected)];
  if (mark !== 'would-have-done' || was === undefined || was === '' || instead === undefined) return null;
  let places = 0;
  const calls = trained.map((call) => {
    const given = Object.entries(call.arguments).map(([key, value]): [string, unknown] => {
      const old = /^(?:path|old_|cwd)/.test(key) || typeof value !== 'string';
      if (old) return [key, value];
      const parts = value.split(was);
      places += parts.length - 1;
      return [key, parts.join(instead)];
    });
    return { ...call, arguments: Object.fromEntries(given) };
  });
  return places === 1 ? { about: 'would-have-done', note: id, chosen: { ...rejected, calls }, rejected } : null;
}
