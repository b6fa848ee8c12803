import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ReportData, ReportSamples, SummaryRow } from '../../core/report/report.ts';
import type { Provenance } from '../../core/sample/sample.ts';
import type { Timeline } from '../../core/session/timeline.ts';
import { attachNotes } from '../model/attachedNotes.ts';
import { CheckView } from './checkView.tsx';
import { Icon } from './icon.tsx';
import { type DiffState, OperationPane } from './operationPane.tsx';
import { usePage } from './pageContext.ts';
import { ProofLine } from './proofLine.tsx';
import { ReplayView } from './replayView.tsx';
import { SampleView, SpanLegend } from './sampleView.tsx';
import { startState, TimelineView } from './timelineView.tsx';

/** So many operations go on paper. */
const PRINTED = 300;

/** The whole report: what happened, its proof, and everything that was made from it. */
export function ReportView({ data }: { readonly data: ReportData }) {
  const { strings } = usePage();
  const [state, setState] = useState(startState);
  const printing = usePrinting();
  const timelineRef = useRef<HTMLElement>(null);
  const diffs = useMemo(
    () => new Map(data.diffs.map(({ operation, files }) => [operation, { kind: 'ready', diffs: files } as DiffState])),
    [data.diffs],
  );
  const diffOf = useCallback((operation: string): DiffState => diffs.get(operation) ?? noDiff, [diffs]);
  const { timeline } = data;
  const operationOf = useMemo(() => operationFinder(timeline), [timeline]);
  const goTo = (operation: string) => {
    setState({ ...state, row: operation, query: '', kinds: [], actors: [] });
    timelineRef.current?.scrollIntoView({ block: 'start' });
    timelineRef.current?.querySelector<HTMLElement>('[role="tree"]')?.focus({ preventScroll: true });
  };
  const parts = [
    ['timeline', timeline !== null],
    ['samples', data.samples !== null],
    ['replay', data.replays.length > 0],
    ['checks', data.checks.length > 0],
  ] as const;
  return (
    <div class="report">
      <header class="report-header">
        <div class="report-title">
          <h1>{data.title}</h1>
          <p class="muted">
            {strings.text('report.generated', data.generatedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC'))}
          </p>
        </div>
        <nav aria-label={strings.text('report.contents')}>
          {parts
            .filter(([, there]) => there)
            .map(([part]) => (
              <a key={part} href={`#${part}`}>
                {strings.text(`report.${part}`)}
              </a>
            ))}
        </nav>
      </header>
      <main>
        {timeline !== null && timeline.session.goal !== '' && timeline.session.goal !== data.title && (
          <p class="goal">
            <span class="goal-label">{strings.text('timeline.goal')}</span>
            {timeline.session.goal}
          </p>
        )}
        {data.verification !== null && <ProofLine verification={data.verification} />}
        {data.summary.length > 0 && <Summary rows={data.summary} />}
        {timeline !== null && (
          <section id="timeline" class="part" ref={timelineRef}>
            <h2>{strings.text('report.timeline')}</h2>
            {printing ? (
              <PrintedTimeline timeline={timeline} diffOf={diffOf} />
            ) : (
              <div class="timeline-frame">
                <TimelineView
                  timeline={timeline}
                  live={false}
                  state={state}
                  onState={setState}
                  diffOf={diffOf}
                  onWanted={nothing}
                />
              </div>
            )}
          </section>
        )}
        {data.samples !== null && <Samples samples={data.samples} operationOf={operationOf} onOperation={goTo} />}
        {data.replays.length > 0 && (
          <section id="replay" class="part">
            <h2>{strings.text('report.replay')}</h2>
            {data.replays.map((replay) => (
              <ReplayView key={`${replay.title}${replay.mode}`} replay={replay} />
            ))}
          </section>
        )}
        {data.checks.length > 0 && (
          <section id="checks" class="part">
            <h2>{strings.text('report.checks')}</h2>
            {data.checks.map((check) => (
              <CheckView key={check.title} check={check} />
            ))}
          </section>
        )}
      </main>
    </div>
  );
}

const noDiff: DiffState = { kind: 'ready', diffs: [] };

function nothing(): void {}

function Summary({ rows }: { readonly rows: readonly SummaryRow[] }) {
  const { strings } = usePage();
  return (
    <section class="summary" aria-label={strings.text('report.summary')}>
      <dl>
        {rows.map((row) => (
          <div key={row.label} class={row.verdict === undefined ? '' : `summary-${row.verdict}`}>
            <dt>{row.label}</dt>
            <dd>
              {row.verdict !== undefined && <Icon name={row.verdict} />}
              {row.value}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Samples(props: {
  readonly samples: ReportSamples;
  readonly operationOf: (provenance: Provenance) => string | undefined;
  readonly onOperation: (operation: string) => void;
}) {
  const { samples, operationOf, onOperation } = props;
  const { strings } = usePage();
  const { lint } = samples;
  return (
    <section id="samples" class="part">
      <h2>
        {strings.text('report.samples')}
        <small>{strings.text('report.samplesShown', samples.shown.length, samples.total)}</small>
      </h2>
      {lint !== undefined && (
        <div class={`callout ${lint.findings.length === 0 ? 'callout-good' : 'callout-bad'}`}>
          <Icon name={lint.findings.length === 0 ? 'good' : 'bad'} />
          <div>
            {lint.findings.length === 0
              ? strings.text('report.lintClean', lint.rows)
              : strings.text('report.lintFound', lint.rows, lint.findings.length)}
            {Object.entries(lint.counts)
              .filter(([, count]) => count > 0)
              .map(([rule, count]) => (
                <span key={rule} class="badge">
                  {rule}: {count}
                </span>
              ))}
          </div>
        </div>
      )}
      <SpanLegend samples={samples.shown} />
      {samples.shown.map((sample) => (
        <SampleView key={sample.id} sample={sample} operationOf={operationOf} onOperation={onOperation} />
      ))}
    </section>
  );
}

function PrintedTimeline({
  timeline,
  diffOf,
}: {
  readonly timeline: Timeline;
  readonly diffOf: (operation: string) => DiffState;
}) {
  return (
    <>
      {attachNotes(timeline.operations)
        .operations.slice(0, PRINTED)
        .map((operation) => (
          <OperationPane
            key={operation.id}
            operation={operation}
            diff={diffOf(operation.id)}
            look={{ layout: 'unified', wrap: true }}
            onLook={nothing}
          />
        ))}
    </>
  );
}

/** True while the browser prints: the windowed list gives way to all operations in a row. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const media = window.matchMedia('print');
    const onChange = () => setPrinting(media.matches);
    const before = () => setPrinting(true);
    const after = () => setPrinting(false);
    media.addEventListener('change', onChange);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      media.removeEventListener('change', onChange);
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  return printing;
}

/** Finds the operation that the last event of a provenance belongs to. */
function operationFinder(timeline: Timeline | null): (provenance: Provenance) => string | undefined {
  const bySeq = new Map<number, string>();
  for (const operation of timeline?.operations ?? []) for (const seq of operation.seqs) bySeq.set(seq, operation.id);
  return ({ source, seqs }) =>
    seqs === undefined || source !== timeline?.session.id ? undefined : (bySeq.get(seqs[1]) ?? bySeq.get(seqs[0]));
}
