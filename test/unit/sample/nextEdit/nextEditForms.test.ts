import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitLines } from '../../../../src/core/sample/editHunks.ts';
import { estimatedTokens } from '../../../../src/core/sample/estimatedTokens.ts';
import { nextEditForm, nextEditFormNames } from '../../../../src/core/sample/nextEdit/forms/nextEditForms.ts';
import { joinNear, lineChanges } from '../../../../src/core/sample/nextEdit/lineChange.ts';
import type { NextEdit } from '../../../../src/core/sample/nextEdit/nextEdit.ts';
import { answerOf, applyAnswer, nextEditSample } from '../../../../src/core/sample/nextEdit/nextEditSample.ts';
import { nodeDigest } from '../../../../src/node/store/digest.ts';

const other = 'export const total = 1;\n';
const renamed = 'export const sum = 1;\n';

function moment(before: string, after: string, change: Partial<NextEdit> = {}): NextEdit {
  const [old, now] = [splitLines(before), splitLines(after)];
  const pastBefore = splitLines(other);
  const pastAfter = splitLines(renamed);
  return {
    source: 's',
    level: 'recorded',
    history: [
      {
        path: 'src/a.ts',
        before: pastBefore,
        after: pastAfter,
        hunks: lineChanges(pastBefore, pastAfter),
        accepted: true,
      },
    ],
    path: 'src/b.ts',
    language: 'typescript',
    before: old,
    after: now,
    hunk: joinNear(lineChanges(old, now), Number.POSITIVE_INFINITY)[0] ?? null,
    cursor: { path: 'src/a.ts', text: renamed, offset: 16 },
    offset: 7,
    context: [{ path: 'src/a.ts', text: renamed, firstLine: 0 }],
    original: before,
    order: 'recorded',
    labels: {},
    ...change,
  };
}

const before = 'import { total } from "./a";\nprint(total);\n';
const after = 'import { sum } from "./a";\nprint(total);\n';

function row(form: string, one: NextEdit = moment(before, after), family = 'qwen2.5-coder') {
  const options = { family, form: nextEditForm(form), maxTokens: 4096, tokenizer: estimatedTokens };
  const result = nextEditSample(one, options, nodeDigest);
  if (!('sample' in result)) throw new Error(result.dropped);
  return result.sample;
}

const zedHistory =
  '<|file_sep|>src/a.ts\nexport const sum = 1;\n<|file_sep|>edit history\n// User accepted prediction:\n' +
  '--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-export const total = 1;\n+export const sum = 1;\n';

describe('next-edit forms', () => {
  it('write what Zed writes for V0114180, the stop at the end', () => {
    assert.equal(
      row('zed').text,
      `${zedHistory}<|file_sep|>src/b.ts\n<|fim_prefix|>\n<|fim_middle|>current\nimport <|user_cursor|>{ total } from "./a";\n` +
        `print(total);\n<|fim_suffix|>\n<|fim_middle|>updated\nimport { sum } from "./a";\nprint(total);\n<|endoftext|>`,
    );
  });

  it('write what Zed writes for V0120: conflict markers, and the end marker trained', () => {
    const sample = row('zed-v0120');
    assert.equal(
      sample.text,
      `${zedHistory}<|file_sep|>src/b.ts\n<|fim_prefix|><|fim_suffix|>\n<|fim_middle|><<<<<<< CURRENT\nimport <|user_cursor|>{ total } from "./a";\n` +
        'print(total);\n=======\nimport { sum } from "./a";\nprint(total);\n>>>>>>> UPDATED\n<|endoftext|>',
    );
    assert.deepEqual(
      sample.spans
        .filter(({ weight }) => weight > 0)
        .map(({ kind, start, end }) => [kind, sample.text.slice(start, end)]),
      [
        ['middle', 'import { sum } from "./a";\nprint(total);\n'],
        ['stop', '>>>>>>> UPDATED\n'],
        ['stop', '<|endoftext|>'],
      ],
    );
  });

  it('write what Zeta 1 was asked', () => {
    assert.equal(
      row('zeta1').text,
      '### Instruction:\nYou are a code completion assistant and your task is to analyze user edits and then rewrite an excerpt that the user provides, suggesting the appropriate edits within the excerpt, taking into account the cursor location.\n\n### User Edits:\n\n' +
        'User edited src/a.ts:\n```diff\n@@ -1 +1 @@\n-export const total = 1;\n+export const sum = 1;\n\n```\n\n### User Excerpt:\n\n' +
        '```src/b.ts\n<|start_of_file|>\n<|editable_region_start|>\nimport <|user_cursor_is_here|>{ total } from "./a";\nprint(total);\n<|editable_region_end|>\n\n```\n\n### Response:\n' +
        '<|editable_region_start|>\nimport { sum } from "./a";\nprint(total);\n<|editable_region_end|><|endoftext|>',
    );
  });

  it('write NES with its tags, and a patch that counts lines from 0 and has no lines around it', () => {
    const { text } = row('nes');
    assert.ok(
      text.includes(
        '<|edit_diff_history|>\n--- src/a.ts\n+++ src/a.ts\n@@ -0,1 +0,1 @@\n-export const total = 1;\n+export const sum = 1;\n\n<|/edit_diff_history|>\n\n<|area_around_code_to_edit|>\n<|code_to_edit|>\nimport <|cursor|>{ total } from "./a";\nprint(total);\n<|/code_to_edit|>\n<|/area_around_code_to_edit|>\n```\n\nThe developer was working',
      ),
    );
    assert.ok(text.startsWith('<|im_start|>system\nPredict the next code edit'));
    assert.ok(text.endsWith('<|im_start|>assistant\nimport { sum } from "./a";\nprint(total);<|im_end|>'));
    assert.equal(answerOf(row('nes-patch')), 'src/b.ts:0\n-import { total } from "./a";\n+import { sum } from "./a";');
    assert.equal(answerOf(row('nes-code-block')), '```\nimport { sum } from "./a";\nprint(total);\n```');
  });

  it('write Instinct with the latest edit first, and Sweep with the region as it was, is and becomes', () => {
    assert.ok(
      row('instinct').text.includes(
        '### Context:\n<|context_file|>: src/a.ts\n<|snippet|>\nexport const sum = 1;\n\n\n### User Edits:\n\nUser edited file "src/a.ts"\n\n```diff\n@@ -1 +1 @@\n-export const total = 1;\n+export const sum = 1;\n```\n\n### User Excerpt:\nsrc/b.ts\n\n<|editable_region_start|>\nimport <|user_cursor_is_here|>{ total } from "./a";\nprint(total);\n<|editable_region_end|>```\n### Response:',
      ),
    );
    assert.ok(
      row('sweep').text.endsWith(
        '<|file_sep|>src/a.ts:1:1\noriginal:\nexport const total = 1;\nupdated:\nexport const sum = 1;\n<|file_sep|>original/src/b.ts:1:2\nimport { total } from "./a";\nprint(total);\n' +
          '<|file_sep|>current/src/b.ts:1:2\nimport <|cursor|>{ total } from "./a";\nprint(total);\n<|file_sep|>updated/src/b.ts:1:2\nimport { sum } from "./a";\nprint(total);<|endoftext|>',
      ),
    );
  });

  it('jump to another file where the answer names its place', () => {
    const sample = row('ours');
    assert.equal(answerOf(sample), 'src/b.ts:1\n-import { total } from "./a";\n+import { sum } from "./a";');
    assert.equal(sample.labels.acrossFiles, true);
    assert.ok(sample.text.includes('## Cursor\nsrc/a.ts:1:17\n'));
  });

  it('say that nothing is to be edited', () => {
    const none = moment(before, before, { cursor: null });
    assert.equal(answerOf(row('nes-patch', none)), '<NO_EDIT>');
    assert.equal(answerOf(row('ours', none)), 'no edit');
    assert.equal(answerOf(row('zed', none)), before);
  });

  it('carry what was rejected in the same form', () => {
    const rejected = splitLines('import { wrong } from "./a";\nprint(total);\n');
    for (const form of nextEditFormNames) {
      const sample = row(form, moment(before, after, { rejected }));
      const answer = sample.rejected === undefined ? '' : answerOf(sample.rejected);
      assert.ok(answer.includes('wrong') && !answer.includes('sum'), form);
    }
  });

  it('drop text that holds a marker of the form, or the answer', () => {
    const drop = (one: NextEdit, form = 'zed') => {
      const options = { family: 'starcoder2', form: nextEditForm(form), maxTokens: 4096, tokenizer: estimatedTokens };
      const result = nextEditSample(one, options, nodeDigest);
      return 'dropped' in result ? result.dropped : null;
    };
    assert.equal(drop(moment(`${before}<|user_cursor|>\n`, `${after}<|user_cursor|>\n`)), 'marker-forgery');
    const long = 'const aLongLineThatIsToBeFoundAgain = computeEverythingAtOnce();\n';
    assert.equal(drop(moment(before + long, before + long + long)), 'answer-in-context');
    const leak = { context: [{ path: 'c.ts', text: long, firstLine: 0 }] };
    const kept = row('zed', moment(before, before + long, leak));
    assert.equal(kept.labels.contextFiles, 0);
  });

  it('cut files and old edits to a budget, and never the answer', () => {
    const edit = moment(before, after).history[0];
    assert.ok(edit !== undefined);
    const much = moment(before, after, { history: Array.from({ length: 20 }, () => edit) });
    for (const form of nextEditFormNames) {
      const options = { family: 'qwen2.5-coder', form: nextEditForm(form), tokenizer: estimatedTokens };
      const fit = nextEditSample(much, { ...options, maxTokens: 620 }, nodeDigest);
      assert.ok('sample' in fit, form);
      assert.ok(estimatedTokens.count(fit.sample.text) <= 620, form);
      assert.ok(Number(fit.sample.labels.historyEdits) < 20, form);
      assert.equal(applyAnswer(much, nextEditForm(form), answerOf(fit.sample)), after, form);
      assert.deepEqual(nextEditSample(much, { ...options, maxTokens: 8 }, nodeDigest), { dropped: 'answer-too-long' });
    }
  });

  it('give the text after the edit when their answers are applied', () => {
    const line = fc.constantFrom('', 'a', '  b(c);', 'é😀', '-x', '+y', 'return 1');
    const text = fc
      .tuple(fc.array(line, { maxLength: 40 }), fc.boolean())
      .map(([lines, open]) => lines.join('\n') + (open || lines.length === 0 ? '' : '\n'));
    let made = 0;
    fc.assert(
      fc.property(
        text,
        text,
        fc.nat(60),
        fc.constantFrom(...nextEditFormNames),
        fc.boolean(),
        (a, b, at, name, here) => {
          const place = here ? { path: 'src/b.ts', text: a, offset: Math.min(at, a.length) } : null;
          const one = moment(a, b, { offset: Math.min(at, a.length), cursor: place, context: [] });
          const form = nextEditForm(name);
          const options = { family: 'qwen2.5-coder', form, maxTokens: 4096, tokenizer: estimatedTokens };
          const result = nextEditSample(one, options, nodeDigest);
          if (!('sample' in result)) return;
          made++;
          assert.equal(applyAnswer(one, form, answerOf(result.sample)), b);
          assert.equal(
            result.sample.spans.map(({ start, end }) => result.sample.text.slice(start, end)).join(''),
            result.sample.text,
          );
        },
      ),
      { numRuns: 600 },
    );
    assert.ok(made > 300, String(made));
  });
});
