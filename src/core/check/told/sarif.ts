import { grouped } from '../../grouped.ts';
import { type CheckReport, checkNames, type Finding, type Severity } from '../change.ts';
import { checkAdvice } from './checkAdvice.ts';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * A report in the Static Analysis Results Interchange Format, OASIS SARIF 2.1.0: one run, one rule a check. Places are
 * relative to `SRCROOT`, the repository's root.
 * @param fingerprint gives a hexadecimal digest of a text; equal findings of later runs get equal fingerprints
 */
export function sarif(
  report: CheckReport,
  version: string,
  fingerprint: (text: string) => string,
): Record<string, unknown> {
  const rules = checkNames.map((id) => ({
    id,
    shortDescription: { text: checkAdvice[id].title },
    help: { text: sentence(checkAdvice[id].advice) },
    defaultConfiguration: { level: id === 'minimality' || id === 'process' ? 'warning' : 'error' },
  }));
  const failed = report.commands.filter(({ state }) => state !== 'understood' && state !== 'exit-code');
  const seen = new Map<string, number>();
  const results = report.findings.map((finding) => {
    const key = [finding.check, finding.path, finding.symbol, finding.evidence.text].join('\0');
    const turn = (seen.get(key) ?? 0) + 1;
    seen.set(key, turn);
    return resultOf(finding, `${fingerprint(key)}:${turn}`);
  });
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Tracewright', version, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
        invocations: [
          {
            executionSuccessful: failed.length === 0,
            ...(failed.length === 0
              ? {}
              : {
                  toolExecutionNotifications: failed.map(({ command, message }) => ({
                    level: 'error',
                    message: { text: `${command}: ${message}` },
                  })),
                }),
          },
        ],
        results,
        properties: { score: report.score, coverage: report.coverage, references: report.references },
      },
    ],
  };
}

function resultOf(
  { check, severity, path, line, message, evidence, fix }: Finding,
  fingerprint: string,
): Record<string, unknown> {
  const declared = /^(.*):(\d+)$/.exec(evidence.declared ?? '');
  return {
    ruleId: check,
    ruleIndex: checkNames.indexOf(check),
    level: levels[severity],
    message: { text: `${message} (${evidence.why})` },
    locations: [{ physicalLocation: placeOf(path, line) }],
    ...(declared === null
      ? {}
      : {
          relatedLocations: [
            {
              physicalLocation: placeOf(declared[1] ?? '', Number(declared[2])),
              message: { text: 'Its declaration before the change.' },
            },
          ],
        }),
    ...(fix === undefined
      ? {}
      : {
          fixes: [
            {
              artifactChanges: [...grouped(fix, (each) => each.path)].map(([file, list]) => ({
                artifactLocation: artifactOf(file),
                replacements: list.map(({ start, end, text }) => ({
                  deletedRegion: { charOffset: start, charLength: end - start },
                  insertedContent: { text },
                })),
              })),
            },
          ],
        }),
    partialFingerprints: { 'tracewrightFinding/v1': fingerprint },
  };
}

function placeOf(path: string, line: number): Record<string, unknown> {
  return { artifactLocation: artifactOf(path), region: { startLine: Math.max(1, line) } };
}

function artifactOf(path: string): Record<string, unknown> {
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
