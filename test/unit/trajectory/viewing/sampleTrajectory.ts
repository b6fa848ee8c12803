import type { Step, Trajectory } from '../../../../src/core/trajectory/atif.ts';

const began = Date.parse('2026-03-02T09:14:00Z');

interface Told {
  readonly name: string;
  readonly given: Record<string, unknown>;
  readonly seen: unknown;
  readonly ground?: Record<string, unknown>;
  readonly subagent?: string;
}

/** An agent's work with everything that a viewer has to show: edits, errors, a loop, a subagent, a cut context. */
export function sampleTrajectory(): Trajectory {
  const steps: Step[] = [];
  const add = (at: number, source: Step['source'], message: Step['message'], more: Partial<Step> = {}) => {
    const step_id = steps.length + 1;
    const timestamp = new Date(began + at * 1000).toISOString();
    const extra = { tracewright: { origin: { line: step_id * 2 } }, ...more.extra };
    steps.push({ step_id, timestamp, source, message, ...more, extra });
  };
  const act = (at: number, message: string, told: readonly Told[], reasoning?: string) =>
    add(at, 'agent', message, { ...calls(steps.length, told), ...(reasoning ? { reasoning_content: reasoning } : {}) });

  add(0, 'system', 'You work in a repository of a small web shop. Run the tests before you finish.', {
    is_copied_context: true,
  });
  add(1, 'user', [
    {
      type: 'text',
      text: 'Totals are wrong when a discount is larger than the price, see the screenshot. Please fix it.',
    },
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(64_000) } },
  ]);
  act(
    6,
    'I will look at how totals are computed and what the tests say about discounts.',
    [
      {
        name: 'Grep',
        given: { pattern: 'discount', path: 'src' },
        seen: 'src/cart.ts:12:  const discount = code.percent / 100;\nsrc/cart.ts:19:  return sum - discountOf(cart);',
      },
      {
        name: 'Read',
        given: { file_path: 'src/cart.ts' },
        seen: 'export function total(cart: Cart): number {\n  const sum = cart.items.reduce((all, item) => all + item.price, 0);\n  return sum - discountOf(cart);\n}',
      },
    ],
    'The price must never fall below zero. `total` subtracts the discount without looking at the sum, so a voucher of 20 on a basket of 15 gives -5.',
  );
  act(19, 'Run the tests first, to see that they catch it.', [
    {
      name: 'Bash',
      given: { command: 'npm test -- cart', description: 'Run the tests of the cart' },
      seen: '\u001b[31m  1 failing\u001b[0m\n\n  total\n    \u001b[31m✗ is never negative\u001b[0m\n      expected -5 to equal 0',
      ground: { exitCode: 1, isError: true, durationMs: 4210, cwd: '/home/dev/shop' },
    },
  ]);
  act(31, 'The test fails as described. I clamp the total at zero:', [
    {
      name: 'Edit',
      given: {
        file_path: 'src/cart.ts',
        old_string: '  return sum - discountOf(cart);\n}',
        new_string:
          '  // A voucher may be worth more than the basket.\n  return Math.max(0, sum - discountOf(cart));\n}',
      },
      seen: 'The file src/cart.ts has been updated.',
    },
  ]);
  for (const at of [40, 47, 54]) {
    act(at, at === 40 ? 'Now the whole suite:' : '', [
      {
        name: 'Bash',
        given: { command: 'npm run test:all' },
        seen: 'npm error Missing script: "test:all"',
        ground: { exitCode: 1, durationMs: 380 },
      },
    ]);
  }
  add(58, 'system', 'The conversation so far was summed up.', {
    extra: { tracewright: { origin: { line: 18 } }, context_management: { boundary: 'replace' } },
  });
  act(64, 'Let a helper look for other places that subtract discounts.', [
    {
      name: 'Task',
      given: { description: 'Find other subtractions', prompt: 'Which files subtract a discount from a price?' },
      seen: 'src/invoice.ts subtracts it too.',
      subagent: 'helper-1',
    },
  ]);
  act(95, '`src/invoice.ts` has the same mistake.', [
    {
      name: 'apply_patch',
      given: {
        input:
          '*** Begin Patch\n*** Update File: src/invoice.ts\n@@ function amountDue\n-  return net - discount;\n+  return Math.max(0, net - discount);\n*** End Patch',
      },
      seen: 'Success. Updated the following files:\nM src/invoice.ts',
    },
    {
      name: 'Write',
      given: {
        file_path: 'test/invoice.test.ts',
        content:
          "import { amountDue } from '../src/invoice';\n\nit('is never negative', () => {\n  expect(amountDue(15, 20)).toBe(0);\n});\n",
      },
      seen: 'File created successfully.',
    },
  ]);
  act(112, 'All green:', [
    {
      name: 'Bash',
      given: { command: 'npm test' },
      seen: '\u001b[32m  48 passing\u001b[0m (3s)',
      ground: { exitCode: 0, durationMs: 6900, cwd: '/home/dev/shop' },
    },
  ]);
  add(
    120,
    'agent',
    '## Done\n\nTotals and invoices no longer fall below zero:\n\n- `total` and `amountDue` are clamped at 0\n- one new test, 48 pass\n\n```ts\nreturn Math.max(0, sum - discountOf(cart));\n```',
  );
  return {
    schema_version: 'ATIF-v1.7',
    session_id: 'sample',
    agent: { name: 'shop-agent', version: '2.1.0', model_name: 'example-large-1' },
    steps,
    final_metrics: { total_prompt_tokens: 148_220, total_completion_tokens: 3_918, total_cost_usd: 0.62 },
    subagent_trajectories: [helper()],
    extra: { tracewright: { abandonedSteps: [8] } },
  } as Trajectory;
}

function helper(): Trajectory {
  return {
    schema_version: 'ATIF-v1.7',
    trajectory_id: 'helper-1',
    agent: { name: 'shop-agent', version: '2.1.0' },
    steps: [
      { step_id: 1, source: 'user', message: 'Which files subtract a discount from a price?' },
      {
        step_id: 2,
        source: 'agent',
        message: 'Searching.',
        ...calls(90, [{ name: 'Grep', given: { pattern: '- discount' }, seen: 'src/invoice.ts:8' }]),
      },
      { step_id: 3, source: 'agent', message: 'src/invoice.ts subtracts it too.' },
    ],
  };
}

function calls(at: number, told: readonly Told[]): Partial<Step> {
  return {
    tool_calls: told.map(({ name, given }, index) => ({
      tool_call_id: `call_${at}_${index}`,
      function_name: name,
      arguments: given,
    })),
    observation: {
      results: told.map(({ seen, ground, subagent }, index) => ({
        source_call_id: `call_${at}_${index}`,
        content: seen as string,
        ...(subagent === undefined ? {} : { subagent_trajectory_ref: [{ trajectory_id: subagent }] }),
        ...(ground === undefined ? {} : { extra: { tracewright: ground } }),
      })),
    },
    metrics: { prompt_tokens: 8_000 + at * 900, completion_tokens: 120 + at * 11, cached_tokens: 7_000 + at * 800 },
  };
}
