import type { RefObject } from 'preact';
import { useMemo } from 'preact/hooks';
import type { OperationKind } from '../../core/session/operation.ts';
import type { TimelineOperation } from '../../core/session/timeline.ts';
import { kindsOf, type TimelineFilter } from '../model/timelineRows.ts';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';

export interface FilterBarProps {
  readonly operations: readonly TimelineOperation[];
  readonly shown: number;
  readonly filter: TimelineFilter;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onFilter: (filter: TimelineFilter) => void;
  /** Down or Enter in the search box: on to the list. */
  readonly onLeave: () => void;
}

/** Search box, and one switch for each kind that the session has. */
export function FilterBar(props: FilterBarProps) {
  const { operations, shown, filter, searchRef, onFilter, onLeave } = props;
  const { query, kinds } = filter;
  const { strings } = usePage();
  const present = useMemo(() => [...new Set(operations.flatMap(kindsOf))], [operations]);
  const filtered = query.trim() !== '' || kinds.length > 0;
  const toggle = (kind: OperationKind) =>
    onFilter({ query, kinds: kinds.includes(kind) ? kinds.filter((other) => other !== kind) : [...kinds, kind] });
  return (
    <search class="filter">
      <label class="search">
        <Icon name="search" />
        <span class="unseen">{strings.text('timeline.search')}</span>
        <input
          ref={searchRef}
          type="search"
          value={query}
          placeholder={strings.text('timeline.searchHint')}
          spellcheck={false}
          onInput={(event) => onFilter({ query: event.currentTarget.value, kinds })}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'Enter') {
              onLeave();
              event.preventDefault();
            } else if (event.key === 'Escape' && query !== '') onFilter({ query: '', kinds });
          }}
        />
        <span class="search-count">{strings.text('timeline.count', shown, operations.length)}</span>
      </label>
      {present.length > 1 && (
        <fieldset class="kinds">
          <legend class="unseen">{strings.text('timeline.kinds')}</legend>
          {present.map((kind) => (
            <button
              key={kind}
              type="button"
              class="chip"
              aria-pressed={kinds.includes(kind)}
              title={strings.named('kind', kind)}
              aria-label={strings.named('kind', kind)}
              onClick={() => toggle(kind)}
            >
              <Icon name={kind} class={`kind kind-${kind}`} />
            </button>
          ))}
          {filtered && (
            <button type="button" class="chip chip-clear" onClick={() => onFilter({ query: '', kinds: [] })}>
              <Icon name="close" />
              {strings.text('timeline.clear')}
            </button>
          )}
        </fieldset>
      )}
    </search>
  );
}
