import assert from 'node:assert/strict';
import type { Step } from '../../../../src/core/trajectory/atif.ts';
import { analysisMarks } from '../../../../src/core/trajectory/viewing/analysisMarks.ts';
import { callDiffs } from '../../../../src/core/trajectory/viewing/callDiffs.ts';
import { searchedText } from '../../../../src/core/trajectory/viewing/searchedText.ts';
import { shownParts, shownText } from '../../../../src/core/trajectory/viewing/shownText.ts';
import { stepDetail } from '../../../../src/core/trajectory/viewing/stepDetail.ts';
import { trajectoryRow } from '../../../../src/core/trajectory/viewing/trajectoryRow.ts';
import { subagentThreads, totalUse } from '../../../../src/core/trajectory/viewing/trajectorySummary.ts';
import { sampleTrajectory } from './sampleTrajectory.ts';

const trajectory = sampleTrajectory();
const step = (number: number) => trajectory.steps[number - 1] as Step;

describe('what analysis says of a thread', () => {
  it('is told by the keys of its rows', () => {
    assert.deepEqual(analysisMarks(trajectory.steps, 2), {
      loops: [{ kind: 'echo', times: 3, steps: ['2.6', '2.7', '2.8'] }],
      episodes: [{ from: '2.4', to: '2.12', steps: 7, reverted: false }],
    });
  });

  it('needs the same results, not only the same calls', () => {
    const other = { ...step(7), observation: { results: [{ source_call_id: 'call_6_0', content: 'something else' }] } };
    assert.deepEqual(analysisMarks(trajectory.steps.with(6, other), 0).loops, []);
  });
});

describe('the diffs of edit calls', () => {
  const files = (name: string, given: Record<string, unknown>) => callDiffs(name, given).files;

  it('are read from every known dialect', () => {
    const change = [{ path: 'a.ts', before: 'one', after: 'two' }];
    assert.deepEqual(files('Edit', { file_path: 'a.ts', old_string: 'one', new_string: 'two' }), change);
    assert.deepEqual(files('replace', { file_path: 'a.ts', old_string: 'one', new_string: 'two' }), change);
    const editor = { command: 'str_replace', path: 'a.ts', old_str: 'one', new_str: 'two' };
    assert.deepEqual(files('str_replace_editor', editor), change);
    const many = { file_path: 'a.ts', edits: [{ old_string: 'one', new_string: 'two' }] };
    assert.deepEqual(files('MultiEdit', many), change);
    const created = [{ path: 'a.ts', before: null, after: 'text' }];
    assert.deepEqual(files('Write', { file_path: 'a.ts', content: 'text' }), created);
    assert.deepEqual(files('str_replace_editor', { command: 'create', path: 'a.ts', file_text: 'text' }), created);
  });

  it('of several files in one call are all shown', () => {
    const replacements = ['a.ts', 'b.ts'].map((filePath) => ({ filePath, oldString: 'x', newString: 'y' }));
    assert.deepEqual(
      files('multi_replace_string_in_file', { replacements }).map(({ path }) => path),
      ['a.ts', 'b.ts'],
    );
  });

  it('are read from blocks to search and replace', () => {
    const diff = '<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE\n------- SEARCH\na\n=======\nb\n+++++++ REPLACE';
    assert.deepEqual(files('replace_in_file', { path: 'a.ts', diff }), [
      { path: 'a.ts', before: 'old\n', after: 'new\n' },
      { path: 'a.ts', before: 'a\n', after: 'b\n' },
    ]);
  });

  it('stay a patch where the call has one, also inside of a command', () => {
    const patch = '*** Begin Patch\n*** Add File: a\n+x\n*** End Patch';
    assert.equal(callDiffs('apply_patch', { input: patch }).patch, patch);
    assert.equal(callDiffs('shell', { command: ['apply_patch', patch] }).patch, patch);
    assert.equal(callDiffs('bash', { command: `apply_patch <<'EOF'\n${patch}\nEOF` }).patch, patch);
    const unified = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';
    assert.equal(callDiffs('edit', { diff: unified }).patch, unified);
  });

  it('are none for a call that edits nothing, or whose arguments make no sense', () => {
    assert.deepEqual(callDiffs('Bash', { command: 'ls' }), { files: [], patch: null });
    assert.deepEqual(callDiffs('Edit', { file_path: 7 }), { files: [], patch: null });
  });
});

describe('the line of a step', () => {
  it('has the first words of the message, without the marks of Markdown', () => {
    assert.equal(trajectoryRow(step(13), 0).title, 'Done');
    assert.equal(trajectoryRow({ ...step(13), message: '```\nls\n```' }, 0).title, 'ls');
    assert.equal(trajectoryRow({ ...step(13), message: '<system-reminder>\nBe kind' }, 0).title, 'Be kind');
  });

  it('tells what the first call is about when nothing was said', () => {
    assert.equal(trajectoryRow(step(7), 0).title, 'npm run test:all');
    const glob = { tool_call_id: 'x', function_name: 'Glob', arguments: { pattern: '**/*.ts' } };
    assert.equal(trajectoryRow({ ...step(7), tool_calls: [glob] }, 0).title, '**/*.ts');
  });

  it('marks errors, subagents, copied context and a cut context', () => {
    const rows = trajectory.steps.map((one) => trajectoryRow(one, 0));
    const numbers = (marked: (row: (typeof rows)[number]) => unknown) =>
      rows.filter(marked).map(({ number }) => number);
    assert.deepEqual(
      numbers(({ error }) => error),
      [4, 6, 7, 8],
    );
    assert.deepEqual(
      numbers(({ copied }) => copied),
      [1],
    );
    assert.deepEqual(
      numbers(({ boundary }) => boundary),
      [9],
    );
    assert.deepEqual(rows[9]?.subagents, ['helper-1']);
    assert.deepEqual(rows[2]?.tools, ['Grep', 'Read']);
    assert.equal(rows[3]?.duration, 4210);
  });
});

describe('the details of a step', () => {
  it('have results with their calls, terminal escapes taken out, and how it went', () => {
    const [call] = stepDetail(step(4), '0.4').calls;
    const [result] = call?.results ?? [];
    assert.deepEqual(result?.outcome, {
      error: true,
      exitCode: 1,
      cwd: '/home/dev/shop',
      duration: 4210,
      truncated: false,
    });
    const [part] = result?.parts ?? [];
    assert.ok(part?.kind === 'text' && part.text.startsWith('  1 failing\n'));
  });

  it('keep arguments that could not be parsed as they were written', () => {
    const broken = {
      tool_call_id: 'x',
      function_name: 'Bash',
      arguments: {},
      extra: { tracewright: { argumentsText: '{"command": "ls' } },
    };
    const [call] = stepDetail({ ...step(4), tool_calls: [broken] }, '0.4').calls;
    assert.deepEqual(call?.arguments, [{ name: '', value: { kind: 'text', text: '{"command": "ls', hidden: 0 } }]);
  });

  it('show results without a call, and the origin', () => {
    const orphan = { ...step(4), tool_calls: [] };
    assert.equal(stepDetail(orphan, '0.4').results.length, 1);
    assert.deepEqual(stepDetail(orphan, '0.4').origin, { line: 8 });
  });
});

describe('texts that are shown', () => {
  it('are cut at a whole character, and say how much is missing', () => {
    const shown = shownText(`${'x'.repeat(199_999)}😀!`);
    assert.equal(shown.text.length, 199_999);
    assert.equal(shown.hidden, 3);
  });

  it('name a picture by type and size, without its bytes', () => {
    assert.deepEqual(shownParts(step(2).message)[1], { kind: 'media', name: 'image/png', bytes: 48_000 });
    const linked = [{ type: 'image_url', image_url: { url: 'https://example.org/a.png' } }];
    assert.deepEqual(shownParts(linked)[0], { kind: 'media', name: 'image_url https://example.org/a.png', bytes: 0 });
  });

  it('are searched in messages, reasoning, arguments however deep, and results', () => {
    for (const word of ['described', 'clamp', 'math.max', 'has been updated', 'edit', 'old_string']) {
      assert.ok(searchedText(step(5)).includes(word), word);
    }
    assert.ok(searchedText(step(3)).includes('must never fall'));
    assert.ok(!searchedText(step(5)).includes('must never fall'));
  });
});

describe('a trajectory as a whole', () => {
  it('has its subagents as threads, theirs included', () => {
    const nested = { ...trajectory, subagent_trajectories: [{ ...trajectory, trajectory_id: 'outer' }] };
    assert.deepEqual(
      subagentThreads(nested).map(({ id, steps }) => [id, steps.length]),
      [
        ['outer', 13],
        ['helper-1', 3],
      ],
    );
  });

  it('says what it used: as the file sums up, else what the steps used together', () => {
    assert.deepEqual(totalUse(trajectory, []), { prompt: 148_220, completion: 3_918, cost: 0.62 });
    const { final_metrics: _none, ...silent } = trajectory;
    assert.deepEqual(totalUse(silent, [{ prompt: 3, cost: 1 }, { prompt: 4 }]), { prompt: 7, cost: 1 });
  });
});
