import type { RecordedChange } from '../../node/timetravel/recordedTrees.ts';
import type { FrameKind } from './callStack.ts';
import type { Debugged } from './debugged.ts';
import type { Texts } from './debugTexts.ts';
import type { Facts, Value } from './evaluate.ts';

/** A row of the Variables view. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type?: string;
  /** What evaluates to it. */
  readonly expression?: string;
  /** What stands below it. */
  readonly children?: Children;
  /** The whole is longer than what is shown. */
  readonly cut?: boolean;
  /** Path of the file that it is about. */
  readonly file?: string;
}

/** `indexed`: so many of the children are lines or items, asked for page by page. */
export interface Children {
  readonly indexed: number;
  readonly named: number;
  of(start: number, count: number): readonly Variable[];
}

export interface Scope {
  readonly name: string;
  readonly hint: 'arguments' | 'locals' | 'registers';
  readonly variables: readonly Variable[];
}

const SHOWN = 160;

/** What is known of a place, scope by scope. Names are those that expressions have. */
export function scopesOf(debugged: Debugged, index: number, kind: FrameKind, l10n: Texts): Scope[] {
  const facts = debugged.facts(index);
  const { thread, step } = debugged.places.at(index);
  const own: Scope[] =
    kind === 'call' ? [{ name: l10n.t('Tool call'), hint: 'arguments', variables: callRows(facts) }] : [];
  return [
    ...own,
    {
      name: l10n.t('Step'),
      hint: 'locals',
      variables: rows(facts, kind === 'call' ? stepNames : [...stepNames, 'observation']),
    },
    { name: l10n.t('Files'), hint: 'locals', variables: fileRows(facts, debugged.changes(thread, step), l10n) },
    { name: l10n.t('Use and labels'), hint: 'registers', variables: rows(facts, useNames) },
  ].filter(({ variables }) => variables.length > 0) as Scope[];
}

const callNames = ['tool', 'args', 'observation', 'exit', 'error', 'cwd', 'call', 'calls'];
const stepNames = [
  'step',
  'source',
  'message',
  'reasoning',
  'time',
  'duration',
  'model',
  'verdict',
  'reason',
  'cause',
  'loop',
];
const useNames = ['tokens', 'promptTokens', 'completionTokens', 'cachedTokens', 'cost', 'labels'];

function callRows(facts: Facts): Variable[] {
  return rows(facts, facts.calls === 1 ? callNames.slice(0, -2) : callNames);
}

/** Facts that are known, in the order of the names. */
function rows(facts: Facts, names: readonly string[]): Variable[] {
  return names.flatMap((name) => {
    const value = facts[name] ?? null;
    return value === null || value === '' || (name === 'loop' && value === false) ? [] : [variable(name, value, name)];
  });
}

function fileRows(facts: Facts, changes: readonly RecordedChange[], l10n: Texts): Variable[] {
  const changed = changes.map(
    ({ path, before, after }): Variable => ({
      name: path,
      value: before === null ? l10n.t('added') : after === null ? l10n.t('deleted') : l10n.t('modified'),
      type: 'file',
      file: path,
    }),
  );
  return [
    {
      name: 'changed',
      value: changed.length === 1 ? l10n.t('1 file') : l10n.t('{0} files', changed.length),
      expression: 'changed',
      ...(changed.length === 0
        ? {}
        : {
            children: { indexed: 0, named: changed.length, of: (start, count) => changed.slice(start, start + count) },
          }),
    },
    ...rows(facts, ['treeBefore', 'treeAfter']),
  ];
}

/** A value as a row: texts are cut and have their lines below them, lists and objects their parts. */
export function variable(name: string, value: Value, expression: string): Variable {
  if (typeof value === 'string') return textVariable(name, value, expression);
  if (typeof value !== 'object' || value === null) {
    return { name, value: String(value), type: value === null ? 'null' : typeof value, expression };
  }
  const parts: readonly (readonly [string, Value, string])[] = Array.isArray(value)
    ? value.map((part: Value, index) => [`${index}`, part, `${expression}[${index}]`] as const)
    : Object.entries(value).map(([key, part]) => [key, part, memberOf(expression, key)] as const);
  return {
    name,
    value: preview(value),
    type: Array.isArray(value) ? 'list' : 'object',
    expression,
    ...(parts.length === 0
      ? {}
      : {
          children: {
            indexed: Array.isArray(value) ? parts.length : 0,
            named: Array.isArray(value) ? 0 : parts.length,
            of: (start, count) => parts.slice(start, start + count).map((part) => variable(...part)),
          },
        }),
  };
}

function textVariable(name: string, text: string, expression: string): Variable {
  const end = text.indexOf('\n');
  const first = shown(end < 0 ? text : text.slice(0, end));
  if (end < 0 && text.length <= SHOWN) return { name, value: `"${first}"`, type: 'text', expression };
  const lines = text.split('\n');
  return {
    name,
    value: lines.length === 1 ? `"${first}…"` : `"${first}" +${lines.length - 1} ⏎`,
    type: 'text',
    expression,
    cut: true,
    ...(lines.length === 1
      ? {}
      : {
          children: {
            indexed: lines.length,
            named: 0,
            of: (start, count) =>
              lines
                .slice(start, start + count)
                .map((line, at) => ({ name: `${start + at + 1}`, value: shown(line, 2_000) })),
          },
        }),
  };
}

function memberOf(expression: string, key: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `${expression}.${key}` : `${expression}[${JSON.stringify(key)}]`;
}

function preview(value: Value): string {
  return shown(JSON.stringify(value));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** The beginning of a text in one line; control characters are shown by their codes. */
function shown(text: string, most = SHOWN): string {
  const cut = text.length > most ? text.slice(0, most) : text;
  return cut.replace(/\r$/, '').replaceAll(CONTROL, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
