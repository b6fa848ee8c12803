import type { RefObject } from 'preact';
import type { RowActor, RowFacts } from '../../core/sample/viewing/rowFacts.ts';
import { type DatasetFilter, isFiltering, noFilter, toggled } from '../model/datasetRows.ts';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';
import { SearchBox } from './searchBox.tsx';

type Counts<T extends string> = readonly (readonly [value: T, rows: number])[];

export interface DatasetFilterBarProps {
  readonly filter: DatasetFilter;
  readonly shown: number;
  readonly all: number;
  /** What there is in the whole dataset, with how many rows have it. */
  readonly kinds: Counts<RowFacts['kind']>;
  readonly languages: Counts<string>;
  readonly actors: Counts<RowActor>;
  readonly rules: Counts<string>;
  readonly rejected: number;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onFilter: (filter: DatasetFilter) => void;
  readonly onLeave: () => void;
}

/** Search, and one choice each for kind, language, actor, rule and verdict. */
export function DatasetFilterBar(props: DatasetFilterBarProps) {
  const { filter, shown, all, kinds, languages, actors, rules, rejected, searchRef, onFilter, onLeave } = props;
  const { strings } = usePage();
  const [language = ''] = filter.languages;
  return (
    <search class="filter">
      <SearchBox
        label={strings.text('dataset.search')}
        hint={strings.text('dataset.searchHint')}
        query={filter.query}
        count={strings.text('timeline.count', shown, all)}
        searchRef={searchRef}
        onQuery={(query) => onFilter({ ...filter, query })}
        onLeave={onLeave}
      />
      {kinds.length > 1 && (
        <fieldset class="kinds">
          <legend class="unseen">{strings.text('dataset.kinds')}</legend>
          {kinds.map(([kind, rows]) => (
            <button
              key={kind}
              type="button"
              class="chip"
              aria-pressed={filter.kinds.includes(kind)}
              onClick={() => onFilter({ ...filter, kinds: toggled(filter.kinds, kind) })}
            >
              {`${strings.named('sampleKind', kind)} (${rows.toLocaleString()})`}
            </button>
          ))}
        </fieldset>
      )}
      <div class="kinds">
        <Choice
          label={strings.text('dataset.language')}
          any={strings.text('dataset.anyLanguage')}
          value={language}
          options={languages}
          nameOf={(name) => name || strings.text('dataset.noLanguage')}
          onChoose={(chosen) => onFilter({ ...filter, languages: chosen === '' ? [] : [chosen] })}
        />
        <Choice
          label={strings.text('dataset.actor')}
          any={strings.text('dataset.anyActor')}
          value={filter.actor}
          options={actors}
          nameOf={(name) => strings.named('actor', name)}
          onChoose={(chosen) => onFilter({ ...filter, actor: chosen as RowActor | '' })}
        />
        <Choice
          label={strings.text('dataset.rule')}
          any={strings.text('dataset.anyRule')}
          value={filter.rule}
          options={rules}
          nameOf={(name) => (name === '*' ? strings.text('dataset.someRule') : name)}
          onChoose={(rule) => onFilter({ ...filter, rule })}
        />
        {(rejected > 0 || filter.verdict !== '') && (
          <Choice
            label={strings.text('dataset.verdict')}
            any={strings.text('dataset.anyVerdict')}
            value={filter.verdict}
            options={[
              ['rejected', rejected],
              ['kept', all - rejected],
            ]}
            nameOf={(name) => strings.text(name === 'rejected' ? 'dataset.rejected' : 'dataset.kept')}
            onChoose={(verdict) => onFilter({ ...filter, verdict: verdict as DatasetFilter['verdict'] })}
          />
        )}
        {isFiltering(filter) && (
          <button type="button" class="chip chip-clear" onClick={() => onFilter(noFilter)}>
            <Icon name="close" />
            {strings.text('timeline.clear')}
          </button>
        )}
      </div>
    </search>
  );
}

function Choice<T extends string>(props: {
  readonly label: string;
  readonly any: string;
  readonly value: string;
  readonly options: Counts<T>;
  readonly nameOf: (value: T) => string;
  readonly onChoose: (value: string) => void;
}) {
  const { label, any, value, options, nameOf, onChoose } = props;
  if (options.length === 0 || (options.length === 1 && value === '' && options[0]?.[0] === '')) return null;
  return (
    <select
      class="tool-choice"
      aria-label={label}
      value={value}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      <option value="">{any}</option>
      {options
        .filter(([name]) => name !== '')
        .map(([name, rows]) => (
          <option key={name} value={name}>
            {`${nameOf(name)} (${rows.toLocaleString()})`}
          </option>
        ))}
    </select>
  );
}
