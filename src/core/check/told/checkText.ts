import { counted } from '../../counted.ts';
import { type CheckReport, checkNames, type Finding, type SiteCoverage } from '../change.ts';
import { checkAdvice } from './checkAdvice.ts';

/** A report for people: findings by check, each group with what to do about it, then commands, sites and sums. */
export function checkText(report: CheckReport): string {
  const groups = checkNames.flatMap((check) => {
    const findings = report.findings.filter((each) => each.check === check);
    if (findings.length === 0) return [];
    const { title, advice } = checkAdvice[check];
    return [[`${title} (${findings.length}): ${advice}.`, ...findings.map(lineOf)].join('\n')];
  });
  const commands = report.commands.map(
    ({ check, command, message }) => `${check}: ${command.split('\n')[0]}: ${message}`,
  );
  const { changedFiles, sites, handledSites } = report.counts;
  const summary = `${counted(report.findings.length, 'finding')} in ${counted(changedFiles, 'changed file')}; ${handledSites} of ${counted(sites, 'site')} handled (uses found by ${report.references})`;
  const triple = tripleText(report.coverage);
  return [
    ...groups,
    ...(commands.length > 0 ? [commands.join('\n')] : []),
    [summary, ...(triple === '' ? [] : [triple])].join('\n'),
  ].join('\n\n');
}

function lineOf({ path, line, severity, message }: Finding): string {
  return `  ${path}:${line}  ${severity}  ${message}`;
}

function tripleText({ discovered, edited, verified }: SiteCoverage): string {
  if (discovered === null || edited === null || verified === null) return '';
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return `of the sites ${percent(discovered)} were discovered, ${percent(edited)} edited, ${percent(verified)} verified`;
}
