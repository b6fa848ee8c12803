import type { RefObject } from 'preact';
import type { TrajectoryRow } from '../../core/trajectory/viewing/trajectoryRow.ts';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';
import { SearchBox } from './searchBox.tsx';
import { sourceIcons } from './trajectoryRowView.tsx';

/** What the bar sets; plain data. */
export interface TrajectoryFilterState {
  readonly query: string;
  readonly sources: readonly TrajectoryRow['source'][];
  readonly tool: string;
  readonly errors: boolean;
}

export interface TrajectoryFilterBarProps {
  readonly filter: TrajectoryFilterState;
  readonly shown: number;
  readonly all: number;
  /** Sources and tools that there are; tools with how many steps call them, the most used first. */
  readonly sources: readonly TrajectoryRow['source'][];
  readonly tools: readonly (readonly [name: string, steps: number])[];
  readonly errors: number;
  readonly loops: number;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onFilter: (filter: TrajectoryFilterState) => void;
  readonly onLeave: () => void;
  readonly onNextError: () => void;
  readonly onNextLoop: () => void;
}

/** Search, one switch for each source, the tools, and the ways to the next error and the next loop. */
export function TrajectoryFilterBar(props: TrajectoryFilterBarProps) {
  const { filter, shown, all, sources, tools, errors, loops, searchRef, onFilter, onLeave } = props;
  const { strings } = usePage();
  const filtered = filter.query.trim() !== '' || filter.sources.length > 0 || filter.tool !== '' || filter.errors;
  const toggle = (source: TrajectoryRow['source']) =>
    onFilter({
      ...filter,
      sources: filter.sources.includes(source)
        ? filter.sources.filter((other) => other !== source)
        : [...filter.sources, source],
    });
  return (
    <search class="filter">
      <SearchBox
        label={strings.text('trajectory.search')}
        hint={strings.text('trajectory.searchHint')}
        query={filter.query}
        count={strings.text('timeline.count', shown, all)}
        searchRef={searchRef}
        onQuery={(query) => onFilter({ ...filter, query })}
        onLeave={onLeave}
      />
      <div class="kinds">
        {sources.length > 1 && (
          <fieldset class="kinds">
            <legend class="unseen">{strings.text('trajectory.sources')}</legend>
            {sources.map((source) => (
              <button
                key={source}
                type="button"
                class="chip"
                aria-pressed={filter.sources.includes(source)}
                title={strings.named('source', source)}
                aria-label={strings.named('source', source)}
                onClick={() => toggle(source)}
              >
                <Icon name={sourceIcons[source]} class={`source source-${source}`} />
              </button>
            ))}
          </fieldset>
        )}
        {tools.length > 1 && (
          <select
            class="tool-choice"
            aria-label={strings.text('trajectory.tool')}
            value={filter.tool}
            onChange={(event) => onFilter({ ...filter, tool: event.currentTarget.value })}
          >
            <option value="">{strings.text('trajectory.anyTool')}</option>
            {tools.map(([name, steps]) => (
              <option key={name} value={name}>
                {`${name} (${steps})`}
              </option>
            ))}
          </select>
        )}
        {errors > 0 && (
          <fieldset class="segmented">
            <legend class="unseen">{strings.text('trajectory.error')}</legend>
            <button
              type="button"
              class="chip"
              aria-pressed={filter.errors}
              onClick={() => onFilter({ ...filter, errors: !filter.errors })}
            >
              <Icon name="bad" class="source-error" />
              {strings.count('trajectory.errors', errors)}
            </button>
            <button
              type="button"
              class="chip"
              title={strings.text('trajectory.nextErrorHint')}
              onClick={props.onNextError}
            >
              {strings.text('trajectory.nextError')}
            </button>
          </fieldset>
        )}
        {loops > 0 && (
          <button type="button" class="chip" onClick={props.onNextLoop}>
            <Icon name="revert" />
            {strings.text('trajectory.nextLoop', loops)}
          </button>
        )}
        {filtered && (
          <button
            type="button"
            class="chip chip-clear"
            onClick={() => onFilter({ query: '', sources: [], tool: '', errors: false })}
          >
            <Icon name="close" />
            {strings.text('timeline.clear')}
          </button>
        )}
      </div>
    </search>
  );
}
