import { type Fields, isFields, textOf } from '../trajectory/importing/fields.ts';
import type { ForeignContext } from './rowRule.ts';
import type { Fault, RuleNote } from './rule.ts';
import { secretIn } from './secretText.ts';

const surrogateRule: RuleNote = {
  name: 'lone-surrogate',
  means: 'No text holds half of a surrogate pair.',
  severity: 'error',
  example: 'a text that was cut inside an emoji, written as `\\ud83d`',
};
const secretRule: RuleNote = {
  name: 'secret',
  means: 'No text holds a token, key or password that its form gives away. Placeholders of the recorder are none.',
  severity: 'error',
  example: 'an access key of a cloud in a tool result',
};
const passwordRule: RuleNote = {
  name: 'password',
  means: 'No name such as `password` stands beside a value that may be one.',
  severity: 'warning',
  example: '`DB_PASSWORD=…` in a tool result',
};
const benchmarkRule: RuleNote = {
  name: 'benchmark',
  means: 'The row holds nothing of the benchmarks given with `--against`: no n-gram of an item, no commit of one.',
  severity: 'error',
  example: 'a trajectory on the base commit of a benchmark task',
};

/** Rules for rows of every format but our own. */
export const anyRowRules: readonly RuleNote[] = [surrogateRule, secretRule, passwordRule, benchmarkRule];

export function anyRowFaults(row: Fields, { redactor, benchmark }: ForeignContext): Fault[] {
  const faults: Fault[] = [];
  const once = new Set<RuleNote>();
  const add = (rule: RuleNote, message: string) => {
    if (once.has(rule)) return;
    once.add(rule);
    faults.push({ rule, message });
  };
  const texts = textsOf(row);
  for (const { path, text } of texts) {
    if (!text.isWellFormed()) add(surrogateRule, `${path} has half of a surrogate pair`);
    const hit = secretIn(text, redactor);
    if (hit !== null)
      add(hit.sure ? secretRule : passwordRule, `${path} holds what ${hit.rule} finds, at ${hit.offset}`);
  }
  const said = benchmark?.hit(
    texts.map(({ text }) => text),
    originOf(row),
  );
  if (said != null) add(benchmarkRule, said);
  return faults;
}

/** Deeper is nothing that somebody wrote. */
const DEEPEST = 64;

/** Every text of a row with its place, members' names among them. */
export function textsOf(row: unknown): { readonly path: string; readonly text: string }[] {
  const texts: { path: string; text: string }[] = [];
  const walk = (value: unknown, path: string, depth: number) => {
    if (typeof value === 'string') texts.push({ path: path === '' ? 'the row' : path, text: value });
    else if (depth > DEEPEST) return;
    else if (Array.isArray(value)) for (const [at, item] of value.entries()) walk(item, `${path}[${at}]`, depth + 1);
    else if (isFields(value)) {
      for (const [key, item] of Object.entries(value)) {
        if (!key.isWellFormed()) texts.push({ path: `a name in ${path === '' ? 'the row' : path}`, text: key });
        walk(item, path === '' ? key : `${path}.${key}`, depth + 1);
      }
    }
  };
  walk(row, '', 0);
  return texts;
}

function originOf(row: Fields): { repository?: string; commits: string[] } {
  const repository = textOf(row.repo) ?? textOf(row.repository) ?? textOf(row.repo_name);
  const commits = [row.base_commit, row.commit, row.commit_hash].filter((commit) => typeof commit === 'string');
  return { commits, ...(repository === undefined ? {} : { repository }) };
}
