import assert from 'node:assert/strict';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { enteredLine } from '../../../src/extension/recorder/commandLine.ts';
import { CommandLog } from '../../../src/extension/recorder/commandLog.ts';
import { writtenJournal } from './writtenJournal.ts';

const COMMAND = { terminal: 'bash', line: 'make', cwd: '/w', confidence: 'high' } as const;
const MEGABYTE = 1024 * 1024;

const outputOf = (events: readonly NewEvent[]) =>
  events.flatMap((event) => (event.kind === 'command-output' ? event.text : []));

describe('the log of commands', () => {
  it('writes output in pieces that no surrogate pair is cut by, and loses nothing of it', () => {
    const { journal, events } = writtenJournal();
    const log = new CommandLog(journal);
    const text = `${'x'.repeat(32 * 1024 - 1)}😀${'y'.repeat(100)}`;
    log.output(log.start(COMMAND), text);
    const pieces = outputOf(events);
    assert.deepEqual(
      pieces.map(({ length }) => length),
      [32 * 1024 - 1, 102],
    );
    assert.equal(pieces.join(''), text);
  });

  it('keeps five megabytes of an endless output and says how much came after that', () => {
    const { journal, events } = writtenJournal();
    const log = new CommandLog(journal);
    const command = log.start(COMMAND);
    for (let megabyte = 0; megabyte < 7; megabyte++) log.output(command, 'z'.repeat(MEGABYTE));
    log.output(command, 'end');
    log.end(command, 0);
    assert.equal(outputOf(events).join('').length, 5 * MEGABYTE);
    assert.deepEqual(events.at(-1), { kind: 'command-end', command, exitCode: 0, dropped: 2 * MEGABYTE + 3 });
  });

  it('says nothing of what is left out when nothing is', () => {
    const { journal, events } = writtenJournal();
    const log = new CommandLog(journal);
    log.end(log.start(COMMAND), 1);
    assert.deepEqual(events.at(-1), { kind: 'command-end', command: 0, exitCode: 1 });
  });

  it('tells the end of a command that came during a pause once that is over, with its exit code', () => {
    const { journal, events } = writtenJournal();
    const log = new CommandLog(journal);
    const command = log.start(COMMAND);
    journal.pause();
    log.output(command, 'unseen');
    log.end(command, 2);
    journal.resume('2026-01-01T00:00:00.000Z');
    log.catchUp();
    log.catchUp();
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['command-start', 'pause', 'resume', 'command-end'],
    );
    assert.deepEqual(events.at(-1), { kind: 'command-end', command, exitCode: 2 });
  });

  it('leaves no command open, and takes no second end', () => {
    const { journal, events } = writtenJournal();
    const log = new CommandLog(journal);
    const [first, second] = [log.start(COMMAND), log.start(COMMAND)];
    log.end(second, 0);
    log.finish();
    log.end(first, 0);
    const ends = events.filter(({ kind }) => kind === 'command-end');
    assert.deepEqual(ends, [
      { kind: 'command-end', command: second, exitCode: 0 },
      { kind: 'command-end', command: first, exitCode: null },
    ]);
  });

  it('takes what a subshell printed out of its command line', () => {
    const { journal, events } = writtenJournal();
    new CommandLog(journal).start({ ...COMMAND, line: '(echo a; cd /)\na' });
    assert.deepEqual(
      events.map((event) => ('line' in event ? [event.line, 'confidence' in event && event.confidence] : event.kind)),
      [['(echo a; cd /)', 'low'], 'command-output'],
    );
  });
});

describe('a command line that was read off the screen', () => {
  const lines: readonly (readonly [string, string, string])[] = [
    ['echo plain', 'echo plain', ''],
    ['(exit 5)', '(exit 5)', ''],
    ['(echo sub; cd /tmp)\nsub', '(echo sub; cd /tmp)', 'sub'],
    ['(echo ")" \')\')\nx\ny', '(echo ")" \')\')', 'x\ny'],
    ['(echo a\n> echo b)', '(echo a\n> echo b)', ''],
    ['(echo a\necho b)', '(echo a\necho b)', ''],
    ['for i in 1 2; do\n> echo $i\n> done', 'for i in 1 2; do\n> echo $i\n> done', ''],
    ['cat <<E\ntext\nE', 'cat <<E\ntext\nE', ''],
  ];
  for (const [told, line, printed] of lines) {
    it(`is ${JSON.stringify(line)} in ${JSON.stringify(told)}`, () => {
      assert.deepEqual(enteredLine(told), { line, printed });
    });
  }
});
