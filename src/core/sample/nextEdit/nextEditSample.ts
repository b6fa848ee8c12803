import type { Digest, Tokenizer } from '../../ports.ts';
import { type Family, familyById } from '../../render/family.ts';
import { forgedSentinel } from '../../render/forgery.ts';
import { leaksMiddle } from '../fimParts.ts';
import { SAMPLE_VERSION, type Sample } from '../sample.ts';
import { changedParts } from './editFilters.ts';
import type { EditAnswer, EditForm, EditView } from './forms/editForm.ts';
import { PromptWriter } from './forms/promptWriter.ts';
import { unifiedHunks } from './lineChange.ts';
import type { NextEdit } from './nextEdit.ts';
import { nextEditView } from './nextEditView.ts';

export interface NextEditOptions {
  readonly family: string;
  readonly form: EditForm;
  /** Most tokens of a whole row. */
  readonly maxTokens: number;
  readonly tokenizer: Tokenizer;
}

const MOST_HISTORY = 25;
/** Of the budget that the window and the answer leave, what the edits before may take. */
const HISTORY_SHARE = 0.6;

/**
 * A moment and its next edit in the options' form, or the reason why there is no row: `answer-too-long`,
 * `answer-in-context`, `not-expressible` (applying the answer does not give the recorded text), `marker-forgery`,
 * `sentinel-forgery`, `lone-surrogate`. Files go first where it gets too long, then the oldest edits.
 */
export function nextEditSample(
  moment: NextEdit,
  options: NextEditOptions,
  digest: Digest,
): { readonly sample: Sample } | { readonly dropped: string } {
  const { form, tokenizer, maxTokens } = options;
  const family = familyById(options.family);
  const full = nextEditView(moment, form);
  const edit: EditAnswer = moment;
  const answer = form.answer(full.view, edit);
  if (!checks(form, full.view, edit, answer)) return { dropped: 'not-expressible' };
  const count = (view: EditView) => tokenizer.count(rendered(view, moment, answer, form, family).text);
  const bareView: EditView = { ...full.view, history: [], context: [] };
  const left = maxTokens - count(bareView);
  if (left < 0) return { dropped: 'answer-too-long' };
  const context = full.view.context.filter(({ text }) => !leaksMiddle(text, insertedBy(edit)));
  let view = withinBudget({ ...full.view, context }, left, tokenizer);
  while (count(view) > maxTokens && view.history.length + view.context.length > 0) {
    const [, ...fewer] = view.context;
    view = view.context.length > 0 ? { ...view, context: fewer } : { ...view, history: view.history.slice(1) };
  }
  const writer = promptOf(view, moment, form);
  const why = trouble(writer, answer, insertedBy(edit), form, family);
  if (why !== null) return { dropped: why };
  const { text, spans } = wrapped(writer, answer, edit.path, form, family);
  const { source, path, tree, level, origin, seqs } = moment;
  const sha256 = digest('sha256', moment.after.join(''));
  const name = JSON.stringify([source, path, seqs, form.id, options.family, digest('sha256', text)]);
  const rejected = rejectedText(moment, view, writer, form, family);
  return {
    sample: {
      version: SAMPLE_VERSION,
      id: digest('sha256', name).slice(0, 16),
      kind: 'next-edit',
      family: options.family,
      language: moment.language,
      text,
      spans,
      proof: { source, path, sha256, level, ...(tree === undefined ? {} : { tree }) },
      ...(origin === undefined ? {} : { origin }),
      ...(rejected === null ? {} : { rejected }),
      labels: {
        ...moment.labels,
        form: form.id,
        order: moment.order,
        cursor: full.cursor,
        noEdit: moment.hunk === null,
        acrossFiles: moment.cursor !== null && moment.cursor.path !== moment.path,
        firstLine: view.window.region[0] + 1,
        lastLine: view.window.region[1],
        ...(moment.hunk === null ? {} : { editLine: moment.hunk.before[0] + 1 }),
        historyEdits: view.history.length,
        contextFiles: view.context.length,
      },
    },
  };
}

/** What an edit puts in, without what stays. */
function insertedBy({ before, after, hunk }: EditAnswer): string {
  if (hunk === null) return '';
  return changedParts(before.slice(...hunk.before).join(''), after.slice(...hunk.after).join(''))[1];
}

function checks(form: EditForm, view: EditView, { path, before, after }: EditAnswer, answer: string): boolean {
  const known = new Map([
    [view.path, view.lines.join('')],
    [path, before.join('')],
  ]);
  const made = form.apply(view, answer, (named) => known.get(named) ?? null);
  return made !== null && made.path === path && made.text === after.join('');
}

/** The newest edits and then the nearest files that fit. */
function withinBudget(view: EditView, left: number, tokenizer: Tokenizer): EditView {
  let room = Math.floor(left * HISTORY_SHARE);
  let used = 0;
  const history = [];
  for (const edit of view.history.slice(-MOST_HISTORY).toReversed()) {
    const cost = tokenizer.count(unifiedHunks(edit.before, edit.after, edit.hunks)) + tokenizer.count(edit.path) + 12;
    if (cost > room) break;
    room -= cost;
    used += cost;
    history.unshift(edit);
  }
  let rest = left - used;
  const context = [];
  for (const file of view.context.toReversed()) {
    const cost = Math.ceil(tokenizer.count(file.text) * 1.2) + tokenizer.count(file.path) + 12;
    if (cost > rest) break;
    rest -= cost;
    context.unshift(file);
  }
  return { ...view, history, context };
}

function promptOf(view: EditView, moment: NextEdit, form: EditForm): PromptWriter {
  const { source, shownSource, seqs, tree } = moment;
  const state = tree === undefined || shownSource !== undefined ? {} : { tree };
  // What is shown is what there was right before the first event of the answer.
  const last = seqs === undefined ? 0 : Math.max(0, seqs[0] - 1);
  const shown = {
    source: shownSource ?? source,
    ...(seqs === undefined ? {} : { seqs: [last, last] as [number, number] }),
  };
  const answer = { source, ...(seqs === undefined ? {} : { seqs: [seqs[0], seqs[1]] as [number, number] }) };
  const writer = new PromptWriter({ ...shown, ...state }, { ...answer, ...(tree === undefined ? {} : { tree }) });
  form.prompt(view, writer);
  return writer;
}

function rendered(view: EditView, moment: NextEdit, answer: string, form: EditForm, family: Family) {
  return wrapped(promptOf(view, moment, form), answer, moment.path, form, family);
}

/** As a conversation where the form is one and the family is known to have them. */
function wrapped(writer: PromptWriter, answer: string, path: string, form: EditForm, family: Family) {
  const chat = form.system !== undefined && family.chat !== undefined;
  if (!chat) return writer.finish('', '', answer, path, [form.end ?? '', family.end ?? '']);
  const system = form.system ?? null;
  const before = `${system === null ? '' : `<|im_start|>system\n${system}<|im_end|>\n`}<|im_start|>user\n`;
  return writer.finish(before, '<|im_end|>\n<|im_start|>assistant\n', answer, path, ['<|im_end|>']);
}

function trouble(
  writer: PromptWriter,
  answer: string,
  inserted: string,
  form: EditForm,
  family: Family,
): string | null {
  for (const text of writer.foreign) {
    if (!text.isWellFormed()) return 'lone-surrogate';
    if (forgedSentinel(family, text) !== null) return 'sentinel-forgery';
    if (form.markers.some((marker) => text.includes(marker))) return 'marker-forgery';
    if (leaksMiddle(text, inserted)) return 'answer-in-context';
  }
  if (!answer.isWellFormed()) return 'lone-surrogate';
  return forgedSentinel(family, answer) === null ? null : 'sentinel-forgery';
}

function rejectedText(
  moment: NextEdit,
  view: EditView,
  writer: PromptWriter,
  form: EditForm,
  family: Family,
): NonNullable<Sample['rejected']> | null {
  const { rejected, before, path } = moment;
  if (rejected === undefined) return null;
  const hunk = rejectedHunk(before, rejected);
  if (hunk === null && rejected.length !== before.length) return null;
  const edit: EditAnswer = { path, before, after: rejected, hunk };
  const answer = form.answer(view, edit);
  if (!checks(form, view, edit, answer) || forgedSentinel(family, answer) !== null || !answer.isWellFormed())
    return null;
  return wrapped(writer, answer, path, form, family);
}

function rejectedHunk(before: readonly string[], after: readonly string[]): EditAnswer['hunk'] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  if (head + tail >= before.length && before.length === after.length) return null;
  return { before: [head, before.length - tail], after: [head, after.length - tail] };
}

/** A row's answer: what a model shall say, without what ends it. */
export function answerOf({ text, spans }: Pick<Sample, 'text' | 'spans'>): string {
  return spans
    .filter(({ kind }) => kind === 'middle')
    .map(({ start, end }) => text.slice(start, end))
    .join('');
}

/** The file's text after a row's answer was applied; null: it does not fit. The moment is the one of the row. */
export function applyAnswer(moment: NextEdit, form: EditForm, answer: string): string | null {
  const { view } = nextEditView(moment, form);
  const known = new Map([
    [view.path, view.lines.join('')],
    [moment.path, moment.before.join('')],
  ]);
  const made = form.apply(view, answer, (path) => known.get(path) ?? null);
  return made !== null && made.path === moment.path ? made.text : null;
}
