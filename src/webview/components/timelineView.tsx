import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Actor, OperationKind } from '../../core/session/operation.ts';
import type { Timeline } from '../../core/session/timeline.ts';
import { attachNotes } from '../model/attachedNotes.ts';
import { filterOperations, rowHeight, type TimelineRow, timelineRows, treeLine } from '../model/timelineRows.ts';
import { treeKey } from '../model/treeKeys.ts';
import type { DiffLook } from './diffView.tsx';
import { FilterBar } from './filterBar.tsx';
import { type DiffState, OperationPane } from './operationPane.tsx';
import { usePage } from './pageContext.ts';
import { TimelineRowView } from './timelineRow.tsx';
import { VirtualTree } from './virtualTree.tsx';

/** What the view keeps when its page is hidden and shown again: plain data. */
export interface TimelineViewState {
  /** Key of the active row: an operation's id, or `id/seq` for one of its events. */
  readonly row: string;
  /** While recording: the newest operation is the active one. Ends when another one is chosen. */
  readonly follow: boolean;
  readonly expanded: readonly string[];
  readonly query: string;
  readonly kinds: readonly OperationKind[];
  readonly actors: readonly Actor[];
  readonly look: DiffLook;
}

export const startState: TimelineViewState = {
  row: '',
  follow: true,
  expanded: [],
  query: '',
  kinds: [],
  actors: [],
  look: { layout: 'unified', wrap: false },
};

export interface TimelineViewProps {
  readonly timeline: Timeline;
  readonly live: boolean;
  readonly state: TimelineViewState;
  readonly onState: (state: TimelineViewState) => void;
  /** The diffs of an operation, or that they are on their way. */
  readonly diffOf: (operation: string) => DiffState;
  /** Called for the selected operation once the selection has come to rest. */
  readonly onWanted: (operation: string) => void;
}

/** A selection that moves on within this many ms asks for no diff. */
const REST_MS = 60;

/** Operations on the left, the selected one on the right. */
export function TimelineView({ timeline, live, state, onState, diffOf, onWanted }: TimelineViewProps) {
  const { strings } = usePage();
  const treeRef = useRef<HTMLDivElement>(null);
  const headingRef = useRef<HTMLHeadingElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const detailRef = useRef<HTMLElement>(null);
  const typed = useRef({ text: '', at: 0 });

  const { operations, shownBy } = useMemo(() => attachNotes(timeline.operations), [timeline.operations]);
  const shown = useMemo(
    () => filterOperations(operations, { query: state.query, kinds: state.kinds, actors: state.actors }),
    [operations, state.query, state.kinds, state.actors],
  );
  const expanded = useMemo(() => new Set(state.expanded), [state.expanded]);
  const rows = useMemo(() => timelineRows(shown, expanded), [shown, expanded]);
  const heights = useMemo(() => rows.map(rowHeight), [rows]);
  const follows = live && state.follow;
  const chosen = shownBy.get(state.row) ?? state.row;
  const found = rows.findIndex(({ key }) => key === chosen);
  const active = follows ? lastOperation(rows) : found >= 0 ? found : Math.min(0, rows.length - 1);
  const selected = active < 0 ? undefined : rows[active]?.operation;

  const wanted = selected?.id;
  // While recording, the last operation grows: its diff is asked for again.
  const size = selected?.seqs.length;
  useEffect(() => {
    if (wanted === undefined) return;
    const timer = setTimeout(() => onWanted(wanted), REST_MS);
    return () => clearTimeout(timer);
  }, [wanted, size, onWanted]);
  // When the recording ends, or the page is hidden, what was followed stays selected.
  useEffect(() => {
    if (follows && wanted !== undefined && wanted !== state.row) onState({ ...state, row: wanted });
  }, [follows, wanted, state, onState]);
  useEffect(() => {
    if (detailRef.current !== null) detailRef.current.scrollTop = 0;
  }, [wanted]);

  const select = (index: number) => {
    const row = rows[index];
    if (row === undefined) return;
    onState({ ...state, row: row.key, follow: index === lastOperation(rows) });
  };
  const toggle = (operation: string, open: boolean) => {
    const others = state.expanded.filter((id) => id !== operation);
    onState({ ...state, row: operation, follow: false, expanded: open ? [...others, operation] : others });
  };
  const onTreeKey = (event: KeyboardEvent, pageRows: number) => {
    const line = (index: number) => treeLine(rows[index] as TimelineRow, expanded);
    const action = treeKey(event, { count: rows.length, line, active, pageRows, typed: typed.current });
    if (action === null) return;
    event.preventDefault();
    if (action.kind === 'move') select(action.to);
    else if (action.kind === 'toggle') toggle(rows[action.row]?.operation.id ?? '', action.open);
    else if (action.kind === 'enter') headingRef.current?.focus();
    else if (action.kind === 'type') {
      typed.current = action.typed;
      select(action.to);
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'F6') {
      const inTree = treeRef.current?.contains(document.activeElement) === true;
      (inTree ? headingRef.current : treeRef.current)?.focus();
      event.preventDefault();
    } else if (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey)) {
      searchRef.current?.focus();
      event.preventDefault();
    } else if (event.key === 'Escape' && detailRef.current?.contains(document.activeElement) === true) {
      treeRef.current?.focus();
    }
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that work in both panes.
    <div class="timeline" onKeyDown={onKey}>
      <section class="timeline-list" aria-label={strings.text('timeline.list')}>
        <FilterBar
          operations={operations}
          shown={shown.length}
          filter={state}
          searchRef={searchRef}
          onFilter={(filter) => onState({ ...state, ...filter })}
          onLeave={() => treeRef.current?.focus()}
        />
        {rows.length === 0 ? (
          <p class="empty">
            {operations.length === 0 ? (
              <>
                <strong>{strings.text('timeline.empty')}</strong>
                {strings.text('timeline.emptyHint')}
              </>
            ) : (
              strings.text('timeline.noMatch')
            )}
          </p>
        ) : (
          <VirtualTree
            label={strings.text('timeline.list')}
            heights={heights}
            active={active}
            rowId={(index) => `row-${rows[index]?.key}`}
            follow={follows}
            treeRef={treeRef}
            onKeyDown={onTreeKey}
            renderRow={(index) => {
              const row = rows[index];
              if (row === undefined) return null;
              return (
                <TimelineRowView
                  row={row}
                  id={`row-${row.key}`}
                  operations={shown.length}
                  active={index === active}
                  selected={index === active}
                  expanded={expanded.has(row.operation.id)}
                  onSelect={() => {
                    select(index);
                    treeRef.current?.focus();
                  }}
                  onToggle={() => toggle(row.operation.id, !expanded.has(row.operation.id))}
                />
              );
            }}
          />
        )}
      </section>
      <section class="timeline-detail" ref={detailRef} aria-label={strings.text('operation.details')}>
        {selected === undefined ? (
          <p class="empty">{strings.text('timeline.choose')}</p>
        ) : (
          <OperationPane
            operation={selected}
            diff={diffOf(selected.id)}
            look={state.look}
            onLook={(look) => onState({ ...state, look })}
            headingRef={headingRef}
          />
        )}
      </section>
    </div>
  );
}

function lastOperation(rows: readonly { readonly kind: string }[]): number {
  return rows.findLastIndex((row) => row.kind === 'operation');
}
