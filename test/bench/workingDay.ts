/** A day of work at one desk, in a process of its own. Its last line: megabytes that stay after collecting garbage. */
import { Desk } from './desk.ts';

const EVENTS = 60_000;
const DOCUMENTS = 40;
const HELD = 12;

const collect = (globalThis as { gc?: () => void }).gc;
if (collect === undefined) throw new Error('start with --expose-gc');

const desk = new Desk();
const held: string[] = [];
const texts = Array.from({ length: DOCUMENTS }, (_, n) =>
  `export const value${n} = compute(${n});\n`.repeat(50 * (1 + (n % 20))),
);
const marks: number[] = [];
let begun = 0;
let step = 0;
let opened = 0;
while (desk.events < EVENTS) {
  work(step++);
  if (begun === 0 && desk.events > EVENTS / 20) begun = used();
  if (desk.events > (marks.length + 1) * (EVENTS / 8)) marks.push(used());
}
const last = used();
const events = desk.events;
desk.dispose();
const mb = (bytes: number) => Math.round(bytes / 10_000) / 100;
// Once every document was open, the second half of the day must not need more than the first.
const half = marks[3] ?? begun;
console.log(JSON.stringify({ grownMb: mb(last - begun), leakMb: mb(last - half), events, marks: marks.map(mb) }));

/** A few seconds of it: mostly typing and cursors, at times a file is opened, closed, saved, written by a program. */
function work(n: number): void {
  if (held.length < HELD && n % 40 === 0) {
    const number = opened++ % DOCUMENTS;
    held.push(desk.open(`src/d${number}.ts`, texts[number] ?? ''));
  }
  const uri = held[Math.floor(n / 90) % held.length] ?? '';
  const at = (Math.floor(n / 30) * 7919 + (n % 30)) % (desk.lengthOf(uri) + 1);
  if (n % 5 === 4) desk.edit(uri, [[Math.max(0, at - 1), Math.min(1, at), '']], n % 50 === 4 ? 'undo' : undefined);
  else desk.type(uri, at, n % 17 === 0 ? '\n  ' : 'x');
  if (n % 3 === 0)
    desk.select(uri, [
      [at, at],
      [0, 0],
    ]);
  if (n % 25 === 0) desk.look(uri, n % 400);
  if (n % 60 === 0) desk.save(uri);
  if (n % 200 === 0) desk.outside(`out/file${n % 30}.txt`, `made at ${n}\n`.repeat(200));
  if (n % 300 === 0) desk.command('npm test', `${n} passed\n`.repeat(100));
  if (n % 500 === 499) desk.close(held.shift() ?? '');
}

function used(): number {
  for (let round = 0; round < 3; round++) collect?.();
  return process.memoryUsage().heapUsed;
}
