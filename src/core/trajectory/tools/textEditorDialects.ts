import {
  expandTabs,
  fileLines,
  lineAt,
  numberedLines,
  pythonList,
  splitLines,
  universalNewlines,
} from './textLines.ts';
import type { Arguments, ToolDesk } from './toolDesk.ts';

/** What the implementations of one editor tool do differently. Line numbers count from 1 unless said otherwise. */
export interface EditorDialect {
  /** The text as `view` shows it. */
  reads(text: string): string;
  /** The text as edits work on it and write it back. */
  edits(text: string): string;
  readonly createsNewOnly: boolean;
  readonly refusesSame: boolean;
  readonly wantsNewText: boolean;
  /** A text that is not found is searched for again without the space around it. */
  readonly trimsWhenAbsent: boolean;
  /** Inserted lines all end; else the file's text is split and joined. */
  readonly insertsWholeLines: boolean;
  /** Folders are listed as OpenHands does, not as `find`. */
  readonly sortsFolders: boolean;
  listing(content: string, path: string, first: number): string;
  range(content: string, path: string, range: readonly [number, number]): string;
  /** `line`: of the replaced text, from 0. `breaks`: line breaks in the new text. */
  edited(text: string, path: string, line: number, breaks: number): string;
  inserted(text: string, path: string, line: number, added: readonly string[], before: readonly string[]): string;
  placeLines(text: string, part: string, places: readonly number[]): readonly number[];
  absent(path: string): string;
  exists(path: string): string;
  notFound(old: string, path: string): string;
  notUnique(old: string, lines: readonly number[]): string;
  same(old: string): string;
  wrongLine(line: number, lines: number): string;
  wrongRange(range: string, why: string): string;
  noHistory(path: string): string;
}

const LONGEST = 16_000;
const CLIPPED =
  '<response clipped><NOTE>To save on context only part of this file has been shown to you. You should retry this tool after you have searched inside the file with `grep -n` in order to find the line numbers of what you are looking for.</NOTE>';
const ACI_LONGEST = 30_000;
const REVIEW = 'Review the changes and make sure they are as expected. Edit the file again if necessary.';
const REVIEW_INSERT =
  'Review the changes and make sure they are as expected (correct indentation, no duplicate lines, etc). Edit the file again if necessary.';

/** Which implementation it is: by its name, by what was recorded, by what earlier calls of the session showed. */
export function editorDialect(given: Arguments, desk: ToolDesk): EditorDialect {
  const seen = desk.recorded ?? '';
  if ('security_risk' in given || 'summary' in given || given.kind === 'FileEditorAction') {
    desk.memory.dialect ??= 'openhands-v1';
  }
  if (/^ERROR:\nInvalid `|^ERROR:\nNo replacement/.test(seen)) desk.memory.dialect ??= 'openhands';
  switch (desk.memory.dialect) {
    case 'swe-agent':
      return sweAgent;
    case 'openhands-v1':
      return softwareAgentSdk;
    default:
      return openHands;
  }
}

function catN(content: string, what: string, first: number): string {
  return `Here's the result of running \`cat -n\` on ${what}:\n${numberedLines(content.split('\n'), first, 6, '\t')}\n`;
}

const sweAgent: EditorDialect = {
  reads: universalNewlines,
  edits: (text) => expandTabs(universalNewlines(text)),
  createsNewOnly: true,
  refusesSame: false,
  wantsNewText: false,
  trimsWhenAbsent: false,
  insertsWholeLines: false,
  sortsFolders: false,
  listing(content, what, first) {
    const characters = content.length > LONGEST ? [...content] : [];
    const clipped = characters.length > LONGEST ? characters.slice(0, LONGEST).join('') + CLIPPED : content;
    return catN(expandTabs(clipped), what, first);
  },
  range(content, path, [first, last]) {
    const lines = content.split('\n');
    const given = pythonList([first, last]);
    if (first < 1 || first > lines.length) {
      return `Invalid \`view_range\`: ${given}. Its first element \`${first}\` should be within the range of lines of the file: ${pythonList([1, lines.length])}`;
    }
    if (last > lines.length) {
      return `Invalid \`view_range\`: ${given}. Its second element \`${last}\` should be smaller than the number of lines in the file: \`${lines.length}\``;
    }
    if (last !== -1 && last < first) {
      return `Invalid \`view_range\`: ${given}. Its second element \`${last}\` should be larger or equal than its first \`${first}\``;
    }
    return this.listing(lines.slice(first - 1, last === -1 ? lines.length : last).join('\n'), path, first);
  },
  edited(text, path, line, breaks) {
    const first = Math.max(1, line - 4);
    const last = Math.min(line + 4 + breaks, splitLines(text).length);
    const snippet = text
      .split('\n')
      .slice(first - 1, last)
      .join('\n');
    return `The file ${path} has been edited. ${this.listing(snippet, `a snippet of ${path}`, first)}${REVIEW}`;
  },
  inserted(_text, path, line, added, before) {
    const snippet = [...before.slice(Math.max(0, line - 4), line), ...added, ...before.slice(line, line + 4)];
    const listing = this.listing(snippet.join('\n'), 'a snippet of the edited file', Math.max(1, line - 3));
    return `The file ${path} has been edited. ${listing}${REVIEW_INSERT}`;
  },
  placeLines: (text, part) => text.split('\n').flatMap((line, index) => (line.includes(part) ? [index + 1] : [])),
  absent: (path) => `The path ${path} does not exist. Please provide a valid path.`,
  exists: (path) => `File already exists at: ${path}. Cannot overwrite files using command \`create\`.`,
  notFound: (old, path) => `No replacement was performed, old_str \`${old}\` did not appear verbatim in ${path}.`,
  notUnique: (old, lines) =>
    `No replacement was performed. Multiple occurrences of old_str \`${old}\` in lines ${pythonList(lines)}. Please ensure it is unique`,
  same: (old) => `No replacement was performed, old_str \`${old}\` is the same as new_str \`${old}\`.`,
  wrongLine: (line, lines) =>
    `Invalid \`insert_line\` parameter: ${line}. It should be within the range of lines of the file: ${pythonList([0, lines])}`,
  wrongRange: () => 'Invalid `view_range`. It should be a list of two integers.',
  noHistory: (path) => `No edit history found for ${path}.`,
};

const invalid = (parameter: string, value: string, hint: string) =>
  `ERROR:\nInvalid \`${parameter}\` parameter: ${value}. ${hint}`;

const openHands: EditorDialect = {
  reads: universalNewlines,
  edits: universalNewlines,
  createsNewOnly: true,
  refusesSame: true,
  wantsNewText: false,
  trimsWhenAbsent: false,
  insertsWholeLines: true,
  sortsFolders: true,
  listing(content, what, first) {
    const long = content.length > ACI_LONGEST;
    return long ? `${catN(content.slice(0, ACI_LONGEST), what, first)}${CLIPPED}` : catN(content, what, first);
  },
  range(content, path, [first, last]) {
    const lines = fileLines(content);
    const given = pythonList([first, last]);
    if (first < 1 || first > lines.length) {
      return invalid(
        'view_range',
        given,
        `Its first element \`${first}\` should be within the range of lines of the file: ${pythonList([1, lines.length])}.`,
      );
    }
    const end = last === -1 ? lines.length : Math.min(last, lines.length);
    if (end < first) {
      return invalid(
        'view_range',
        given,
        `Its second element \`${end}\` should be greater than or equal to the first element \`${first}\`.`,
      );
    }
    const listing = this.listing(lines.slice(first - 1, end).join('\n'), path, first);
    const note = `We only show up to ${lines.length} since there's only ${lines.length} lines in this file`;
    return last > lines.length ? `${listing}\nNOTE: ${note}\n` : listing;
  },
  edited(text, path, line, breaks) {
    const first = Math.max(0, line + 1 - 4);
    const snippet = wholeLines(text, first, line + 1 + 4 + breaks);
    return `The file ${path} has been edited. ${this.listing(snippet, `a snippet of ${path}`, first + 1)}${REVIEW}`;
  },
  inserted(text, path, line, added, before) {
    const last = Math.min(before.length + added.length, line + 4 + added.length);
    const snippet = wholeLines(text, Math.max(0, line - 4), last);
    const listing = this.listing(snippet, 'a snippet of the edited file', Math.max(1, line - 3));
    return `The file ${path} has been edited. ${listing}${REVIEW_INSERT}`;
  },
  placeLines: (text, _part, places) => [...new Set(places.map((place) => lineAt(text, place)))],
  absent: (path) => invalid('path', path, `The path ${path} does not exist. Please provide a valid path.`),
  exists: (path) =>
    invalid('path', path, `File already exists at: ${path}. Cannot overwrite files using command \`create\`.`),
  notFound: (old, path) =>
    `ERROR:\nNo replacement was performed, old_str \`${old}\` did not appear verbatim in ${path}.`,
  notUnique: (old, lines) =>
    `ERROR:\nNo replacement was performed. Multiple occurrences of old_str \`${old}\` in lines ${pythonList(lines)}. Please ensure it is unique.`,
  same: (old) => invalid('new_str', old, 'No replacement was performed. `new_str` and `old_str` must be different.'),
  wrongLine: (line, lines) =>
    invalid('insert_line', String(line), `It should be within the range of allowed values: ${pythonList([0, lines])}`),
  wrongRange: (range) => invalid('view_range', range, 'It should be a list of two integers.'),
  noHistory: (path) => `ERROR:\nNo edit history found for ${path}.`,
};

const bare = (text: string) => text.replace(/^ERROR:\n/, '');

/** OpenHands' software-agent-sdk: its errors have no heading, and an absent text is tried again without outer space. */
const softwareAgentSdk: EditorDialect = {
  ...openHands,
  wantsNewText: true,
  trimsWhenAbsent: true,
  range(content, path, range) {
    const shown = bare(openHands.range(content, path, range));
    const count = fileLines(content).length;
    const note = `\nNOTE: We only show up to ${count} since there's only ${count} lines in this file\n`;
    if (!shown.endsWith(note)) return shown;
    return `NOTE: We only show up to ${count} since there're only ${count} lines in this file.\n${shown.slice(0, -note.length)}`;
  },
  absent: (path) => bare(openHands.absent(path)),
  exists: (path) => bare(openHands.exists(path)),
  notFound: (old, path) => bare(openHands.notFound(old, path)),
  notUnique: (old, lines) => bare(openHands.notUnique(old, lines)),
  same: (old) => bare(openHands.same(old)),
  wrongLine: (line, lines) => bare(openHands.wrongLine(line, lines)),
  wrongRange: (range, why) => bare(openHands.wrongRange(range, why)),
  noHistory: (path) => bare(openHands.noHistory(path)),
};

/** Lines `first` (from 0) up to `last`, with their ends. */
function wholeLines(text: string, first: number, last: number): string {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).slice(first, last).join('');
}
