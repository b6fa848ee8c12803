import assert from 'node:assert/strict';
import type { CheckReport, Finding } from '../../../../src/core/check/change.ts';
import { checkNames } from '../../../../src/core/check/change.ts';
import { stepCurve } from '../../../../src/core/check/everyStep.ts';
import { checkText } from '../../../../src/core/check/told/checkText.ts';
import { githubAnnotations } from '../../../../src/core/check/told/githubAnnotations.ts';
import { sarif } from '../../../../src/core/check/told/sarif.ts';

const finding = (more: Partial<Finding> = {}): Finding => ({
  check: 'stale-reference',
  severity: 'error',
  path: 'src/a b.ts',
  line: 3,
  symbol: 'x',
  message: 'x is gone: 100 %, really.',
  evidence: { text: 'x();', declared: 'src/lib.ts:7', why: 'it was removed' },
  ...more,
});

const reportOf = (findings: Finding[]): CheckReport => ({
  findings,
  sites: [],
  counts: {
    changedFiles: 1,
    byCheck: Object.fromEntries(checkNames.map((name) => [name, 0])) as CheckReport['counts']['byCheck'],
    bySeverity: { error: 1, warning: 0, info: 0 },
    sites: 2,
    handledSites: 1,
  },
  score: 0.5,
  sitePrecision: null,
  coverage: { discovered: 0.5, edited: 0.5, verified: 0 },
  references: 'symbol index',
  commands: [
    {
      check: 'tests',
      command: 'npm test',
      state: 'timed-out',
      tool: '',
      base: null,
      head: null,
      message: 'At head it was ended.',
    },
  ],
});

interface SarifResult {
  ruleId: string;
  ruleIndex: number;
  level: string;
  locations: { physicalLocation: unknown }[];
  relatedLocations: { physicalLocation: { region: unknown } }[];
  fixes: { artifactChanges: { replacements: unknown }[] }[];
  partialFingerprints: Record<string, string>;
}

interface SarifRun {
  tool: { driver: { rules: { id: string }[] } };
  results: [SarifResult, SarifResult, SarifResult];
  invocations: { executionSuccessful: boolean }[];
}

describe('how findings are told', () => {
  it('as text: by check, with what to do, the commands and the triple', () => {
    const text = checkText(reportOf([finding(), finding({ check: 'parse-error', line: 1 })]));
    assert.ok(text.indexOf('Parse errors (1)') < text.indexOf('Stale references (1): use the new name'));
    assert.match(text, /src\/a b\.ts:3 {2}error {2}x is gone/);
    assert.match(text, /tests: npm test: At head it was ended\./);
    assert.match(text, /50 % were discovered, 50 % edited, 0 % verified/);
  });

  it('as workflow commands, with what would end them escaped', () => {
    const lines = githubAnnotations(reportOf([finding({ severity: 'info', message: 'a\n::error::b 5%' })])).split('\n');
    assert.equal(lines.length, 2);
    assert.equal(lines[0], '::notice file=src/a b.ts,line=3,title=Stale references::a%0A::error::b 5%25');
    assert.match(lines[1] ?? '', /^::error title=npm test::/);
  });

  it('as SARIF 2.1.0: rules, levels, places, fixes, and fingerprints that a moved line keeps', () => {
    const digest = (text: string): string => Buffer.from(text).toString('hex');
    const fix = [{ path: 'src/a b.ts', start: 5, end: 6, text: 'y' }];
    const runOf = (findings: Finding[]): SarifRun => {
      const [run] = (sarif(reportOf(findings), '1.2.3', digest) as unknown as { runs: [SarifRun] }).runs;
      return run;
    };
    const run = runOf([finding({ fix }), finding({ line: 9 }), finding({ severity: 'info', symbol: 'z' })]);
    assert.deepEqual(
      run.tool.driver.rules.map(({ id }) => id),
      checkNames,
    );
    const [first, second, third] = run.results;
    assert.deepEqual([first.ruleId, first.level, third.level], ['stale-reference', 'error', 'note']);
    assert.equal(run.tool.driver.rules[first.ruleIndex]?.id, 'stale-reference');
    assert.deepEqual(first.locations[0]?.physicalLocation, {
      artifactLocation: { uri: 'src/a%20b.ts', uriBaseId: 'SRCROOT' },
      region: { startLine: 3 },
    });
    assert.deepEqual(first.relatedLocations[0]?.physicalLocation.region, { startLine: 7 });
    assert.deepEqual(first.fixes[0]?.artifactChanges[0]?.replacements, [
      { deletedRegion: { charOffset: 5, charLength: 1 }, insertedContent: { text: 'y' } },
    ]);
    const print = (result: SarifResult): unknown => result.partialFingerprints['tracewrightFinding/v1'];
    assert.notEqual(print(first), print(second));
    assert.equal(print(first), print(runOf([finding({ line: 30 })]).results[0]));
    assert.equal(run.invocations[0]?.executionSuccessful, false);
  });
});

describe('the checks after every step', () => {
  it('tell where the mistakes that are left at the end came from, apart from work under way', () => {
    const [left, mended] = [finding(), finding({ symbol: 'y' })];
    const curve = stepCurve([
      { step: 1, tree: 'a', findings: [] },
      { step: 2, tree: 'b', findings: [mended] },
      { step: 3, tree: 'c', findings: [mended, { ...left, line: 8 }] },
      { step: 4, tree: 'c', findings: null },
      { step: 5, tree: 'd', findings: [left, finding({ severity: 'info', symbol: 'i' })] },
    ]);
    assert.deepEqual(
      curve.steps.map(({ step, findings, lasting }) => [step, findings, lasting]),
      [
        [1, 0, 0],
        [2, 1, 0],
        [3, 2, 1],
        [4, null, null],
        [5, 1, 1],
      ],
    );
    assert.deepEqual([curve.lasting.firstMistake?.step, curve.lasting.noReturn?.step], [3, 3]);
    assert.equal(curve.all.firstMistake?.step, 2);
  });

  it('tell no mistake where none is left', () => {
    const curve = stepCurve([
      { step: 1, tree: 'a', findings: [finding()] },
      { step: 2, tree: 'b', findings: [] },
    ]);
    assert.deepEqual(curve.lasting, { firstMistake: null, noReturn: null });
  });
});
