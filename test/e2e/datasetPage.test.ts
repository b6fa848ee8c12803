import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { FIM_DEFAULTS, fimSample } from '../../src/core/sample/fim.ts';
import { MANIFEST_VERSION, type Manifest } from '../../src/core/sample/manifest.ts';
import { seededRandom } from '../../src/core/sample/random.ts';
import type { Sample } from '../../src/core/sample/sample.ts';
import {
  type Curation,
  curatedRows,
  type Decision,
  noCuration,
  withDecision,
  withoutLast,
} from '../../src/core/sample/viewing/curation.ts';
import type { DatasetHostMessage, DatasetPageMessage } from '../../src/core/sample/viewing/datasetMessages.ts';
import { factsOf } from '../../src/core/sample/viewing/rowFacts.ts';
import { rowOrigin } from '../../src/core/sample/viewing/rowOrigin.ts';
import { findingsOf } from '../../src/extension/host/datasetAnswers.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';
import { BuiltPage } from './builtPage.ts';
import { contrastsOf } from './contrastsOf.ts';

const screenshots = path.resolve(import.meta.dirname, '../../out/screenshots');

const carts = (index: number) => `import { Item } from './item';
import { roundTo } from './money';

export interface Cart {
  readonly items: readonly Item[];
  readonly discount: number;
}

/** What a customer pays, in cents. */
export function total${index}(cart: Cart): number {
  const net = cart.items.reduce((sum, item) => sum + item.price * item.count, 0);
  const reduced = Math.max(0, net - cart.discount);
  return roundTo(reduced, ${index});
}

export function isEmpty(cart: Cart): boolean {
  return cart.items.length === 0;
}
`;

const actors = ['human', 'human', 'agent', 'tool'] as const;

/** A row of a recorded session, of a commit, or of a preference pair. */
function sampleAt(index: number): Sample {
  const text = carts(index);
  const start = text.indexOf('  const reduced');
  const source = index % 3 === 1 ? 'shop' : '20260103-141500-c0de';
  const hole = {
    source,
    path: `src/cart${index % 7}.ts`,
    language: index % 5 === 4 ? 'python' : 'typescript',
    text,
    start,
    end: text.indexOf('\n', start) + 1 + (index % 4) * 8,
    seqs: [index + 1, index + 3] as const,
    labels: { hole: 'edit', operation: 'typed-edit', survived: true },
    context: [
      { path: 'src/money.ts', text: 'export function roundTo(value: number, step: number) {}\n', from: { source } },
    ],
  };
  const options = { ...FIM_DEFAULTS, family: 'qwen2.5-coder', mode: 'psm' as const };
  const result = fimSample(hole, options, seededRandom(index), nodeDigest);
  assert.ok('sample' in result, 'the row was made');
  const { sample } = result;
  const origin = { actor: actors[index % 4] ?? 'unknown', evidence: 'typed at a keyboard', licence: 'MIT' } as const;
  const committed = index % 3 === 1 ? { repository: 'shop', commit: 'ab12'.repeat(10) } : {};
  const spans = sample.spans.map((span) => ({
    ...span,
    // What lint shall find: a stop that is not trained. And a weight between the two.
    weight: index % 11 === 5 && span.kind === 'stop' ? 0 : index === 0 && span.kind === 'middle' ? 0.5 : span.weight,
  }));
  return { ...sample, spans, origin: { ...origin, ...committed } };
}

const manifestOf = (samples: readonly Sample[]): Manifest => ({
  version: MANIFEST_VERSION,
  tool: { name: 'tracewright', version: '0.1.0' },
  seed: 7,
  options: { kinds: ['fim'], family: 'qwen2.5-coder', maxTokens: { fim: 4096 } },
  inputs: [{ path: '20260103-141500-c0de', kind: 'session', sha256: 'c0ffee'.repeat(10) }],
  rows: samples.length,
  byKind: { fim: samples.length },
  byLanguage: { typescript: samples.length },
  tokenCounter: 'bytes/4 (estimate)',
  tokens: 5210,
  trainedTokens: 812,
  dropped: { duplicate: 4, undone: 9, 'middle-blank': 2 },
  files: [{ path: 'fim.jsonl', rows: samples.length, sha256: 'f'.repeat(64) }],
});

describe('the dataset page', () => {
  const built = new BuiltPage<DatasetHostMessage, DatasetPageMessage>('dataset');
  before(async () => {
    await mkdir(screenshots, { recursive: true });
    await built.start();
  });
  after(() => built.stop());

  /** The page with some rows; `answer` does what the editor would do with what the page has sent since. */
  async function show(samples: readonly Sample[], options: Parameters<typeof built.open>[0] = {}) {
    const open = await built.open({ width: 1280, ...options });
    const { send, sent, page } = open;
    await send({ kind: 'start', title: 'shop-cart', manifest: manifestOf(samples) });
    await send({ kind: 'curation', rows: {}, undoable: false, redoable: false });
    await send({ kind: 'rows', rows: samples.map(factsOf) });
    await send({ kind: 'read' });
    const linted = samples.map((sample, key) => [key, findingsOf(sample).map(({ rule }) => rule)] as const);
    await send({ kind: 'linted', rows: linted.filter(([, rules]) => rules.length > 0) });
    await send({ kind: 'done' });
    await page.getByRole('treeitem').first().waitFor();
    let curation: Curation = noCuration;
    const undone: Decision[] = [];
    let answered = 0;
    const answer = async () => {
      await page.waitForTimeout(320);
      const all = await sent();
      for (const message of all.slice(answered)) {
        if (message.kind === 'row') {
          const sample = samples[message.key] as Sample;
          const detail = {
            key: message.key,
            sample,
            findings: findingsOf(sample),
            origin: rowOrigin(sample)?.kind ?? null,
          };
          await send({ kind: 'row', detail });
        } else if (message.kind === 'search') {
          const keys = samples.flatMap(({ text }, key) => (text.includes(message.query) ? [key] : []));
          await send({ kind: 'found', query: message.query, keys });
        } else if (message.kind === 'undo') {
          const last = withoutLast(curation);
          if (last !== undefined) undone.push(last.undone);
          curation = last?.curation ?? curation;
        } else if (message.kind === 'redo') {
          const again = undone.pop();
          if (again !== undefined) curation = withDecision(curation, again);
        } else if (message.kind === 'reject' || message.kind === 'keep' || message.kind === 'label') {
          curation = withDecision(curation, { ...message, at: '' });
        }
        if (!['row', 'search', 'ready', 'origin', 'raw'].includes(message.kind)) {
          const rows = Object.fromEntries(curatedRows(curation));
          await send({ kind: 'curation', rows, undoable: curation.decisions.length > 0, redoable: undone.length > 0 });
        }
      }
      answered = all.length;
      await page.waitForTimeout(60);
    };
    return { ...open, answer };
  }
  const some = Array.from({ length: 44 }, (_, index) => sampleAt(index));

  it('begins with what the dataset is, in charts that filter', async () => {
    const { page, complaints } = await show(some);
    assert.match((await page.locator('header.page-header').textContent()) ?? '', /qwen2\.5-coder.*44 rows.*in 4 rows/);
    const languages = page.getByRole('region', { name: 'Languages' });
    assert.match((await languages.textContent()) ?? '', /typescript36.*python8/);
    assert.match((await page.locator('.overview').textContent()) ?? '', /seed7.*812 of 5,210 trained.*undone9/);
    await languages.getByRole('button', { name: /python/ }).click();
    await page.getByText('8 of 44').waitFor();
    assert.equal(await page.getByRole('treeitem').count(), 8);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('44 of 44').waitFor();
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('shows a row with its spans, weights, findings and labels', async () => {
    const { page, answer, complaints } = await show(some);
    await page.locator('[id="row-5"]').click();
    await answer();
    const detail = page.locator('.timeline-detail');
    assert.equal(await detail.getByRole('heading', { level: 2 }).textContent(), 'Row 6');
    assert.match((await detail.locator('.callout').first().textContent()) ?? '', /stop-untrained/);
    assert.match((await detail.locator('.sample-text .trained').textContent()) ?? '', /const reduced/);
    assert.equal(await detail.locator('.sample-text .span-sentinel').first().textContent(), '<|file_sep|>');
    assert.match((await detail.locator('.labels').textContent()) ?? '', /holeedit.*licenceMIT/);
    await page.locator('[id="row-0"]').click();
    await answer();
    const middle = detail.locator('.sample-text .span-middle.trained');
    assert.equal(await middle.getAttribute('data-weight'), '0.5');
    assert.match((await middle.getAttribute('aria-label')) ?? '', /middle, weight 0\.5/);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('filters by actor and by rule, and searches texts', async () => {
    const { page, answer } = await show(some);
    await page.getByRole('combobox', { name: 'Whose work it is' }).selectOption('agent');
    await page.getByText('11 of 44').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('combobox', { name: 'What lint found' }).selectOption('stop-untrained');
    await page.getByText('4 of 44').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('searchbox').fill('total17');
    await answer();
    await page.getByText('1 of 44').waitFor();
    assert.equal(await page.getByRole('treeitem').first().getAttribute('id'), 'row-17');
    await page.close();
  });

  it('is walked by keyboard, and a row is rejected, brought back and rejected again', async () => {
    const { page, answer, sent } = await show(some);
    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    assert.equal(await page.locator('[aria-selected=true]').getAttribute('id'), 'row-43');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await answer();
    assert.equal(await page.locator('[aria-selected=true]').getAttribute('id'), 'row-1');
    await page.keyboard.press('Delete');
    await answer();
    const row = page.locator('[id="row-1"]');
    assert.match((await row.textContent()) ?? '', /Rejected/);
    assert.equal(await page.locator('output').textContent(), '1 row rejected');
    await page.keyboard.press('ControlOrMeta+z');
    await answer();
    assert.doesNotMatch((await row.textContent()) ?? '', /Rejected/);
    await page.getByRole('button', { name: 'Redo' }).click();
    await answer();
    assert.match((await row.textContent()) ?? '', /Rejected/);
    await page.getByRole('combobox', { name: 'What was decided' }).selectOption('rejected');
    await page.getByText('1 of 44').waitFor();
    await page.getByRole('button', { name: 'Keep after all' }).click();
    await answer();
    await page.getByText('0 of 44').waitFor();
    assert.deepEqual((await sent()).slice(-1), [{ kind: 'keep', rows: [some[1]?.id] }]);
    await page.close();
  });

  it('sets a label beside the row’s own, and takes one away', async () => {
    const { page, answer, sent } = await show(some);
    await page.locator('[id="row-2"]').click();
    await answer();
    await page.getByRole('combobox', { name: 'Label', exact: true }).fill('quality');
    await page.getByRole('textbox', { name: 'Value' }).fill('good');
    await page.getByRole('button', { name: 'Set label' }).click();
    await answer();
    assert.match((await page.locator('.labels').textContent()) ?? '', /qualitygood \(set by hand\)/);
    await page.getByRole('button', { name: 'Take the label hole away' }).click();
    await answer();
    assert.equal(await page.locator('.labels s').textContent(), 'edit');
    const rows = [some[2]?.id];
    assert.deepEqual((await sent()).slice(-1), [{ kind: 'label', rows, name: 'hole', value: null }]);
    await page.close();
  });

  it('asks for the place that a row, or one of its spans, came from', async () => {
    const { page, answer, sent } = await show(some);
    await page.locator('[id="row-1"]').click();
    await answer();
    await page.getByRole('button', { name: 'Open what the commit did' }).click();
    assert.deepEqual((await sent()).at(-1), { kind: 'origin', key: 1 });
    await page.locator('[id="row-0"]').click();
    await answer();
    await page.locator('.sample-text .span-middle').click();
    await page.getByRole('button', { name: 'Show in timeline' }).click();
    const last = (await sent()).at(-1);
    assert.ok(last?.kind === 'origin' && last.span !== undefined);
    assert.equal(some[0]?.spans[last.span]?.kind, 'middle');
    await page.close();
  });

  it('shows a single row alone as a preview, of which nothing can be decided', async () => {
    const [sample] = some as [Sample];
    const { page, send, sent, complaints } = await built.open();
    await send({ kind: 'start', title: 'What would be trained', manifest: null });
    await send({ kind: 'rows', rows: [factsOf(sample, 0)] });
    await page.waitForTimeout(100);
    assert.deepEqual((await sent()).at(-1), { kind: 'row', key: 0 });
    await send({ kind: 'row', detail: { key: 0, sample, findings: [], origin: 'file' } });
    await page.getByRole('button', { name: 'Open the file' }).waitFor();
    assert.equal(await page.getByRole('tree').count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Reject' }).count(), 0);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('says why a dataset cannot be read', async () => {
    const { page, send, sent } = await built.open();
    await send({ kind: 'error', message: 'the manifest is not JSON' });
    assert.match((await page.getByRole('alert').textContent()) ?? '', /the manifest is not JSON/);
    await page.getByRole('button', { name: 'Open the file as text' }).click();
    assert.deepEqual((await sent()).at(-1), { kind: 'raw' });
    await page.close();
  });

  it('shows hostile text as text, under the editor’s policy', async () => {
    const payload = `"><img src=x onerror=alert(1)><script>alert(2)</script>`;
    const [first] = some as [Sample];
    const text = first.text + payload;
    const last = { start: first.text.length, end: text.length, kind: 'final', weight: 1 } as const;
    const hostile: Sample = {
      ...first,
      text,
      spans: [...first.spans, last],
      language: payload,
      proof: { ...first.proof, path: payload },
      labels: { [payload]: payload },
    };
    const { page, answer, complaints } = await show([hostile, first]);
    await page.locator('[id="row-0"]').click();
    await answer();
    assert.equal(await page.locator('img, script:not([nonce]), [onerror]').count(), 0);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('scrolls through fifty thousand rows without a stall', async () => {
    const facts = some.map(factsOf);
    const { page, send } = await built.open();
    await send({ kind: 'start', title: 'large', manifest: manifestOf(some) });
    const began = performance.now();
    await page.evaluate((some) => {
      for (let at = 0; at < 50_000; at += 2_000) {
        const rows = Array.from({ length: 2_000 }, (_, index) => ({ ...some[index % some.length], key: at + index }));
        window.postMessage({ kind: 'rows', rows }, '*');
      }
    }, facts);
    await page.getByText('50,000 of 50,000').waitFor();
    console.log(`      shown after ${(performance.now() - began).toFixed(0)} ms`);
    const frames = await page.evaluate(async () => {
      const tree = document.querySelector('[role=tree]') as HTMLElement;
      const times: number[] = [];
      let last = performance.now();
      for (let frame = 0; frame < 120; frame++) {
        tree.scrollTop = (tree.scrollHeight / 120) * frame;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = performance.now();
        times.push(now - last);
        last = now;
      }
      return { times, drawn: tree.querySelectorAll('[role=treeitem]').length };
    });
    const longest = Math.max(...frames.times);
    assert.ok(frames.drawn < 100, `${frames.drawn} rows are drawn`);
    assert.ok(longest < 250, `the longest frame took ${longest.toFixed(0)} ms`);
    console.log(`      longest frame ${longest.toFixed(0)} ms`);
    await page.close();
  });

  for (const theme of ['vscode-light', 'vscode-dark', 'vscode-high-contrast']) {
    it(`is photographed in ${theme}`, async () => {
      const { page, answer, complaints } = await show(some, { theme });
      await page.screenshot({ path: path.join(screenshots, `dataset-overview-${theme}.png`) });
      await page.locator('[id="row-5"]').click();
      await page.keyboard.press('Delete');
      await answer();
      await page.locator('[id="row-0"]').click();
      await answer();
      await page.screenshot({ path: path.join(screenshots, `dataset-${theme}.png`) });
      const texts = '.sample-text .span, .row-preview, .tree-title, .mark, .facts dt, .chip, .button:not(:disabled)';
      for (const { text, contrast } of await page.locator(texts).evaluateAll(contrastsOf)) {
        assert.ok(contrast >= 4.5, `${text}: ${contrast.toFixed(2)}`);
      }
      const unnamed = await page
        .locator('button, select, input')
        .evaluateAll((all) =>
          all.filter(
            (one) => (one.getAttribute('aria-label') ?? one.closest('label')?.textContent ?? one.textContent) === '',
          ),
        );
      assert.equal(unnamed.length, 0, 'every control has a name');
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }
});
