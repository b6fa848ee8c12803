import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Provenance, Sample, Span } from '../../core/sample/sample.ts';
import { legendOf, type SpanSegment, spanSegments, trainedCharacters } from '../model/spanSegments.ts';
import { usePage } from './pageContext.ts';

/** Untrained text of a span is cut to this many UTF-16 code units until one asks for all. */
const CONTEXT_SHOWN = 420;

/** Which colour stands for which kind of span. */
export function SpanLegend({ samples }: { readonly samples: readonly Sample[] }) {
  const { strings } = usePage();
  const kinds = useMemo(() => legendOf(samples), [samples]);
  return (
    <ul class="legend" aria-label={strings.text('report.legend')}>
      {kinds.map(({ kind, trained }) => (
        <li key={kind}>
          <span class={`swatch span-${kind} ${trained ? 'trained' : 'untrained'}`}>{strings.named('span', kind)}</span>
          <span class="muted">{strings.text(trained ? 'report.trained' : 'report.notTrained')}</span>
        </li>
      ))}
    </ul>
  );
}

export interface SampleViewProps {
  readonly sample: Sample;
  /** The operation that an event belongs to, to go there. */
  readonly operationOf: (provenance: Provenance) => string | undefined;
  readonly onOperation: (operation: string) => void;
}

/** A sample's text with its spans coloured; one span at a time says where its text came from. */
export function SampleView({ sample, operationOf, onOperation }: SampleViewProps) {
  const { strings } = usePage();
  const [whole, setWhole] = useState(false);
  const [focused, setFocused] = useState(() =>
    Math.max(
      0,
      sample.spans.findIndex((span) => span.weight > 0),
    ),
  );
  const [pinned, setPinned] = useState(-1);
  const [pointed, setPointed] = useState(-1);
  const textRef = useRef<HTMLDivElement>(null);
  const segments = useMemo(() => spanSegments(sample, whole ? undefined : CONTEXT_SHOWN), [sample, whole]);
  const cut = segments.some((segment) => segment.left > 0);
  const told = sample.spans[pointed >= 0 ? pointed : pinned];
  const trained = trainedCharacters(sample);

  useLayoutEffect(() => {
    const text = textRef.current;
    const target = text?.querySelector<HTMLElement>('.trained');
    if (text === null || !target) return;
    const below = target.getBoundingClientRect().top - text.getBoundingClientRect().top;
    if (below > text.clientHeight * 0.7) text.scrollTop = below - text.clientHeight / 2;
  }, []);

  const go = (index: number) => {
    const to = Math.min(segments.length - 1, Math.max(0, index));
    setFocused(to);
    textRef.current?.querySelector<HTMLElement>(`[data-span="${to}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: focused + 1,
      ArrowLeft: focused - 1,
      Home: 0,
      End: segments.length - 1,
    };
    const to = targets[event.key];
    if (to !== undefined) go(to);
    else if (event.key === 'Enter' || event.key === ' ') setPinned(pinned === focused ? -1 : focused);
    else if (event.key === 'Escape') setPinned(-1);
    else return;
    event.preventDefault();
  };
  return (
    <article class="sample">
      <header class="sample-header">
        <h3>{sample.id}</h3>
        <span class="badge">{sample.kind}</span>
        <span class="badge">{sample.family}</span>
        {sample.language !== '' && <span class="badge">{sample.language}</span>}
        <span class="muted sample-share">{strings.text('report.trainedShare', trained, sample.text.length)}</span>
      </header>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of spans, not of form fields. */}
      <div
        ref={textRef}
        class="sample-text"
        role="group"
        aria-label={`${sample.id}. ${strings.text('report.spanHint')}`}
        onKeyDown={onKeyDown}
        onMouseLeave={() => setPointed(-1)}
      >
        {segments.map((segment) => (
          <SpanPiece
            key={segment.index}
            segment={segment}
            tabbable={segment.index === focused}
            pinned={segment.index === pinned}
            onPoint={() => setPointed(segment.index)}
            onLeave={() => setPointed(-1)}
            onPin={() => {
              setFocused(segment.index);
              setPinned(pinned === segment.index ? -1 : segment.index);
            }}
          />
        ))}
      </div>
      <footer class="sample-footer">
        <div class="span-told" aria-live="polite">
          {told === undefined ? (
            <span class="muted">{strings.text('report.choose')}</span>
          ) : (
            <SpanTold span={told} operationOf={operationOf} onOperation={onOperation} />
          )}
        </div>
        {(cut || whole) && (
          <button type="button" class="button" aria-pressed={whole} onClick={() => setWhole(!whole)}>
            {strings.text('report.more', sample.text.length)}
          </button>
        )}
        <p class="muted proof">
          {strings.text('report.proof')}: {sample.proof.path ?? sample.proof.source}
          {sample.proof.tree !== undefined && (
            <>
              {' · '}
              {strings.text('report.tree', sample.proof.tree.slice(0, 12))}
            </>
          )}
          {' · '}sha256 {sample.proof.sha256.slice(0, 12)}
        </p>
      </footer>
    </article>
  );
}

function SpanPiece(props: {
  readonly segment: SpanSegment;
  readonly tabbable: boolean;
  readonly pinned: boolean;
  readonly onPoint: () => void;
  readonly onLeave: () => void;
  readonly onPin: () => void;
}) {
  const { segment, tabbable, pinned, onPoint, onLeave, onPin } = props;
  const { strings } = usePage();
  const { span } = segment;
  const about = strings.text('report.span', strings.named('span', span.kind), span.weight, span.end - span.start);
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useKeyWithClickEvents: a button cannot break over lines inside of running text; the keys are the group's.
    <span
      role="button"
      class={`span span-${span.kind} ${segment.trained ? 'trained' : 'untrained'}`}
      data-span={segment.index}
      data-weight={span.weight === 0 || span.weight === 1 ? undefined : span.weight}
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={pinned}
      aria-label={`${about}: ${segment.head.slice(0, 200)}`}
      onMouseEnter={onPoint}
      onFocus={onPoint}
      onBlur={onLeave}
      onClick={onPin}
    >
      {segment.head}
      {segment.left > 0 && (
        <>
          <span class="span-left">⋯ {strings.text('diff.hidden', segment.left)} ⋯</span>
          {'\n'}
        </>
      )}
      {segment.tail}
    </span>
  );
}

function SpanTold(props: {
  readonly span: Span;
  readonly operationOf: SampleViewProps['operationOf'];
  readonly onOperation: SampleViewProps['onOperation'];
}) {
  const { span, operationOf, onOperation } = props;
  const { strings } = usePage();
  const from = span.from;
  const operation = from === undefined ? undefined : operationOf(from);
  return (
    <>
      <strong>
        {strings.text('report.span', strings.named('span', span.kind), span.weight, span.end - span.start)}
      </strong>
      {from !== undefined && (
        <span class="span-from">
          {strings.text('report.from')} <code>{from.path ?? from.source}</code>
          {from.range !== undefined && ` ${strings.text('report.range', from.range[0], from.range[1])}`}
          {from.seqs !== undefined && ` · ${strings.text('report.events', from.seqs[0], from.seqs[1])}`}
          {from.tree !== undefined && ` · ${strings.text('report.tree', from.tree.slice(0, 12))}`}
        </span>
      )}
      {operation !== undefined && (
        <button
          type="button"
          class="link"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onOperation(operation)}
        >
          {strings.text('report.showOperation')}
        </button>
      )}
    </>
  );
}
