import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import type { Sample } from '../../core/sample/sample.ts';
import type { RowCuration } from '../../core/sample/viewing/curation.ts';
import type { DatasetRowDetail } from '../../core/sample/viewing/datasetMessages.ts';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';
import { SampleView, SpanLegend } from './sampleView.tsx';

export type RowState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly detail: DatasetRowDetail }
  | { readonly kind: 'failed'; readonly message: string };

export interface DatasetDetailProps {
  readonly number: number;
  readonly state: RowState;
  readonly curation: RowCuration | undefined;
  /** Absent where nothing can be decided. */
  readonly decide?: Decide;
  readonly headingRef: RefObject<HTMLHeadingElement | null>;
  readonly onOrigin: (span?: number) => void;
}

export interface Decide {
  reject(): void;
  keep(): void;
  label(name: string, value: string | null): void;
}

/** One row: its text with its spans, what lint says, its labels, and what can be decided about it. */
export function DatasetDetail(props: DatasetDetailProps) {
  const { number, state, curation, decide, headingRef, onOrigin } = props;
  const { strings } = usePage();
  if (state.kind === 'loading') return <p class="empty loading">{strings.text('dataset.loadingRow')}</p>;
  if (state.kind === 'failed') {
    return (
      <p class="callout callout-bad" role="alert">
        <Icon name="bad" /> {state.message}
      </p>
    );
  }
  const { sample, text, findings, origin } = state.detail;
  const rejected = curation?.rejected === true;
  return (
    <div class="dataset-detail">
      <header class="step-heading">
        <h2 ref={headingRef} tabIndex={-1}>
          {strings.text('dataset.row', number)}
          {rejected && <span class="badge badge-bad">{strings.text('dataset.rejected')}</span>}
        </h2>
        {origin !== null && (
          <button type="button" class="button" onClick={() => onOrigin()}>
            <Icon name="open" />
            {strings.text(originTexts[origin])}
          </button>
        )}
        {decide !== undefined && sample !== null && (
          <button
            type="button"
            class="button"
            title={strings.text('dataset.rejectHint')}
            onClick={() => (rejected ? decide.keep() : decide.reject())}
          >
            <Icon name={rejected ? 'good' : 'close'} />
            {strings.text(rejected ? 'dataset.keep' : 'dataset.reject')}
          </button>
        )}
      </header>
      {findings.map(({ rule, message }) => (
        <p key={rule + message} class="callout callout-warn">
          <Icon name="bad" />
          <span>
            <strong>{rule}</strong> {message}
          </span>
        </p>
      ))}
      {sample === null ? (
        <pre class="row-raw">{text}</pre>
      ) : (
        <>
          <SpanLegend samples={sample.rejected === undefined ? [sample] : [sample, alternative(sample)]} />
          <SampleView
            sample={sample}
            operationOf={(from) => {
              const span = sample.spans.findIndex((one) => one.from === from);
              return origin === 'session' && span >= 0 ? String(span) : undefined;
            }}
            onOperation={(span) => onOrigin(Number(span))}
          />
          {sample.rejected !== undefined && (
            <section aria-label={strings.text('dataset.alternative')}>
              <h3>{strings.text('dataset.alternative')}</h3>
              <SampleView sample={alternative(sample)} operationOf={() => undefined} onOperation={() => undefined} />
            </section>
          )}
          <Labels sample={sample} set={curation?.labels ?? {}} {...(decide === undefined ? {} : { decide })} />
        </>
      )}
    </div>
  );
}

const originTexts = {
  session: 'dataset.openSession',
  commit: 'dataset.openCommit',
  file: 'dataset.openFile',
} as const;

/** What was not chosen, as a row of its own. */
function alternative(sample: Sample): Sample {
  const { rejected, ...rest } = sample;
  return rejected === undefined ? rest : { ...rest, text: rejected.text, spans: rejected.spans };
}

function Labels(props: { readonly sample: Sample; readonly set: RowCuration['labels']; readonly decide?: Decide }) {
  const { sample, set, decide } = props;
  const { strings } = usePage();
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const { origin, proof } = sample;
  const labels = { ...sample.labels, ...set };
  const facts = [
    ['actor', origin?.actor],
    ['evidence', origin?.evidence],
    ['repository', origin?.repository],
    ['commit', origin?.commit],
    ['licence', origin?.licence],
    ['proof', proof.level],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined);
  return (
    <section class="labels" aria-label={strings.text('dataset.labels')}>
      <h3>{strings.text('dataset.labels')}</h3>
      <dl class="facts">
        {Object.entries(labels).map(([key, label]) => (
          <div key={key} class={Object.hasOwn(set, key) ? 'label-set' : undefined}>
            <dt>{key}</dt>
            <dd>
              {label === null ? <s>{String(sample.labels[key] ?? '')}</s> : String(label)}
              {Object.hasOwn(set, key) && <span class="muted"> {strings.text('dataset.setByHand')}</span>}
              {decide !== undefined && label !== null && (
                <button
                  type="button"
                  class="icon-button"
                  aria-label={strings.text('dataset.removeLabel', key)}
                  title={strings.text('dataset.removeLabel', key)}
                  onClick={() => decide.label(key, null)}
                >
                  <Icon name="close" />
                </button>
              )}
            </dd>
          </div>
        ))}
        {facts.map(([key, fact]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      {decide !== undefined && (
        <form
          class="label-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() === '') return;
            decide.label(name.trim(), value);
            setName('');
            setValue('');
          }}
        >
          <input
            aria-label={strings.text('dataset.labelName')}
            placeholder={strings.text('dataset.labelName')}
            value={name}
            list="label-names"
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <datalist id="label-names">
            {Object.keys(labels).map((key) => (
              <option key={key} value={key} />
            ))}
          </datalist>
          <input
            aria-label={strings.text('dataset.labelValue')}
            placeholder={strings.text('dataset.labelValue')}
            value={value}
            onInput={(event) => setValue(event.currentTarget.value)}
          />
          <button type="submit" class="button">
            {strings.text('dataset.setLabel')}
          </button>
        </form>
      )}
    </section>
  );
}
