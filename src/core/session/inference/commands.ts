import { counted } from '../../counted.ts';
import type { SessionEvent, SessionEventOf } from '../event.ts';
import { terminalText } from '../terminalText.ts';
import { type Draft, shown, type Unclaimed } from './draft.ts';
import type { Facts } from './facts.ts';
import { junitCounts, runsTests, type TestCounts, testCounts } from './testRuns.ts';

type CommandEvent = SessionEventOf<'command-start' | 'command-output' | 'command-end' | 'task-start' | 'task-end'>;

/** Of longer output the end is read for counts, in characters. */
const MOST_OUTPUT = 200_000;

/** Commands in terminals and tasks, each from its start to its end; a task that is a terminal command is one with it. */
export function commands({ events }: Facts, unclaimed: Unclaimed): Draft[] {
  const drafts = [...runsOf(events).values()].map((parts) => draftOf(parts, events));
  for (const { seqs } of drafts) unclaimed.claim(seqs);
  return drafts;
}

function runsOf(events: readonly SessionEvent[]): Map<string, CommandEvent[]> {
  const commandOfTask = new Map(
    events.flatMap((event) =>
      event.kind === 'task-end' && event.command !== undefined ? [[event.task, event.command] as const] : [],
    ),
  );
  const runs = new Map<string, CommandEvent[]>();
  for (const event of events) {
    let key: string;
    if (event.kind === 'command-start' || event.kind === 'command-output' || event.kind === 'command-end')
      key = `c${event.command}`;
    else if (event.kind === 'task-start' || event.kind === 'task-end') {
      const command = commandOfTask.get(event.task);
      key = command === undefined ? `t${event.task}` : `c${command}`;
    } else continue;
    const parts = runs.get(key);
    if (parts === undefined) runs.set(key, [event]);
    else parts.push(event);
  }
  return runs;
}

function draftOf(parts: readonly CommandEvent[], events: readonly SessionEvent[]): Draft {
  const start = parts.find((event) => event.kind === 'command-start');
  const task = parts.find((event) => event.kind === 'task-start');
  const ends = parts.filter((event) => event.kind === 'command-end' || event.kind === 'task-end');
  const code = ends.find(({ exitCode }) => exitCode !== null)?.exitCode ?? null;
  const outcome =
    ends.length === 0 ? 'it did not end in this log' : code === null ? 'exit code unknown' : `exit code ${code}`;
  const line = start?.line ?? task?.line ?? '';
  const shared = {
    seqs: parts.map(({ seq }) => seq),
    files: [],
    confidence: start?.confidence === 'low' ? 0.5 : 1,
  };
  const ran = task === undefined ? [] : [`the task \`${shown(task.name)}\` of ${task.source}`];
  if (runsTests(line) || task?.group === 'test') {
    const report = reportWithin(parts, events);
    const told = testCounts(outputOf(parts)) ?? report;
    const from = told !== null && told === report ? ['a JUnit report was written meanwhile'] : [];
    const evidence = [`\`${shown(line === '' ? (task?.name ?? '') : line)}\` runs tests`, ...ran, ...from, outcome];
    return { kind: 'run-tests', title: testTitle(told, code), ...shared, evidence };
  }
  const what = start === undefined && task !== undefined ? `Run task \`${shown(task.name)}\`` : null;
  return {
    kind: 'run-command',
    title: `${what ?? `Run \`${shown(line === '' ? 'a command' : line)}\``}${code === null ? '' : `, ${outcome}`}`,
    ...shared,
    evidence: [...ran, outcome],
  };
}

function testTitle(counts: TestCounts | null, code: number | null): string {
  if (counts !== null) {
    const { passed, failed, skipped } = counts;
    const all = passed + failed;
    const left = skipped === 0 ? '' : `, ${skipped} skipped`;
    if (failed > 0) return `Run tests: ${failed} of ${all} failed${left}`;
    return `Run tests: ${all === 1 ? '1 passed' : `all ${all} passed`}${left}`;
  }
  return code === null ? 'Run tests' : `Run tests: ${code === 0 ? 'passed' : `failed, exit code ${code}`}`;
}

function outputOf(parts: readonly CommandEvent[]): string {
  const raw = parts.map((event) => (event.kind === 'command-output' ? event.text : '')).join('');
  return terminalText(raw.slice(-MOST_OUTPUT));
}

/** What a JUnit report says that came to the disk while the command ran. */
function reportWithin(parts: readonly CommandEvent[], events: readonly SessionEvent[]): TestCounts | null {
  const from = parts[0]?.t ?? 0;
  const to = (parts.at(-1)?.t ?? 0) + 2000;
  for (const event of events) {
    if (event.t < from || event.kind !== 'file' || !event.path.endsWith('.xml')) continue;
    if (event.t > to) break;
    if (event.content === undefined || !('text' in event.content)) continue;
    const counts = junitCounts(event.content.text);
    if (counts !== null) return counts;
  }
  return null;
}

/** Notes, and the questions and withdrawals that go with them. */
export function notes({ events }: Facts, unclaimed: Unclaimed): Draft[] {
  const drafts = events.flatMap((event): Draft[] => {
    if (event.kind !== 'note') return [];
    return [
      {
        kind: 'note',
        title: `Note (${event.type}): ${shown(event.text)}`,
        seqs: [event.seq],
        files: [...new Set(event.anchors.map(({ path }) => path))],
        confidence: 1,
        evidence: [`written by a person, on ${counted(event.anchors.length, 'place')}`],
      },
    ];
  });
  for (const { seqs } of drafts) unclaimed.claim(seqs);
  return drafts;
}
