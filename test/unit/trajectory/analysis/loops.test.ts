import assert from 'node:assert/strict';
import { analyzeTrajectory } from '../../../../src/core/trajectory/analysis/analyzeTrajectory.ts';
import { bash, madeRun, read, replace, type Turn } from './madeRun.ts';

const loopsOf = (turns: readonly Turn[]) =>
  analyzeTrajectory(madeRun(turns)).loops.map(({ kind, first, last, times }) => [kind, first, last, times]);
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe('loops', () => {
  it('the same call with the same result is an echo from the third time on', () => {
    assert.deepEqual(loopsOf([read('a.ts', 'x'), ...times(3, () => bash('ls src', 'a.ts'))]), [['echo', 2, 4, 3]]);
    assert.deepEqual(loopsOf(times(2, () => bash('ls src', 'a.ts'))), []);
  });

  it('a result that differs in noise alone is the same result', () => {
    const turns = times(4, (index) => bash('npm run build', `built in ${index * 7 + 3}ms, pid ${1000 + index * 37}`));
    assert.deepEqual(loopsOf(turns), [['echo', 1, 4, 4]]);
  });

  it('a result that says something else each time is no echo', () => {
    assert.deepEqual(loopsOf(times(4, (index) => bash('git status', `${index} files changed`))), []);
  });

  it('steps that take turns with the same results are an echo', () => {
    const turns = times(6, (index) => (index % 2 === 0 ? bash('ls a', 'x y') : bash('ls b', 'z')));
    assert.deepEqual(loopsOf(turns), [['echo', 1, 6, 3]]);
  });

  it('the same test with the same failure between edits is no echo: the files are others', () => {
    const turns = times(5, (index) => [
      replace('src/a.ts', `v${index}`, `v${index + 1}`),
      bash('npm test', '1 failed'),
    ]).flat();
    assert.deepEqual(loopsOf(turns), []);
  });

  it('the same call with the same result is no echo while it changes the files', () => {
    assert.deepEqual(loopsOf(times(5, (index) => bash('npm run next', 'done', { tree: `t${index}` }))), []);
  });

  it('waiting for a command is no loop', () => {
    assert.deepEqual(loopsOf(times(6, () => bash('', 'still running'))), []);
    assert.deepEqual(loopsOf(times(6, () => bash('sleep 5', ''))), []);
  });

  it('a person who asks for the same again begins anew', () => {
    const turns = times(3, () => [{ user: 'once more' }, bash('npm test', 'ok')] as Turn[]).flat();
    assert.deepEqual(loopsOf(turns), []);
  });

  it('an edit, its undoing and both again are thrashing', () => {
    const turns = times(2, () => [replace('a.ts', 'one', 'two'), replace('a.ts', 'two', 'one')]).flat();
    assert.deepEqual(loopsOf(turns), [['thrash', 1, 4, 3]]);
  });

  it('recorded trees tell thrashing whatever the calls are', () => {
    const turns = ['A', 'B', 'A', 'B', 'A'].map((tree, index) =>
      bash(`do ${index}`, `done with ${index} of it`, { tree }),
    );
    assert.deepEqual(
      loopsOf(turns).map(([kind]) => kind),
      ['thrash'],
    );
  });

  it('a single edit that is taken back is no thrashing', () => {
    assert.deepEqual(
      loopsOf([replace('a.ts', 'one', 'two'), bash('npm test', '1 failed'), replace('a.ts', 'two', 'one')]),
      [],
    );
  });

  it('the same words without deeds are a chant', () => {
    assert.deepEqual(loopsOf([read('a', 'x'), ...times(3, () => ({ say: 'I will now look into it.' }))]), [
      ['chant', 2, 4, 3],
    ]);
    assert.deepEqual(loopsOf(times(3, (index) => ({ say: `Part ${index} of the answer.` }))), []);
  });

  it('the same words over and over in one message are a chant, in a list or in code they are not', () => {
    const sentence = 'I should check the configuration of the module again before I go on. ';
    const [loop] = loopsOf([{ say: sentence.repeat(12) }]);
    assert.deepEqual(loop?.slice(0, 3), ['chant', 1, 1]);
    assert.ok(Number(loop?.[3]) >= 10);
    assert.deepEqual(loopsOf([{ say: `\`\`\`\n${`${sentence}\n`.repeat(12)}\`\`\`` }]), []);
    assert.deepEqual(loopsOf([{ say: `- ${sentence}\n`.repeat(12) }]), []);
  });

  it('the same words between ever different ones are no chant', () => {
    const phrase = 'and that is why the next thing to be looked at is the file ';
    const say = times(12, (index) => `${phrase}${`${index * 7919} `.repeat(10)}`).join('');
    assert.deepEqual(loopsOf([{ say }]), []);
  });

  it('the same words in front of different deeds are no chant', () => {
    const turns = times(5, (index) => ({ ...read(`src/${index}.ts`, `text ${index}`), say: 'Next file.' }));
    assert.deepEqual(loopsOf(turns), []);
  });

  it('many steps that read nothing new and change nothing are a stall', () => {
    const turns = [
      read('a.ts', 'x'),
      ...times(12, (index) => bash(`echo "attempt ${index}"`, `answer ${'x'.repeat(index)}`)),
    ];
    assert.deepEqual(loopsOf(turns), [['stall', 2, 13, 12]]);
    assert.deepEqual(loopsOf(turns.slice(0, 12)), []);
  });

  it('what is an echo is not told as a stall too', () => {
    const turns = [
      ...times(6, () => bash('date', 'x')),
      ...times(8, (index) => bash(`echo ${index}`, 'x'.repeat(index + 2))),
    ];
    assert.deepEqual(loopsOf(turns), [['echo', 1, 6, 6]]);
  });

  it('other calls with results that were seen before, on files as they were, are no progress', () => {
    const turns = [
      read('a.ts', 'the whole text of it'),
      ...times(4, (index) => ({ call: 'look', given: { again: index }, seen: 'the whole text of it' })),
    ];
    assert.deepEqual(loopsOf(turns), [['no-progress', 2, 5, 4]]);
  });

  it('reading ever new files is progress, however many', () => {
    assert.deepEqual(loopsOf(times(60, (index) => read(`src/file${index}.ts`, `export const x${index} = 1;`))), []);
    assert.deepEqual(loopsOf(times(60, (index) => read(`src/file${index}.ts`, 'export {};'))), []);
  });

  describe('moving many component files and updating their imports (gemini-cli #5873)', () => {
    const names = times(30, (index) => `Widget${index}`);
    const shell = names.flatMap((name) => [
      bash(`mv src/${name}.tsx src/components/${name}.tsx`, ''),
      bash(`sed -i "s#./${name}#./components/${name}#" src/pages/${name}Page.tsx`, ''),
    ]);
    const edits = names.flatMap((name) => [
      {
        call: 'move_file',
        given: { path: `src/${name}.tsx`, new_path: `src/components/${name}.tsx` },
        seen: 'The file has been moved.',
      },
      replace('src/App.tsx', `./${name}'`, `./components/${name}'`),
      replace(`src/pages/${name}Page.tsx`, "from '../Widget'", "from '../components/Widget'"),
    ]);

    it('is progress, in a shell and with edit tools', () => {
      assert.deepEqual(loopsOf(shell), []);
      assert.deepEqual(loopsOf(edits), []);
    });

    it('is progress with recorded trees and one and the same answer', () => {
      const turns = times(40, (index) => ({ call: 'edit', given: { file: index }, seen: 'Done.', tree: `t${index}` }));
      assert.deepEqual(loopsOf(turns), []);
    });

    it('is a loop when it is the same edit that fails every time', () => {
      const turns = times(5, () => ({
        ...replace('src/App.tsx', 'a', 'b'),
        seen: 'No replacement was performed',
        failed: true,
      }));
      assert.deepEqual(loopsOf(turns), [['echo', 1, 5, 5]]);
    });
  });

  it('context that was copied from elsewhere is no part of the run', () => {
    const run = madeRun(times(4, () => bash('ls', 'a')));
    const steps = run.steps.map((step) => ({ ...step, is_copied_context: true }));
    assert.deepEqual(analyzeTrajectory({ ...run, steps }).loops, []);
  });
});
