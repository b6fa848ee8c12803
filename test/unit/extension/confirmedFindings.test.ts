import assert from 'node:assert/strict';
import type { Finding } from '../../../src/core/check/change.ts';
import { confirmedFindings } from '../../../src/extension/host/confirmedFindings.ts';

const finding = (path: string, line: number, severity: Finding['severity']): Finding => ({
  check: 'signature',
  severity,
  path,
  line,
  symbol: 'open',
  message: 'This call of open passes too little.',
  evidence: { text: 'x.open()', declared: 'src/till.ts:2', why: 'by its name alone' },
});

describe('findings that a language service may confirm', () => {
  const doubtful = [finding('a.ts', 3, 'warning'), finding('b.ts', 7, 'warning'), finding('c.ts', 1, 'error')];

  it('are certain where it knows the reference, gone where it does not, and asked for once', async () => {
    const asked: string[] = [];
    const judged = await confirmedFindings(doubtful, async ({ path, line }, symbol) => {
      asked.push(`${path}:${line} ${symbol}`);
      return [
        { path: 'src/till.ts', line: 2 },
        { path: 'a.ts', line: 4 },
      ];
    });
    assert.deepEqual(
      judged.map(({ path, severity }) => [path, severity]),
      [
        ['a.ts', 'error'],
        ['c.ts', 'error'],
      ],
    );
    assert.deepEqual(asked, ['src/till.ts:2 open']);
  });

  it('stay as they are where none answers', async () => {
    assert.deepEqual(await confirmedFindings(doubtful, async () => null), doubtful);
  });
});
