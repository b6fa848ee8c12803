import type { ReportData, ReportSamples, ReportVerification, SummaryRow } from '../../core/report/report.ts';
import { LintTally } from '../../core/sample/lint.ts';
import { type Sample, sampleSchema } from '../../core/sample/sample.ts';
import { buildTimeline } from '../../core/session/buildTimeline.ts';
import { WorkspaceFold } from '../../core/session/fold.ts';
import { diffsOfOperations } from '../../core/session/operationDiffs.ts';
import { readRows } from '../sink/readRows.ts';
import { nodeDigest } from '../store/digest.ts';
import type { LoadedSession } from '../store/loadSession.ts';
import { verifySession } from '../store/verifySession.ts';
import { pathsOf, textParser } from '../syntax/textParser.ts';

/** More samples than this are counted, not shown. */
const shownSamples = 40;

export interface SessionReportParts {
  readonly samples: ReportSamples | null;
  readonly replays: ReportData['replays'];
  readonly checks: ReportData['checks'];
}

/** Everything about a session that its report page shows, with the parts that were made elsewhere. */
export async function sessionReport(
  session: LoadedSession,
  parts: SessionReportParts,
  generatedAt: Date,
): Promise<ReportData> {
  const { meta, events, base, blobs } = session;
  const timeline = buildTimeline(meta, events, base, blobs, nodeDigest, await textParser(pathsOf(events)));
  const files = diffsOfOperations(timeline.operations, events, base, blobs, nodeDigest);
  const diffs = timeline.operations.map(({ id }, index) => ({ operation: id, files: files[index] ?? [] }));
  const verification = { ...verifySession(session), tree: finalTree(session) };
  return {
    title: meta.goal || meta.id,
    generatedAt: generatedAt.toISOString(),
    summary: summaryRows(timeline.counts.files, verification, parts),
    timeline,
    diffs,
    verification,
    ...parts,
  };
}

/** The first samples of a dataset, and what lint says of all of it. */
export async function reportSamples(dataset: string): Promise<ReportSamples> {
  const tally = new LintTally();
  const shown: Sample[] = [];
  for await (const { value } of readRows(dataset)) {
    tally.add(value, nodeDigest);
    if (tally.rows > shownSamples) continue;
    const sample = sampleSchema.safeParse(value);
    if (sample.success) shown.push(sample.data);
  }
  return { shown, total: tally.rows, lint: tally.report() };
}

function finalTree({ events, base, blobs }: LoadedSession): string {
  const fold = new WorkspaceFold(base, blobs, nodeDigest);
  for (const event of events) fold.apply(event);
  return fold.treeId();
}

function summaryRows(files: number, verification: ReportVerification, parts: SessionReportParts): SummaryRow[] {
  const { checkpoints } = verification;
  const rows: SummaryRow[] = [
    {
      label: 'Recorded',
      value: `${verification.events} events in ${verification.documents} documents, ${files} files changed`,
    },
    {
      label: 'Fold equals disk',
      value: `${checkpoints.matched} of ${checkpoints.checked} checkpoints`,
      verdict: verification.ok ? 'good' : 'bad',
    },
  ];
  if (parts.samples !== null) {
    const findings = parts.samples.lint?.findings.length ?? 0;
    rows.push({
      label: 'Samples',
      value: `${parts.samples.total} rows, ${findings === 0 ? 'nothing found by lint' : `${findings} found by lint`}`,
      verdict: findings === 0 ? 'good' : 'bad',
    });
  }
  for (const { title, firstDivergence, finalTree } of parts.replays) {
    const good = firstDivergence === null && finalTree.match !== false;
    const ending =
      finalTree.match === null
        ? 'no states were recorded'
        : finalTree.match
          ? 'ends on the same tree'
          : 'ends on another tree';
    rows.push({ label: `Replay: ${title}`, value: ending, verdict: good ? 'good' : 'bad' });
  }
  for (const { title, findings } of parts.checks) {
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    rows.push({
      label: `Check: ${title}`,
      value: `${errors} errors, ${findings.length - errors} more findings`,
      verdict: errors === 0 ? 'good' : 'bad',
    });
  }
  return rows;
}
