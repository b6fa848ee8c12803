import { normalisers } from './normalisers.ts';

const VISIBLE: Readonly<Record<string, string>> = { '\n': '⏎', '\r': '␍', '\b': '␈', '\u001b': '␛', '|': '\\|' };

/** docs/normalisers.md, made of the table itself. */
export function normalisersPage(): string {
  const rows = normalisers.map(
    ({ id, title, example }) => `| \`${id}\` | ${cell(title)} | ${code(example.before)} | ${code(example.after)} |`,
  );
  return `# What replay does not count as a difference

When a recorded step is run again, what its tool prints is compared with what was recorded. These rules take known noise
out of both sides first, in this order. A verdict names the rules without which the two would have differed, so nothing
is forgiven in silence. \`⏎\` is a line end, \`␍\` a carriage return, \`␛\` an escape, \`␈\` a backspace.

| rule | noise | before | after |
|---|---|---|---|
${rows.join('\n')}
| \`truncation\` | A recording that was cut, by the agent or the recorder: what stands before and after the mark is compared, without a word with figures or a path at the cut. | \`one two [... Observation truncated due to length ...] nine\` | \`one … nine\` |

Left as they are: numbers in assertions and in the lines of a diff, line numbers, exit codes, counts of tests, sizes of
files, ids of git blobs and trees, versions, dates without a time of day, figures of time limits, and every path that no
path rule covers. Lines that state what was expected or what came (\`assert\`, \`expected\`, \`got\`, \`==\`) keep their
times, durations, process ids and ports.
`;
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return [...text].map((character) => VISIBLE[character] ?? character).join('');
}
