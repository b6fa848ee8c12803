import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A small shop, as it is committed. */
export const shopFiles: Readonly<Record<string, string>> = {
  'README.md': '# Shop\n\nUse `total` to add prices up.\n',
  'src/price.ts':
    'export interface Item {\n  readonly name: string;\n  readonly price: number;\n}\n\nexport function total(items: readonly Item[]): number {\n  return items.reduce((sum, item) => sum + item.price, 0);\n}\n',
  'src/cart.ts':
    "import { type Item, total } from './price.ts';\n\nexport class Cart {\n  readonly items: Item[] = [];\n\n  get price(): number {\n    return total(this.items);\n  }\n}\n",
  'src/old.ts': "export { total as sum } from './price.ts';\n",
};

const price = shopFiles['src/price.ts'] as string;
const cart = shopFiles['src/cart.ts'] as string;
const renamed = {
  'src/price.ts': price.replace('total', 'totalPrice'),
  'src/cart.ts': cart.replaceAll('total', 'totalPrice'),
};
const discount = 'export function discount(price: number): number {\n  return price > 100 ? price * 0.9 : price;\n}\n';
const withoutOld = Object.fromEntries(
  Object.entries({ ...shopFiles, ...renamed }).filter(([name]) => name !== 'src/old.ts'),
);

/** The files after each step of {@link shopTrajectory}, by the step's number. */
export const shopStates: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  1: shopFiles,
  2: shopFiles,
  3: shopFiles,
  4: { ...shopFiles, ...renamed },
  5: { ...shopFiles, ...renamed },
  6: { ...shopFiles, ...renamed },
  7: withoutOld,
  8: { ...withoutOld, 'src/discount.ts': discount },
  9: { ...withoutOld, 'src/discount.ts': discount },
};

const edit = (id: string, file: string, old: string, now: string) =>
  call(id, 'Edit', { file_path: `/workspace/${file}`, old_string: old, new_string: now, replace_all: true });

/** An agent's work on the shop: a search, two edits in one step, a failed command, a subagent, a deletion, a new file. */
export function shopTrajectory(): Record<string, unknown> {
  return {
    schema_version: 'ATIF-v1.7',
    session_id: 'shop',
    agent: { name: 'example-agent', version: '1.0.0', model_name: 'example-model' },
    steps: [
      step(1, 'system', 'You are a coding agent. You work in /workspace.'),
      step(2, 'user', 'Rename total to totalPrice in the whole shop, and add a discount of 10 % above 100.'),
      agent(3, 'First I look for the uses of the name.', [call('c1', 'bash', { command: 'grep -rn total src' })], {
        c1: 'src/price.ts:6:export function total(items: readonly Item[]): number {\nsrc/cart.ts:1:import { type Item, total }\nsrc/cart.ts:7:    return total(this.items);',
      }),
      agent(
        4,
        'Two files use it. I rename it in both.',
        [edit('c2', 'src/price.ts', 'total', 'totalPrice'), edit('c3', 'src/cart.ts', 'total', 'totalPrice')],
        { c2: 'The file has been updated.', c3: 'The file has been updated.' },
        'The list is complete, so the name can be replaced file by file.',
      ),
      agent(
        5,
        'Now I run the tests.',
        [call('c4', 'bash', { command: 'npm test' }, { exitCode: 1, isError: true, cwd: '/workspace' })],
        {
          c4: "src/old.ts(1,10): error TS2305: Module './price.ts' has no exported member 'total'.\nnpm error code 1",
        },
      ),
      {
        ...agent(
          6,
          'Something still uses the old name. I let somebody look.',
          [call('c5', 'Task', { prompt: 'Who imports src/old.ts?' })],
          {},
        ),
        observation: {
          results: [
            {
              source_call_id: 'c5',
              content: 'Nobody imports src/old.ts.',
              subagent_trajectory_ref: [{ trajectory_id: 'sub-1' }],
            },
          ],
        },
      },
      agent(7, 'Nobody imports it, so it can go.', [call('c6', 'delete_file', { path: '/workspace/src/old.ts' })], {
        c6: 'Deleted.',
      }),
      agent(
        8,
        'Now the discount.',
        [call('c7', 'Write', { file_path: '/workspace/src/discount.ts', content: discount })],
        {
          c7: 'The file has been created.',
        },
      ),
      step(9, 'agent', 'Done: the name is totalPrice everywhere, and there is a discount.'),
    ],
    subagent_trajectories: [
      {
        schema_version: 'ATIF-v1.7',
        trajectory_id: 'sub-1',
        agent: { name: 'searcher', version: '1.0.0' },
        steps: [
          step(1, 'user', 'Who imports src/old.ts?'),
          agent(2, 'I search.', [call('s1', 'bash', { command: 'grep -rn old.ts src' })], { s1: '' }),
          step(3, 'agent', 'Nobody imports src/old.ts.'),
        ],
      },
    ],
    final_metrics: { total_steps: 9 },
  };
}

/** Makes the shop a git repository in a folder, and puts the trajectory beside it. Gives the trajectory's file. */
export function makeShop(folder: string): string {
  for (const [name, text] of Object.entries(shopFiles)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@example.invalid');
  git('config', 'core.autocrlf', 'false');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Start');
  const file = path.join(folder, '.tracewright', 'trajectories', 'rename-total.trajectory.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(shopTrajectory(), null, 1));
  return file;
}

function step(id: number, source: string, message: string): Record<string, unknown> {
  return { step_id: id, timestamp: `2026-03-02T09:0${id}:00.000Z`, source, message };
}

function agent(
  id: number,
  message: string,
  calls: readonly Record<string, unknown>[],
  seen: Readonly<Record<string, string>>,
  reasoning?: string,
): Record<string, unknown> {
  return {
    ...step(id, 'agent', message),
    ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
    model_name: 'example-model',
    tool_calls: calls,
    observation: { results: Object.entries(seen).map(([source, content]) => ({ source_call_id: source, content })) },
    metrics: { prompt_tokens: 1_000 * id, completion_tokens: 100 + id, cost_usd: 0.01 * id },
  };
}

function call(
  id: string,
  name: string,
  given: Readonly<Record<string, unknown>>,
  ground?: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    tool_call_id: id,
    function_name: name,
    arguments: given,
    ...(ground === undefined ? {} : { extra: { tracewright: ground } }),
  };
}
