import assert from 'node:assert/strict';
import type { CheckReport } from '../../../src/core/check/change.ts';
import { SyntaxService } from '../../../src/node/syntax/engine.ts';
import { checkMistake, mistakeNames, readMistake } from './mistake.ts';

describe('seeded mistakes', () => {
  const engine = SyntaxService.open();
  const spelled = (findings: readonly { check: string; path: string; line: number; symbol: string }[]) =>
    findings.map(({ check, path, line, symbol }) => `${check} ${path}:${line} ${symbol}`).sort();

  for (const name of mistakeNames()) {
    const { story, expected } = readMistake(name);

    it(`${name} finds the mistake: ${story}`, async () => {
      const { findings } = await checkMistake(name, 'wrong', engine);
      assert.ok(expected.length > 0 && expected.every(({ check }) => check === name));
      assert.deepEqual(spelled(findings.filter(({ check }) => check === name)), spelled(expected));
      for (const finding of findings) assertTold(finding);
    });

    it(`no check finds anything in the right version of ${name}`, async () => {
      const { findings } = await checkMistake(name, 'right', engine);
      assert.deepEqual(
        findings.map((finding) => ({ ...finding, evidence: finding.evidence.why })),
        [],
      );
    });
  }

  it('are spread over three languages and more', () => {
    const languages = new Set(mistakeNames().map((name) => readMistake(name).language));
    assert.ok(languages.has('typescript') && languages.has('python') && languages.size >= 3);
  });

  /** One plain sentence, a place and a reason. */
  function assertTold({ message, line, evidence, path }: CheckReport['findings'][number]): void {
    assert.match(message, /^\S.*[^.]\.$/s);
    assert.ok(!message.includes('\n') && message.length < 500, message);
    assert.ok(line >= 1 && path !== '' && evidence.why !== '');
  }
});
