import { useMemo } from 'preact/hooks';
import type { Manifest } from '../../core/sample/manifest.ts';
import type { RowFacts } from '../../core/sample/viewing/rowFacts.ts';
import { countsOf, type DatasetFilter, type LengthRange, toggled } from '../model/datasetRows.ts';
import { type LengthBin, lengthBins } from '../model/lengthBins.ts';
import { type Bar, DatasetBars } from './datasetBars.tsx';
import { usePage } from './pageContext.ts';

export interface OverviewProps {
  readonly manifest: Manifest | null;
  /** Those that the filter lets through. */
  readonly rows: readonly RowFacts[];
  readonly filter: DatasetFilter;
  readonly onFilter: (filter: DatasetFilter) => void;
}

const MOST_LANGUAGES = 12;

/** What the shown rows are, as charts that filter, and what the manifest says about the dataset. */
export function DatasetOverview({ manifest, rows, filter, onFilter }: OverviewProps) {
  const { strings } = usePage();
  const charts = useMemo(
    () => ({
      kinds: countsOf(rows.map(({ kind }) => kind)),
      languages: countsOf(rows.map(({ language }) => language)).slice(0, MOST_LANGUAGES),
      lengths: lengthBins(rows.map(({ length }) => length)),
      middles: lengthBins(rows.map(({ middle }) => middle)),
    }),
    [rows],
  );
  const binBars = (bins: readonly LengthBin[], of: LengthRange['of']) =>
    bins.map(({ from, to, count }) => ({
      key: String(from),
      label: to - from === 1 ? String(from) : strings.text('dataset.range', from, to - 1),
      count,
      pressed: filter.range?.of === of && filter.range.from === from,
    }));
  const onBin = (bins: readonly LengthBin[], of: LengthRange['of']) => (key: string) => {
    const bin = bins.find(({ from }) => String(from) === key);
    const same = filter.range?.of === of && filter.range.from === bin?.from;
    onFilter({ ...filter, range: bin === undefined || same ? null : { of, from: bin.from, to: bin.to } });
  };
  const kindBars = charts.kinds.map(
    ([kind, count]): Bar => ({
      key: kind,
      label: strings.named('sampleKind', kind),
      count,
      pressed: filter.kinds.includes(kind),
    }),
  );
  const languageBars = charts.languages.map(
    ([language, count]): Bar => ({
      key: language,
      label: language || strings.text('dataset.noLanguage'),
      count,
      pressed: filter.languages.includes(language),
    }),
  );
  return (
    <div class="overview">
      <h2>{strings.text('dataset.overview')}</h2>
      <div class="charts">
        <DatasetBars
          title={strings.text('dataset.kinds')}
          bars={kindBars}
          onBar={(kind) => onFilter({ ...filter, kinds: toggled(filter.kinds, kind as RowFacts['kind']) })}
        />
        <DatasetBars
          title={strings.text('dataset.languages')}
          bars={languageBars}
          onBar={(language) => onFilter({ ...filter, languages: toggled(filter.languages, language) })}
        />
        <DatasetBars
          title={strings.text('dataset.lengths')}
          bars={binBars(charts.lengths, 'length')}
          onBar={onBin(charts.lengths, 'length')}
        />
        <DatasetBars
          title={strings.text('dataset.middles')}
          bars={binBars(charts.middles, 'middle')}
          onBar={onBin(charts.middles, 'middle')}
        />
      </div>
      {manifest !== null && <ManifestFacts manifest={manifest} />}
    </div>
  );
}

function ManifestFacts({ manifest }: { readonly manifest: Manifest }) {
  const { strings } = usePage();
  const { tool, seed, options, inputs, dropped, tokens, trainedTokens, tokenCounter } = manifest;
  const facts: [string, string][] = [
    [strings.text('dataset.madeWith'), `${tool.name} ${tool.version}`],
    [strings.text('dataset.seed'), String(seed)],
    [strings.text('dataset.tokens'), strings.text('dataset.tokensOf', trainedTokens, tokens, tokenCounter)],
    ...Object.entries(options).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ];
  const reasons = Object.entries(dropped).sort(([, a], [, b]) => b - a);
  return (
    <>
      <section aria-label={strings.text('dataset.made')}>
        <h3>{strings.text('dataset.made')}</h3>
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      {reasons.length > 0 && (
        <section aria-label={strings.text('dataset.dropped')}>
          <h3>{strings.text('dataset.dropped')}</h3>
          <dl class="facts">
            {reasons.map(([reason, times]) => (
              <div key={reason}>
                <dt>{reason}</dt>
                <dd>{times.toLocaleString()}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <section aria-label={strings.text('dataset.inputs')}>
        <h3>{strings.text('dataset.inputs')}</h3>
        <ul class="inputs">
          {inputs.slice(0, 200).map(({ path, kind, sha256 }) => (
            <li key={`${path}${sha256}`}>
              <code>{path}</code> <span class="muted">{`${kind} · ${sha256.slice(0, 12)}`}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
