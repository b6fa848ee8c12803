import { terminalText } from '../../core/session/terminalText.ts';
import type { Step, ToolCall } from '../../core/trajectory/atif.ts';
import { cutAt, plainContent } from '../../core/trajectory/viewing/shownText.ts';
import { resultsOf } from '../../core/trajectory/viewing/stepFields.ts';
import { callTitle } from '../../core/trajectory/viewing/trajectoryRow.ts';
import type { RecordedThread } from '../../node/timetravel/recordedThreads.ts';
import type { Texts } from './debugTexts.ts';
import type { Places } from './places.ts';
import { resultsOfCall, titleOf } from './stepFacts.ts';

/** A trajectory as a text to read, with the line of every place. Lines count from 1. */
export interface StepDocument {
  readonly text: string;
  /** Line by place. */
  readonly lines: readonly number[];
  /** The heading's line of a place's step. */
  readonly headings: readonly number[];
  /** Index of the place that a line belongs to; the first one above all. */
  placeAt(line: number): number;
}

/** Of each text so much is in the document; the whole is a variable. */
const MOST_LINES = 60;
const MOST_CHARACTERS = 6_000;

/** Writes the document. `changed` tells the files that a step changed; `heading` what its thread is called. */
export function stepDocument(
  threads: readonly RecordedThread[],
  places: Places,
  changed: (thread: number, step: number) => readonly string[],
  l10n: Texts,
): StepDocument {
  const out: string[] = [];
  const lines: number[] = [];
  const headings: number[] = [];
  const starts: { readonly line: number; readonly place: number }[] = [];
  threads.forEach(({ name, steps }, thread) => {
    out.push(`# ${oneLine(name) || l10n.t('Subagent')}`, '');
    let heading = 0;
    places.all.forEach((place, index) => {
      if (place.thread !== thread) return;
      const step = steps[place.step] as Step;
      const call = step.tool_calls?.[place.call];
      const start = out.length + 1;
      if (place.call <= 0) {
        heading = start;
        out.push(...headOf(step, changed(thread, place.step), l10n));
      }
      starts.push({ line: start, place: index });
      headings[index] = heading;
      lines[index] = call === undefined ? heading : out.length + 1;
      if (call !== undefined) out.push(...callLines(step, call, l10n));
      else for (const { content } of resultsOf(step)) out.push(...quoted(plainContent(content), '      ', l10n));
      out.push('');
    });
  });
  return {
    text: `${out.join('\n')}\n`,
    lines,
    headings,
    placeAt: (line) => starts.findLast((start) => start.line <= line)?.place ?? starts[0]?.place ?? 0,
  };
}

function headOf(step: Step, changed: readonly string[], l10n: Texts): string[] {
  const who = { system: l10n.t('System'), user: l10n.t('User'), agent: l10n.t('Agent') }[step.source];
  const time = typeof step.timestamp === 'string' ? /T(\d\d:\d\d:\d\d)/.exec(step.timestamp)?.[1] : undefined;
  const files =
    changed.length === 0
      ? []
      : [l10n.t('changed: {0}', changed.slice(0, 3).join(', ') + (changed.length > 3 ? ', …' : ''))];
  const message = plainContent(step.message);
  const title = message.trim() === '' ? titleOf(step) : '';
  const facts = [
    l10n.t('Step {0}', step.step_id),
    who,
    ...(title === '' ? [] : [title]),
    ...(time === undefined ? [] : [time]),
    ...files,
  ];
  return [
    `## ${oneLine(facts.join(' · '))}`,
    ...quoted(step.reasoning_content ?? '', '> ', l10n),
    ...quoted(message, '', l10n),
    ...((step.tool_calls?.length ?? 0) > 0 ? [''] : []),
  ];
}

function callLines(step: Step, call: ToolCall, l10n: Texts): string[] {
  const title = oneLine(callTitle(call.arguments));
  const given = Object.entries(call.arguments).flatMap(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (text === undefined || oneLine(text) === title) return [];
    if (!text.includes('\n') && text.length < 100) return [`- ${oneLine(name)}: \`${text}\``];
    return [`- ${oneLine(name)}:`, ...quoted(text, '      ', l10n)];
  });
  const seen = resultsOfCall(step, call)
    .map(({ content }) => plainContent(content))
    .join('\n');
  return [
    `### ${oneLine(call.function_name)} ${title}`,
    ...given,
    ...(seen.trim() === '' ? [] : [l10n.t('Observation:'), ...quoted(seen, '      ', l10n)]),
  ];
}

function quoted(text: string, prefix: string, l10n: Texts): string[] {
  if (text.trim() === '') return [];
  const all = terminalText(cutAt(text, MOST_CHARACTERS).replaceAll('\r\n', '\n')).replace(/\n+$/, '').split('\n');
  const shown = all.slice(0, MOST_LINES);
  const hidden = text.split('\n').length - shown.length;
  const rest = shown.length < all.length || text.length > MOST_CHARACTERS;
  // A line of somebody's text that looks like a heading is none of ours.
  const safe = shown.map((line) => prefix + (prefix === '' ? line.replace(/^#/, '\\#') : line));
  return rest
    ? [
        ...safe,
        `${prefix}${l10n.t('… {0} more lines: open the whole text from the Variables view', Math.max(hidden, 1))}`,
      ]
    : safe;
}

/** A text in one line, without what a terminal would act on. */
export function oneLine(text: string): string {
  return terminalText(text).replaceAll(/\s+/g, ' ').trim();
}
