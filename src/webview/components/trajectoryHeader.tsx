import type { TrajectorySummary } from '../../core/trajectory/viewing/viewMessages.ts';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';
import { UseFacts } from './trajectoryStep.tsx';

export interface TrajectoryCounts {
  readonly steps: number;
  readonly calls: number;
  readonly errors: number;
}

/** What the file is, who worked, how much of what; and what the import has to say about it. */
export function TrajectoryHeader(props: {
  readonly file: string;
  readonly counts: TrajectoryCounts;
  /** Undefined while the file is still being read. */
  readonly summary: TrajectorySummary | undefined;
}) {
  const { file, counts, summary } = props;
  const { strings } = usePage();
  return (
    <header class="page-header trajectory-header">
      <h1 title={file}>{file.slice(file.lastIndexOf('/') + 1)}</h1>
      <p class="operation-facts trajectory-facts">
        {summary === undefined ? (
          <span class="loading">{strings.text('trajectory.reading')}</span>
        ) : (
          <>
            <span class="format">{[summary.format, summary.formatVersion].filter(Boolean).join(' ')}</span>
            {known(summary.agent) && <span>{[summary.agent, summary.agentVersion].filter(known).join(' ')}</span>}
            {summary.model !== '' && <span>{summary.model}</span>}
          </>
        )}
        <span>{strings.count('trajectory.steps', counts.steps)}</span>
        {counts.calls > 0 && <span>{strings.count('trajectory.calls', counts.calls)}</span>}
        {counts.errors > 0 && <span>{strings.count('trajectory.errors', counts.errors)}</span>}
        {summary !== undefined && <UseFacts use={summary.use} />}
      </p>
      {summary !== undefined && <Warnings summary={summary} />}
    </header>
  );
}

function Warnings({ summary }: { readonly summary: TrajectorySummary }) {
  const { strings } = usePage();
  const { warnings, warningCount, unknownRecords } = summary;
  if (warningCount + unknownRecords === 0) return null;
  return (
    <details class="warnings">
      <summary>
        <Icon name="bad" />
        {warningCount > 0
          ? strings.count('trajectory.warnings', warningCount)
          : strings.count('trajectory.unknown', unknownRecords)}
      </summary>
      <ul>
        {warningCount > 0 && unknownRecords > 0 && <li>{strings.count('trajectory.unknown', unknownRecords)}</li>}
        {warnings.map(({ message, line, file }, index) => (
          <li key={index}>
            {line !== null && (
              <span class="muted">
                {file === undefined ? '' : `${file}, `}
                {strings.text('trajectory.line', line)}:{' '}
              </span>
            )}
            {message}
          </li>
        ))}
      </ul>
    </details>
  );
}

function known(name: string): boolean {
  return name !== '' && name !== 'unknown';
}
