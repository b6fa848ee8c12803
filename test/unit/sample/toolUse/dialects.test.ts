import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dialectNamed, dialectNames } from '../../../../src/core/sample/dialects/dialects.ts';
import { renamedDialect } from '../../../../src/core/sample/dialects/renamed.ts';
import type { Sample } from '../../../../src/core/sample/sample.ts';
import { toolUseSamples } from '../../../../src/core/sample/toolUse.ts';
import type { FileDiff } from '../../../../src/core/session/timeline.ts';
import type { Step, Trajectory } from '../../../../src/core/trajectory/atif.ts';
import { editCalls } from '../../../../src/core/trajectory/editCalls.ts';
import type { RecordedCall } from '../../../../src/core/trajectory/tools/callOutcome.ts';
import { shellWords } from '../../../../src/core/trajectory/tools/shellWords.ts';
import { ToolSession } from '../../../../src/core/trajectory/tools/toolSession.ts';
import { nodeDigest } from '../../../../src/node/store/digest.ts';

type Files = ReadonlyMap<string, string>;

const start: Files = new Map([
  ['src/a.ts', 'import b;\n\nconst total = 1;\nconst other = 1;\n\nexport { total };\n'],
  ['src/b.ts', 'let x = 1;\nlet x = 1;\nlet y = 2;\n'],
  ['notes.md', 'no end of line'],
]);

const line = fc.constantFrom(
  '',
  'const total = 1;',
  'let x = 1;',
  '  indented',
  '😀 done',
  '*** not a patch',
  '+plus',
  "it's",
);
const text = fc
  .record({ lines: fc.array(line, { minLength: 1, maxLength: 6 }), ended: fc.boolean() })
  .map(({ lines, ended }) => lines.join('\n') + (ended ? '\n' : ''));

type Work =
  | { readonly do: 'edit'; readonly file: number; readonly at: number; readonly text: string }
  | { readonly do: 'create'; readonly name: string; readonly text: string }
  | { readonly do: 'delete'; readonly file: number }
  | { readonly do: 'move'; readonly file: number; readonly name: string }
  | { readonly do: 'run' };

const work: fc.Arbitrary<Work> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('edit' as const), file: fc.nat(5), at: fc.nat(9), text }) },
  fc.record({ do: fc.constant('create' as const), name: fc.constantFrom('new.ts', 'src/c.ts'), text }),
  fc.record({ do: fc.constant('delete' as const), file: fc.nat(5) }),
  fc.record({ do: fc.constant('move' as const), file: fc.nat(5), name: fc.constantFrom('moved.ts', 'lib/m.ts') }),
  fc.constant({ do: 'run' as const }),
);

/** The work as a person's trajectory with the recorder's calls, and the files at its end. */
function recorded(works: readonly Work[]): { readonly trajectory: Trajectory; readonly end: Files } {
  const files = new Map(start);
  const steps: Step[] = [{ step_id: 1, source: 'user', message: 'Go on.' }];
  for (const one of works) {
    const calls = one.do === 'run' ? [ran] : editCalls(diffOf(one, files), nodeDigest);
    if (calls.length === 0) continue;
    const id = steps.length + 1;
    steps.push({
      step_id: id,
      source: 'agent',
      message: '',
      tool_calls: calls.map((call, at) => ({
        tool_call_id: `${id}_${at}`,
        function_name: call.name,
        arguments: call.given,
        extra: { tracewright: { isError: false } },
      })),
      observation: { results: calls.map((call, at) => ({ source_call_id: `${id}_${at}`, content: call.seen })) },
    });
  }
  const agent = { name: 'tracewright-recorder', version: '1' };
  return { trajectory: { schema_version: 'ATIF-v1.7', agent, steps }, end: files };
}

const ran = { name: 'run_command', given: { command: 'npm test' }, seen: 'ok' };

function diffOf(one: Exclude<Work, { do: 'run' }>, files: Map<string, string>): FileDiff[] {
  const names = [...files.keys()].sort();
  const path = 'file' in one ? names[one.file % Math.max(names.length, 1)] : one.name;
  if (path === undefined) return [];
  const before = files.get(path) ?? null;
  if (one.do === 'create') {
    if (before !== null) return [];
    files.set(path, one.text);
    return [{ path, before, after: one.text }];
  }
  if (before === null) return [];
  if (one.do === 'delete') {
    files.delete(path);
    return [{ path, before, after: null }];
  }
  if (one.do === 'move') {
    if (files.has(one.name)) return [];
    files.delete(path);
    files.set(one.name, before);
    return [{ path: one.name, before, after: before, from: path }];
  }
  const lines = before.split('\n');
  lines.splice(one.at % (lines.length + 1), one.at % 2, ...one.text.split('\n'));
  const after = lines.join('\n');
  files.set(path, after);
  return before === after ? [] : [{ path, before, after }];
}

/** The calls of a row, as they stand in its text. */
function callsIn(sample: Sample): RecordedCall[] {
  return sample.spans
    .filter(({ kind }) => kind === 'call')
    .map(({ start: from, end }) => {
      const json = sample.text.slice(from, end).replace(/^\n?<tool_call>\n|\n<\/tool_call>$/g, '');
      const { name, arguments: given } = JSON.parse(json);
      return { function_name: name, arguments: given };
    });
}

/** Does calls with a session of tools; `rm` and `mv` as a shell does them. */
function filesAfter(calls: readonly RecordedCall[], agent: string): Files {
  const files = new Map(start);
  const look = (path: string) => {
    const found = files.get(path);
    return found === undefined ? { kind: 'absent' as const } : { kind: 'text' as const, text: found };
  };
  const session = new ToolSession({ look }, { rules: [{ from: '/', to: '' }], agent });
  for (const call of calls) {
    const outcome = session.perform(call);
    assert.notEqual(outcome.kind, 'refused', JSON.stringify([call, outcome]));
    if (outcome.kind === 'files') {
      for (const { path, after } of outcome.changes) {
        if (after === null) files.delete(path);
        else files.set(path, after);
      }
    } else if (outcome.kind === 'none' && outcome.command !== undefined) {
      const [program, , from = '', to = ''] = shellWords(outcome.command.command) ?? [];
      if (program === 'mv') files.set(to, files.get(from) ?? '');
      if (program === 'mv' || program === 'rm') files.delete(from);
    }
  }
  return files;
}

const rowsIn = (trajectory: Trajectory, name: string, seed = 3) => {
  const dialect = dialectNamed(name, seed);
  const options = {
    family: 'qwen3',
    errors: 'mask' as const,
    keepUndone: true,
    maxTokens: 1_000_000,
    startFiles: (path: string) => start.get(path) ?? null,
    ...(dialect === undefined ? {} : { dialect }),
  };
  const dropped: string[] = [];
  const input = { source: 's', trajectory, sha256: 'f'.repeat(64) };
  const rows = toolUseSamples(input, options, nodeDigest, (reason) => dropped.push(reason));
  return { rows, dropped, dialect };
};

describe('the same work in several dialects', () => {
  for (const name of dialectNames) {
    it(`${name}: the calls of a row, done from the start, give the files that the work left`, () => {
      let made = 0;
      fc.assert(
        fc.property(fc.array(work, { minLength: 1, maxLength: 5 }), fc.nat(9), (works, seed) => {
          const { trajectory, end } = recorded(works);
          const { rows, dropped, dialect } = rowsIn(trajectory, name, seed);
          assert.ok(rows.length + dropped.length <= 1);
          for (const row of rows) {
            made++;
            const calls = callsIn(row).map((call) => dialect?.unsay?.(call) ?? call);
            assert.deepEqual(sorted(filesAfter(calls, dialect?.agent ?? 'tracewright-recorder')), sorted(end));
            const edited = works.some((one) => one.do === 'edit' || one.do === 'create');
            if (row.labels.replayed === true) {
              assert.equal(row.proof.level, 'replayed');
              assert.ok(edited || works.some((one) => one.do !== 'run'));
            }
          }
          const allowed = ['dialect-cannot-say', 'dialect-differs', 'nothing-trained'];
          for (const reason of dropped) assert.ok(allowed.includes(reason), reason);
          if (name === 'recorded' || name === 'ours' || name === 'renamed' || name === 'claude') {
            assert.deepEqual(
              dropped.filter((reason) => reason !== 'nothing-trained'),
              [],
            );
          }
        }),
        { numRuns: 60 },
      );
      assert.ok(made > 5, `${made} rows`);
    });
  }

  it('every edit of known files is proved, and what the new tool prints takes the observation’s place', () => {
    const { trajectory } = recorded([{ do: 'edit', file: 1, at: 2, text: 'const more = 2;\n' }, { do: 'run' }]);
    const [row] = rowsIn(trajectory, 'openhands').rows;
    assert.ok(row);
    assert.equal(row.labels.replayed, true);
    assert.equal(row.labels.rewordedObservations, 1);
    assert.equal(row.labels.keptObservations, 1);
    assert.ok(row.text.includes("Here's the result of running `cat -n` on a snippet"));
    assert.ok(row.text.includes('<tool_response>\nok\n</tool_response>'));
  });

  it('without the files an edit is said by its own words, and is not called proved', () => {
    const { trajectory } = recorded([{ do: 'edit', file: 1, at: 2, text: 'const more = 2;\n' }]);
    const dialect = dialectNamed('claude', 0);
    assert.ok(dialect);
    const options = { family: 'qwen3', errors: 'mask' as const, keepUndone: false, maxTokens: 9_999, dialect };
    const [row] = toolUseSamples({ source: 's', trajectory, sha256: '' }, options, nodeDigest, () => undefined);
    assert.ok(row);
    assert.equal(row.labels.replayed, false);
    assert.equal(row.labels.unprovedEdits, 1);
    assert.equal(row.proof.level, 'recorded');
    assert.equal(callsIn(row)[0]?.function_name, 'Edit');
  });

  it('a tool that nobody knows drops the row, with its name', () => {
    const { trajectory } = recorded([{ do: 'run' }]);
    const steps = trajectory.steps.map((step) => ({
      ...step,
      tool_calls:
        step.tool_calls?.map((call) => ({ ...call, function_name: 'teleport', arguments: { to: 'x' } })) ?? null,
    }));
    const { rows, dropped } = rowsIn({ ...trajectory, steps }, 'ours');
    assert.deepEqual([rows.length, dropped], [0, ['dialect-cannot-say']]);
  });

  it('renamed tools are the same for one seed, others for another, and their definitions name what calls hold', () => {
    const { trajectory } = recorded([{ do: 'edit', file: 1, at: 2, text: 'const more = 2;\n' }, { do: 'run' }]);
    const rowsOf = (seed: number) => rowsIn(trajectory, 'renamed', seed).rows.map(({ text: shown }) => shown);
    assert.deepEqual(rowsOf(1), rowsOf(1));
    assert.notDeepEqual(rowsOf(1), rowsOf(2));
    for (let seed = 0; seed < 30; seed++) {
      const { tools } = renamedDialect(seed);
      const functions = tools.map((tool) => tool.function as { name: string; parameters: { properties: object } });
      assert.equal(new Set(functions.map(({ name }) => name)).size, functions.length);
      for (const call of rowsIn(trajectory, 'renamed', seed).rows.flatMap(callsIn)) {
        const definition = functions.find(({ name }) => name === call.function_name);
        assert.ok(definition, call.function_name);
        for (const key of Object.keys(call.arguments)) assert.ok(key in definition.parameters.properties, key);
      }
    }
  });
});

const sorted = (files: Files) => [...files].sort(([a], [b]) => (a < b ? -1 : 1));
