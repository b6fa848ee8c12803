import * as z from 'zod/mini';
import { base, evidence, located, rangeSchema } from './eventFields.ts';

const diagnostic = z.object({
  /** Number of the diagnostic inside this session. */
  id: z.number(),
  severity: z.enum(['error', 'warning', 'information', 'hint']),
  /** Line and column of the start and of the end, counted from 0; columns in UTF-16 code units. */
  range: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  message: z.string(),
  source: z.optional(z.string()),
  code: z.optional(z.string()),
});

const breakpoint = z.object({
  id: z.string(),
  enabled: z.boolean(),
  path: z.optional(z.string()),
  root: z.optional(z.number()),
  /** Counted from 0. */
  line: z.optional(z.number()),
  function: z.optional(z.string()),
  condition: z.optional(z.string()),
  hitCondition: z.optional(z.string()),
  logMessage: z.optional(z.string()),
});

/** What the person looked at, asked for, ran and was told: none of it changes a text or a file. */
export const activityEventSchemas = {
  /** What is selected in the editor that has the focus: every cursor as anchor and active end. */
  selection: z.object({
    ...base,
    kind: z.literal('selection'),
    doc: z.number(),
    ranges: z.array(rangeSchema),
    cause: z.optional(z.enum(['keyboard', 'mouse', 'command'])),
  }),
  /** The editor that has the focus changed; null when none has it. */
  focus: z.object({ ...base, kind: z.literal('focus'), doc: z.nullable(z.number()) }),
  /** Ranges of whole lines that stayed in view for `dwell` ms; they are still there until the next `view` or `focus`. */
  view: z.object({
    ...base,
    kind: z.literal('view'),
    doc: z.number(),
    ranges: z.array(rangeSchema),
    dwell: z.number(),
  }),
  /**
   * Somebody asked the editor for something. `doc` and `at` say where the cursor was, `query` what was typed.
   * That it was asked for does not say that it was done.
   */
  request: z.object({
    ...base,
    kind: z.literal('request'),
    what: z.enum([
      'definition',
      'declaration',
      'implementation',
      'type-definition',
      'references',
      'call-hierarchy',
      'workspace-symbols',
      'text-search',
      'rename',
      'paste',
      'copy',
      'drop',
      'completion',
    ]),
    doc: z.optional(z.number()),
    at: z.optional(z.number()),
    query: z.optional(z.string()),
    evidence,
  }),
  /** A result of a request was opened: the cursor came to `range`. `request` is the `seq` of what was asked. */
  visit: z.object({
    ...base,
    kind: z.literal('visit'),
    request: z.optional(z.number()),
    doc: z.optional(z.number()),
    ...located,
    /** Absent where only the file is known. */
    range: z.optional(rangeSchema),
    evidence,
  }),
  /**
   * How the diagnostics of one file changed. `removed` are ids. One that only moved because the text around it was edited
   * keeps its id and is not told again: its range is that of the text when it was added.
   */
  diagnostics: z.object({
    ...base,
    kind: z.literal('diagnostics'),
    ...located,
    doc: z.optional(z.number()),
    added: z.array(diagnostic),
    removed: z.array(z.number()),
    /** How many more came that are not listed, because there are too many. */
    dropped: z.optional(z.number()),
  }),
  'task-start': z.object({
    ...base,
    kind: z.literal('task-start'),
    /** Number of the task's run inside this session. */
    task: z.number(),
    name: z.string(),
    /** Who provides it (npm, Workspace, …) and its type (npm, shell, …). */
    source: z.string(),
    type: z.string(),
    group: z.optional(z.enum(['build', 'test', 'clean', 'rebuild', 'other'])),
    line: z.optional(z.string()),
    cwd: z.optional(z.string()),
    /** It ran already when the recording began. */
    underWay: z.optional(z.boolean()),
  }),
  /** `exitCode` is null where the task has no process or did not tell. `command`: the terminal command that it was. */
  'task-end': z.object({
    ...base,
    kind: z.literal('task-end'),
    task: z.number(),
    exitCode: z.nullable(z.number()),
    command: z.optional(z.number()),
  }),
  'debug-start': z.object({
    ...base,
    kind: z.literal('debug-start'),
    debug: z.number(),
    name: z.string(),
    type: z.string(),
    /** launch or attach. */
    request: z.string(),
    program: z.optional(z.string()),
    /** It ran already when the recording began: of its steps nothing is known. */
    underWay: z.optional(z.boolean()),
  }),
  /** The debugged program stopped, went on, or ended. Lines are counted from 0. */
  'debug-step': z.object({
    ...base,
    kind: z.literal('debug-step'),
    debug: z.number(),
    what: z.enum(['stopped', 'continued', 'exited', 'evaluated']),
    reason: z.optional(z.string()),
    path: z.optional(z.string()),
    root: z.optional(z.number()),
    line: z.optional(z.number()),
    /** What was evaluated, for `evaluated`. */
    text: z.optional(z.string()),
    exitCode: z.optional(z.nullable(z.number())),
  }),
  'debug-end': z.object({ ...base, kind: z.literal('debug-end'), debug: z.number() }),
  breakpoints: z.object({
    ...base,
    kind: z.literal('breakpoints'),
    added: z.array(breakpoint),
    removed: z.array(z.string()),
    changed: z.array(breakpoint),
  }),
  /**
   * Settings that change what an edit means (indentation, line ends, what a save does): all at the start, then changes.
   * The first root has all of them, another root and a language those that differ; `doc` has the indentation that its
   * editor found out from the text, where that differs. Null: as around it again, or not set.
   */
  settings: z.object({
    ...base,
    kind: z.literal('settings'),
    root: z.optional(z.number()),
    language: z.optional(z.string()),
    doc: z.optional(z.number()),
    values: z.record(z.string(), z.unknown()),
  }),
  'command-start': z.object({
    ...base,
    kind: z.literal('command-start'),
    /** Number of the command inside this session. */
    command: z.number(),
    terminal: z.string(),
    line: z.string(),
    /** Absent: the terminal did not say. */
    cwd: z.optional(z.string()),
    confidence: z.enum(['low', 'medium', 'high']),
    /** It ran already when the recording began: what it printed is not known. */
    underWay: z.optional(z.boolean()),
  }),
  'command-output': z.object({ ...base, kind: z.literal('command-output'), command: z.number(), text: z.string() }),
  /** `exitCode` is null where the shell did not tell, or the recording ended first. */
  'command-end': z.object({
    ...base,
    kind: z.literal('command-end'),
    command: z.number(),
    exitCode: z.nullable(z.number()),
    /** How many code units of output were left out, because there are too many. */
    dropped: z.optional(z.number()),
  }),
  /** A terminal without shell integration is in use: what is run there is not known. */
  'terminal-silent': z.object({ ...base, kind: z.literal('terminal-silent'), terminal: z.string() }),
} as const;
