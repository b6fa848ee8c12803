import type { ReportData } from '../../../src/core/report/report.ts';
import type { Sample, SpanKind } from '../../../src/core/sample/sample.ts';
import type { OperationKind } from '../../../src/core/session/operation.ts';
import type { FileDiff, TimelineOperation } from '../../../src/core/session/timeline.ts';

/** Puts something into every text of a report; by default nothing. */
export type Poison = (text: string) => string;

const sessionId = '20260314-101500-cart';
const trees = ['4b825dc642cb6eb9a060e54bf8d69288fbee4904', '9f2c1e7ab04d5c6f8e1a2b3c4d5e6f708192a3b4'] as const;

const cart = (name: string) => `import type { Item } from './item';
import { taxOf } from './tax';

export interface Cart {
  readonly items: readonly Item[];
  readonly country: string;
}

/** Sum of all items, in cents, without tax. */
export function ${name}(items: readonly Item[]): number {
  let sum = 0;
  for (const item of items) {
    sum += item.price * item.quantity;
  }
  return sum;
}

export function gross(cart: Cart): number {
  const net = ${name}(cart.items);
  return net + taxOf(net, cart.country);
}

export function isEmpty(cart: Cart): boolean {
  return cart.items.length === 0;
}

export function withItem(cart: Cart, item: Item): Cart {
  return { ...cart, items: [...cart.items, item] };
}

export function withoutItem(cart: Cart, id: string): Cart {
  return { ...cart, items: cart.items.filter((item) => item.id !== id) };
}
`;

const invoice = (name: string, folder = '.') => `import { gross, ${name} } from '${folder}/cart';

export function invoiceLines(cart) {
  return [
    ['Net', ${name}(cart.items)],
    ['Gross', gross(cart)],
  ];
}
`;

const tests = (name: string) => `import { ${name} } from '../src/cart';

test('an empty cart costs nothing', () => {
  expect(${name}([])).toBe(0);
});

test('quantities count', () => {
  expect(${name}([{ id: 'a', price: 250, quantity: 3 }])).toBe(750);
});
`;

const shipping = (name: string) => `import { ${name} } from './cart';

export const freeFrom = 5_000;

export function shippingCosts(items) {
  return ${name}(items) >= freeFrom ? 0 : 490;
}
`;

const rounded = cart('netTotal').replace('  return sum;', '  return Math.round(sum);');
const output = `> cart@2.1.0 test
> vitest run

 ✓ test/tax.test.ts (4 tests) 3ms
 ✗ test/cart.test.ts (2 tests | 1 failed) 7ms
   → expected 749.9999999999999 to be 750

 Test Files  1 failed | 1 passed (2)
      Tests  1 failed | 5 passed (6)
   Duration  412ms
`;

interface Draft {
  readonly kind: OperationKind;
  readonly title: string;
  readonly events: readonly string[];
  readonly diffs?: readonly FileDiff[];
  readonly confidence: number;
  readonly evidence: readonly string[];
  readonly notes?: readonly (readonly [type: string, text: string, place: string])[];
  readonly output?: string;
  readonly t: readonly [number, number];
}

const change = (path: string, before: string | null, after: string | null, from?: string): FileDiff =>
  from === undefined ? { path, before, after } : { path, from, before, after };

const drafts: readonly Draft[] = [
  {
    kind: 'rename-symbol',
    title: 'Rename `total` to `netTotal` in 4 files',
    events: ['Edit src/cart.ts', 'Edit src/invoice.ts', 'Edit src/shipping.ts', 'Edit test/cart.test.ts'],
    diffs: [
      change('src/cart.ts', cart('total'), cart('netTotal')),
      change('src/invoice.ts', invoice('total'), invoice('netTotal')),
      change('src/shipping.ts', shipping('total'), shipping('netTotal')),
      change('test/cart.test.ts', tests('total'), tests('netTotal')),
    ],
    confidence: 0.97,
    evidence: [
      '9 edits in 4 files replace `total` by `netTotal` within 62 ms',
      '2 of the files were not open in an editor',
    ],
    notes: [
      [
        'why',
        'Callers read `total` as the price to pay. It is the sum before tax, and two of them got that wrong.',
        'src/cart.ts:10',
      ],
    ],
    t: [14_200, 14_262],
  },
  {
    kind: 'typed-edit',
    title: 'Type in `netTotal` (src/cart.ts)',
    events: ['Type “Math.ceil(”', 'Type “)”', 'Save src/cart.ts'],
    diffs: [change('src/cart.ts', cart('netTotal'), cart('netTotal').replace('return sum;', 'return Math.ceil(sum);'))],
    confidence: 0.9,
    evidence: ['17 keystrokes in one place within 9 s'],
    notes: [['hypothesis', 'Prices with fractions of a cent come from the importer; rounding up would hide it.', '']],
    t: [42_000, 51_300],
  },
  {
    kind: 'undo',
    title: 'Undo 2 edits in src/cart.ts',
    events: ['Undo', 'Undo'],
    diffs: [change('src/cart.ts', cart('netTotal').replace('return sum;', 'return Math.ceil(sum);'), cart('netTotal'))],
    confidence: 1,
    evidence: ['the editor said that these edits were an undo'],
    t: [58_000, 58_900],
  },
  {
    kind: 'run-command',
    title: '`npm test` (exit code 1)',
    events: ['Start npm test', 'Output, 312 characters', 'End, exit code 1'],
    confidence: 0.8,
    evidence: ['exit code 1', 'shell integration, high confidence'],
    output,
    t: [71_000, 73_400],
  },
  {
    kind: 'typed-edit',
    title: 'Type in `netTotal` (src/cart.ts)',
    events: ['Type “Math.round(”', 'Type “)”'],
    diffs: [change('src/cart.ts', cart('netTotal'), rounded)],
    confidence: 0.9,
    evidence: ['18 keystrokes in one place within 7 s'],
    t: [90_000, 97_200],
  },
  {
    kind: 'move-file',
    title: 'Move `src/invoice.ts` to `src/billing/invoice.ts`',
    events: ['Rename src/invoice.ts', 'Edit src/billing/invoice.ts'],
    diffs: [change('src/billing/invoice.ts', invoice('netTotal'), invoice('netTotal', '..'), 'src/invoice.ts')],
    confidence: 0.99,
    evidence: ['the editor reported the move', '1 edit of an import path follows within 40 ms'],
    notes: [['decision', 'Billing gets a folder of its own: the next three modules belong there.', 'src/billing']],
    t: [121_000, 121_040],
  },
  {
    kind: 'create-file',
    title: 'Create `src/billing/README.md`',
    events: ['Create src/billing/README.md'],
    diffs: [change('src/billing/README.md', null, '# Billing\n\nInvoices, and what becomes of them.')],
    confidence: 1,
    evidence: ['the editor reported the creation'],
    t: [150_000, 150_000],
  },
  {
    kind: 'note',
    title: 'Note: gross stays where it is',
    events: ['Note'],
    confidence: 1,
    evidence: [],
    notes: [['rejected', 'Moving `gross` too would make a cycle between cart and billing.', 'src/cart.ts:18']],
    t: [171_000, 171_000],
  },
];

function operationsOf(poison: Poison, count: number): TimelineOperation[] {
  let seq = 3;
  return Array.from({ length: count }, (_, index) => {
    const draft = drafts[index % drafts.length] as Draft;
    const late = Math.floor(index / drafts.length) * 200_000;
    const events = draft.events.map((title, k) => ({
      seq: seq++,
      t: draft.t[0] + late + k,
      kind: 'edit',
      title: poison(title),
    }));
    return {
      id: `op-${index + 1}`,
      kind: draft.kind,
      title: poison(draft.title),
      seqs: events.map((event) => event.seq),
      files: (draft.diffs ?? []).map((diff) => poison(diff.path)),
      confidence: draft.confidence,
      actor: 'human',
      evidence: draft.evidence.map(poison),
      t: [draft.t[0] + late, draft.t[1] + late],
      events,
      notes: (draft.notes ?? []).map(([type, text, place]) => ({
        type: poison(type) === type ? type : poison(type),
        text: poison(text),
        place: poison(place),
      })),
      output: draft.output === undefined ? '' : poison(draft.output),
    };
  });
}

function diffsOf(index: number, poison: Poison): FileDiff[] {
  return (drafts[index % drafts.length]?.diffs ?? []).map((diff) => ({
    path: poison(diff.path),
    ...(diff.from === undefined ? {} : { from: poison(diff.from) }),
    before: diff.before === null ? null : poison(diff.before),
    after: diff.after === null ? null : poison(diff.after),
  }));
}

type Piece = readonly [kind: SpanKind, text: string, weight: number, seqs?: readonly [number, number], path?: string];

function sample(id: string, kind: Sample['kind'], pieces: readonly Piece[], poison: Poison): Sample {
  let text = '';
  const spans: Sample['spans'] = [];
  for (const [spanKind, piece, weight, seqs, path] of pieces) {
    const start = text.length;
    text += poison(piece);
    const from = seqs && {
      source: sessionId,
      seqs: [...seqs] as [number, number],
      path: poison(path ?? 'src/cart.ts'),
      range: [start, text.length] as [number, number],
      tree: trees[1],
    };
    spans.push({ start, end: text.length, kind: spanKind, weight, ...(from === undefined ? {} : { from }) });
  }
  return {
    version: 1,
    id: poison(id),
    kind,
    family: poison('qwen2.5-coder'),
    language: poison('typescript'),
    text,
    spans,
    proof: { source: sessionId, tree: trees[1], path: poison('src/cart.ts'), sha256: 'c0ffee'.repeat(10) },
    labels: {},
  };
}

function samplesOf(poison: Poison): Sample[] {
  const [prefix, suffix] = rounded.split('Math.round(sum)') as [string, string];
  const importer = 'export function readPrice(cell: string): number {\n  return Number(cell) * 100;\n}\n'.repeat(20);
  const fim: Piece[] = [
    ['sentinel', '<|repo_name|>', 0],
    ['context', 'cart\n', 0],
    ['sentinel', '<|file_sep|>', 0],
    ['context', `src/importer.ts\n${importer}`, 0, [3, 3], 'src/importer.ts'],
    ['sentinel', '<|file_sep|>', 0],
    ['context', 'src/cart.ts\n', 0],
    ['sentinel', '<|fim_prefix|>', 0],
    ['prefix', prefix, 0, [3, 6]],
    ['sentinel', '<|fim_suffix|>', 0],
    ['suffix', suffix, 0, [3, 6]],
    ['sentinel', '<|fim_middle|>', 0],
    ['middle', 'Math.round(sum)', 1, [15, 16]],
    ['stop', '<|endoftext|>', 1],
  ];
  const tool: Piece[] = [
    ['markup', '<|im_start|>system\n', 0],
    ['system', 'You change code with tools.', 0],
    ['markup', '<|im_end|>\n<|im_start|>user\n', 0],
    ['user', 'Say clearly that total is before tax.', 0],
    ['markup', '<|im_end|>\n<|im_start|>assistant\n', 0],
    ['reasoning', 'Callers read total as the price to pay. A rename is safer than a comment.\n', 1, [3, 6]],
    ['call', '{"name":"rename_symbol","arguments":{"path":"src/cart.ts","from":"total","to":"netTotal"}}', 1, [3, 6]],
    ['stop', '<|im_end|>', 1],
    ['markup', '\n<|im_start|>tool\n', 0],
    ['observation', 'Renamed in 4 files.', 0, [3, 6]],
    ['markup', '<|im_end|>\n<|im_start|>assistant\n', 0],
    ['final', 'total is now netTotal, in 4 files.', 1, [3, 6]],
    ['stop', '<|im_end|>', 1],
  ];
  return [sample('fim-0001', 'fim', fim, poison), sample('tool-0001', 'tool-use', tool, poison)];
}

/** A poison that puts a text before, after and inside of the code of every text. */
export function poisonWith(payload: string): Poison {
  return (text) => payload + text.replaceAll('`', `\`${payload}`) + payload;
}

/** A report as the demo makes one: a rename over four files, typing with an undo, a test run, a move, notes, samples, replay and check. */
export function sampleReport(poison: Poison = (text) => text, operations = drafts.length): ReportData {
  const list = operationsOf(poison, operations);
  const verdict = (index: number, kind: 'exact' | 'skipped', reason: string) => ({
    index,
    verdict: kind,
    reason: poison(reason),
    treeBefore: trees[index % 2] ?? null,
    treeAfter: trees[(index + 1) % 2] ?? null,
  });
  const none = {
    exact: 0,
    equivalent: 0,
    'tree-equal-output-differs': 0,
    diverged: 0,
    'not-replayable': 0,
    skipped: 0,
  };
  return {
    title: poison('Tracewright report: cart'),
    generatedAt: '2026-03-14T10:22:31.000Z',
    summary: [
      { label: poison('Session'), value: poison('24 events, 4 documents, 171 s') },
      { label: 'Operations', value: String(list.length) },
      { label: 'Fold equals disk', value: '12 checkpoints of 12', verdict: 'good' },
      { label: 'Samples', value: '42 rows: 30 fim, 12 tool-use' },
      { label: 'Lint', value: 'nothing found', verdict: 'good' },
      { label: 'Replay', value: 'ends on the same tree', verdict: 'good' },
      { label: 'Agent trajectory', value: '2 findings', verdict: 'bad' },
    ],
    timeline: {
      session: {
        version: 1,
        id: sessionId,
        goal: poison('Make it clear that a cart’s total is before tax'),
        startedAt: '2026-03-14T10:15:00.000Z',
        stoppedAt: '2026-03-14T10:17:51.000Z',
        roots: [{ name: 'cart', path: '/home/expert/cart', tree: trees[0], commit: null }],
        tool: { version: '0.1.0' },
      },
      operations: list,
      counts: { events: 24, documents: 4, files: 6 },
    },
    diffs: list.slice(0, 40).map((operation, index) => ({ operation: operation.id, files: diffsOf(index, poison) })),
    verification: {
      ok: true,
      events: 24,
      documents: 4,
      checkpoints: { checked: 12, matched: 12 },
      recovered: false,
      firstDivergence: null,
      tree: trees[1],
    },
    samples: { shown: samplesOf(poison), total: 42, lint: { rows: 42, findings: [], counts: {} } },
    replays: [
      {
        title: poison('The session as a trajectory'),
        mode: 'edits',
        steps: [
          verdict(1, 'exact', 'Renamed `total` in 4 files; the same tree.'),
          verdict(2, 'exact', 'One edit; the same tree.'),
          verdict(3, 'skipped', 'No change to replay.'),
          verdict(4, 'exact', 'Moved 1 file; the same tree.'),
        ],
        counts: { ...none, exact: 3, skipped: 1 },
        replayable: 1,
        firstDivergence: null,
        finalTree: { expected: trees[1], actual: trees[1], match: true },
      },
    ],
    checks: [
      {
        title: poison('A foreign agent’s attempt at the same rename'),
        findings: [
          {
            check: poison('stale-reference'),
            severity: 'error',
            path: poison('src/shipping.ts'),
            line: 6,
            symbol: 'total',
            message: poison('`total` is still called here; it is `netTotal` now.'),
            evidence: poison('  return total(items) >= freeFrom ? 0 : 490;'),
          },
          {
            check: poison('dangling-import'),
            severity: 'error',
            path: poison('src/billing/invoice.ts'),
            line: 1,
            symbol: null,
            message: poison('`./cart` does not exist beside this file after the move.'),
            evidence: poison("import { gross, netTotal } from './cart';"),
          },
        ],
        sites: [
          {
            symbol: poison('total'),
            path: poison('src/cart.ts'),
            line: 10,
            discovered: true,
            edited: true,
            verified: true,
          },
          {
            symbol: poison('total'),
            path: poison('src/shipping.ts'),
            line: 6,
            discovered: true,
            edited: false,
            verified: false,
          },
        ],
        score: 0.75,
      },
    ],
  };
}
