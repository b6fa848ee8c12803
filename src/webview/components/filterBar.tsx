import type { RefObject } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Actor, OperationKind } from '../../core/session/operation.ts';
import type { TimelineOperation } from '../../core/session/timeline.ts';
import { kindsOf, type TimelineFilter } from '../model/timelineRows.ts';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';
import { SearchBox } from './searchBox.tsx';

export interface FilterBarProps {
  readonly operations: readonly TimelineOperation[];
  readonly shown: number;
  readonly filter: Required<TimelineFilter>;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onFilter: (filter: Required<TimelineFilter>) => void;
  /** Down or Enter in the search box: on to the list. */
  readonly onLeave: () => void;
}

/** Search box, and one switch for each kind that the session has, and for each of those who did something. */
export function FilterBar(props: FilterBarProps) {
  const { operations, shown, filter, searchRef, onFilter, onLeave } = props;
  const { query, kinds, actors } = filter;
  const { strings } = usePage();
  const present = useMemo(() => [...new Set(operations.flatMap(kindsOf))], [operations]);
  const doers = useMemo(() => [...new Set(operations.map(({ actor }) => actor))].sort(byOrder), [operations]);
  const filtered = query.trim() !== '' || kinds.length > 0 || actors.length > 0;
  const toggle = (kind: OperationKind) => onFilter({ query, kinds: toggled(kinds, kind), actors });
  const toggleActor = (actor: Actor) => onFilter({ query, kinds, actors: toggled(actors, actor) });
  return (
    <search class="filter">
      <SearchBox
        label={strings.text('timeline.search')}
        hint={strings.text('timeline.searchHint')}
        query={query}
        count={strings.text('timeline.count', shown, operations.length)}
        searchRef={searchRef}
        onQuery={(next) => onFilter({ query: next, kinds, actors })}
        onLeave={onLeave}
      />
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
        </fieldset>
      )}
      {(doers.length > 1 || filtered) && (
        <div class="kinds">
          {doers.length > 1 && (
            <fieldset class="kinds">
              <legend class="unseen">{strings.text('timeline.actors')}</legend>
              {doers.map((actor) => (
                <button
                  key={actor}
                  type="button"
                  class="chip chip-actor"
                  aria-pressed={actors.includes(actor)}
                  onClick={() => toggleActor(actor)}
                >
                  {strings.named('actor', actor)}
                </button>
              ))}
            </fieldset>
          )}
          {filtered && (
            <button
              type="button"
              class="chip chip-clear"
              onClick={() => onFilter({ query: '', kinds: [], actors: [] })}
            >
              <Icon name="close" />
              {strings.text('timeline.clear')}
            </button>
          )}
        </div>
      )}
    </search>
  );
}

const ORDER: readonly Actor[] = ['human', 'agent', 'tool', 'vcs', 'unknown'];

function byOrder(a: Actor, b: Actor): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b);
}

function toggled<T>(chosen: readonly T[], one: T): T[] {
  return chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one];
}
