import type { CheckReport, Severity } from '../change.ts';
import { checkAdvice } from './checkAdvice.ts';

const words: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** A report as workflow commands of GitHub Actions, one a line: annotations at the files of a pull request. */
export function githubAnnotations(report: CheckReport): string {
  const findings = report.findings.map(({ check, severity, path, line, message }) => {
    const properties = { file: path, line: String(Math.max(1, line)), title: checkAdvice[check].title };
    const given = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
    return `::${words[severity]} ${given.join(',')}::${data(message)}`;
  });
  const failed = report.commands
    .filter(({ state }) => state !== 'understood' && state !== 'exit-code')
    .map(({ command, message }) => `::error title=${property(command.slice(0, 80))}::${data(message)}`);
  return [...findings, ...failed].join('\n');
}

/** What a workflow command needs escaped in its message. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
