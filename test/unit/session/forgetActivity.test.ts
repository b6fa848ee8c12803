import assert from 'node:assert/strict';
import { forgottenNames } from '../../../src/core/session/forgetNames.ts';
import type { LogRecord } from '../../../src/core/session/forgetOutcome.ts';
import { forgetPath } from '../../../src/core/session/forgetPath.ts';
import { NotebookFold } from '../../../src/core/session/notebookFold.ts';

const cell = (doc: number) => ({ doc, type: 'code', language: 'python' });
const events = [
  { kind: 'session-start', at: '2026-01-01T00:00:00.000Z', goal: '', roots: [], tool: { version: '1' } },
  { kind: 'document-open', doc: 0, path: 'secret.ipynb', uri: 'vscode-notebook-cell:/w/secret.ipynb#W0sZmlsZQ' },
  { kind: 'notebook-open', notebook: 0, path: 'secret.ipynb', type: 'nb', cells: [cell(0)] },
  { kind: 'notebook-open', notebook: 1, path: 'open.ipynb', type: 'nb', cells: [cell(1)] },
  { kind: 'notebook-cells', notebook: 0, changes: [{ start: 0, removed: 1, added: [] }] },
  { kind: 'notebook-cells', notebook: 1, changes: [{ start: 0, removed: 1, added: [] }] },
  { kind: 'diagnostics', path: 'secret.ipynb', added: [], removed: [1] },
  {
    kind: 'breakpoints',
    added: [
      { id: 'a', enabled: true, path: 'secret.ipynb', line: 1 },
      { id: 'b', enabled: true, path: 'open.ts', line: 2 },
      { id: 'c', enabled: true, function: 'main' },
    ],
    removed: [],
    changed: [{ id: 'd', enabled: false, path: 'secret.ipynb' }],
  },
  { kind: 'notebook-close', notebook: 0 },
];
const records = events.map((event, seq) => ({ seq, t: seq, ...event })) as unknown as LogRecord[];

describe('forgetting a notebook', () => {
  const { kept } = forgetPath(records, forgottenNames(records, 'secret.ipynb'), new Map());
  const stays = kept.map(({ record }) => record);

  it('takes out all that is told of it, and leaves the others, which still fold', () => {
    assert.deepEqual(
      stays.map((record) => [record.kind, 'notebook' in record ? record.notebook : undefined]),
      [
        ['session-start', undefined],
        ['notebook-open', 1],
        ['notebook-cells', 1],
        ['breakpoints', undefined],
      ],
    );
    const fold = new NotebookFold();
    for (const record of stays) assert.equal(fold.apply(record as never), undefined);
  });

  it('takes its breakpoints out of the events that have others too', () => {
    const breakpoints = stays.find(({ kind }) => kind === 'breakpoints') as unknown as {
      added: { id: string }[];
      changed: unknown[];
    };
    assert.deepEqual(
      breakpoints.added.map(({ id }) => id),
      ['b', 'c'],
    );
    assert.deepEqual(breakpoints.changed, []);
    assert.ok(!JSON.stringify(stays).includes('secret'));
  });
});
