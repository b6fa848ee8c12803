import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const page = readFileSync(path.join(root, 'docs/features.md'), 'utf8');

interface Named {
  readonly file: string;
  readonly title: string;
}

describe('the table of features', () => {
  const cells = ownCells(page);
  const notes = notesOf(page);

  it('has a word for Tracewright in every row, and tests for every word but no', () => {
    assert.ok(cells.length >= 35, `${cells.length} rows`);
    for (const { row, cell } of cells) {
      const [, word, reference] = /^(yes|part|no)(?: \[\^([\w-]+)\])?$/.exec(cell) ?? [];
      assert.ok(word !== undefined, `${row}: "${cell}" is neither yes, part nor no`);
      if (word === 'no') assert.equal(reference, undefined, `${row}: what is missing needs no test`);
      else assert.ok(reference !== undefined && notes.has(reference), `${row}: "${cell}" names no test`);
    }
  });

  it('says in words what is missing where it says part', () => {
    for (const { row, cell } of cells.filter((one) => one.cell.startsWith('part'))) {
      const note = notes.get(/\[\^([\w-]+)\]/.exec(cell)?.[1] ?? '') ?? '';
      assert.match(note.split('”').at(-1) ?? '', /^\. \S.+\.$/, row);
    }
  });

  it('has as many cells in every row as systems in its head', () => {
    for (const table of tablesOf(page)) {
      assert.deepEqual(
        table.filter((row) => row.length !== table[0]?.length),
        [],
      );
    }
  });

  it('uses every note', () => {
    const used = new Set(cells.map(({ cell }) => /\[\^([\w-]+)\]/.exec(cell)?.[1]));
    assert.deepEqual(
      [...notes.keys()].filter((name) => !used.has(name)),
      [],
    );
  });

  for (const [name, note] of notes) {
    it(`names tests for "${name}" that are there and are run`, () => {
      const named = testsIn(note);
      assert.ok(named.length > 0, 'no test is named');
      assert.equal(named.length, note.split('›').length - 1, 'every test is named as `file` › “title”');
      for (const { file, title } of named) {
        assert.match(file, /^test\/.+\.test\.ts$/);
        assert.ok(existsSync(path.join(root, file)), `there is no ${file}`);
        assert.ok(titlesIn(readFileSync(path.join(root, file), 'utf8')).has(title), `${file} has no test "${title}"`);
      }
    });
  }
});

describe('titles of tests', () => {
  it('are those that are run, as they are written', () => {
    const source = [
      "it('plain', () => {});",
      'it("it\'s quoted", () => {});',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a template as it stands in a source
      '  it(`of ${name}`, () => {});',
      "it('it\\'s escaped', () => {});",
      "// it('in a comment', () => {});",
      "it.skip('skipped', () => {});",
      "it.only('alone', () => {});",
      "describe('a group', () => {});",
      "commit('a call of something else', () => {});",
      "it(\n  'on the next line',\n  () => {},\n);",
    ].join('\n');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template as it stands in a source
    assert.deepEqual([...titlesIn(source)], ['plain', "it's quoted", 'of ${name}', "it's escaped", 'on the next line']);
  });
});

/** What the last column of the tables says, by the first. */
function ownCells(text: string): { row: string; cell: string }[] {
  return tablesOf(text).flatMap((table) =>
    table.slice(2).map((cells) => ({ row: cells[0] ?? '', cell: cells.at(-1) ?? '' })),
  );
}

function tablesOf(text: string): string[][][] {
  return text
    .split(/\n\n+/)
    .filter((part) => part.startsWith('|'))
    .map((table) =>
      table
        .trim()
        .split('\n')
        .map((line) =>
          line
            .slice(1, -1)
            .split('|')
            .map((cell) => cell.trim()),
        ),
    );
}

/** The notes at the end by their names. */
function notesOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^\[\^([\w-]+)\]: (.+)$/gm)].map(([, name = '', note = '']) => [name, note]));
}

function testsIn(note: string): Named[] {
  return [...note.matchAll(/`([^`]+)` › “([^”]+)”/g)].map(([, file = '', title = '']) => ({ file, title }));
}

/** Titles of the tests of a source; of a template the text as it stands there. Skipped ones are none. */
function titlesIn(source: string): Set<string> {
  const calls = source.matchAll(/^[ \t]*it\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/gm);
  return new Set([...calls].map(([, , title = '']) => title.replace(/\\(.)/g, '$1')));
}
