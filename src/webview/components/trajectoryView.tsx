import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { TrajectorySummary } from '../../core/trajectory/viewing/viewMessages.ts';
import { stepNotices } from '../model/stepNotices.ts';
import { episodesByStep, loopsByStep, type TrajectoryFacts } from '../model/trajectoryFacts.ts';
import {
  headingsAbove,
  isFiltering,
  nextRow,
  noFilter,
  type TrajectoryFilter,
  type TrajectoryListRow,
  type TrajectoryTree,
  trajectoryLine,
  trajectoryRowHeight,
  trajectoryRows,
} from '../model/trajectoryRows.ts';
import { treeKey } from '../model/treeKeys.ts';
import { usePage } from './pageContext.ts';
import { TrajectoryFilterBar, type TrajectoryFilterState } from './trajectoryFilterBar.tsx';
import { TrajectoryRowView } from './trajectoryRowView.tsx';
import { type StepState, TrajectoryStep } from './trajectoryStep.tsx';
import { VirtualTree } from './virtualTree.tsx';

/** What the view keeps when its page is hidden and shown again: plain data. */
export interface TrajectoryViewState extends TrajectoryFilterState {
  /** Key of the active row. */
  readonly row: string;
  /** Keys of the open headings. */
  readonly expanded: readonly string[];
  readonly raw: boolean;
}

export const startState: TrajectoryViewState = {
  row: '',
  expanded: [],
  raw: false,
  query: '',
  sources: [],
  tool: '',
  errors: false,
};

export interface TrajectoryViewProps {
  readonly tree: TrajectoryTree;
  readonly facts: TrajectoryFacts;
  /** Undefined while the file is still being read. */
  readonly summary: TrajectorySummary | undefined;
  readonly state: TrajectoryViewState;
  readonly onState: (state: TrajectoryViewState) => void;
  /** Keys that the query in `state` found; null: it is empty, or the answer is not there yet. */
  readonly found: ReadonlySet<string> | null;
  readonly stepOf: (key: string) => StepState;
  /** Called for the selected step once the selection has come to rest. */
  readonly onWanted: (key: string) => void;
  readonly onOpenRaw: (line?: number, file?: string) => void;
}

/** A selection that moves on within this many ms asks for no details. */
const REST_MS = 60;

/** Steps on the left, the selected one on the right. */
export function TrajectoryView(props: TrajectoryViewProps) {
  const { tree, facts, summary, state, onState, found, stepOf, onWanted, onOpenRaw } = props;
  const { strings } = usePage();
  const treeRef = useRef<HTMLDivElement>(null);
  const headingRef = useRef<HTMLHeadingElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const detailRef = useRef<HTMLElement>(null);
  const typed = useRef({ text: '', at: 0 });

  const { sources, tool, errors } = state;
  const filter = useMemo<TrajectoryFilter>(() => ({ found, sources, tool, errors }), [found, sources, tool, errors]);
  const expanded = useMemo(() => new Set(state.expanded), [state.expanded]);
  const rows = useMemo(() => trajectoryRows(tree, expanded, filter), [tree, expanded, filter]);
  const heights = useMemo(() => rows.map(trajectoryRowHeight), [rows]);
  const abandoned = useMemo(() => new Set(summary?.abandoned), [summary]);
  const loops = useMemo(() => loopsByStep(summary?.loops ?? []), [summary]);
  const episodes = useMemo(() => episodesByStep(summary?.episodes ?? []), [summary]);
  const at = rows.findIndex(({ key }) => key === state.row);
  const active = at >= 0 ? at : Math.min(0, rows.length - 1);
  const activeRow = rows[active];
  const selected = activeRow?.kind === 'step' ? activeRow.row : undefined;

  const wanted = selected?.key;
  useEffect(() => {
    if (wanted === undefined) return;
    const timer = setTimeout(() => onWanted(wanted), REST_MS);
    return () => clearTimeout(timer);
  }, [wanted, onWanted]);
  useEffect(() => {
    if (detailRef.current !== null) detailRef.current.scrollTop = 0;
  }, [wanted]);

  const select = (index: number) => {
    const row = rows[index];
    if (row !== undefined) onState({ ...state, row: row.key });
  };
  const toggle = (key: string, open: boolean) => {
    const others = state.expanded.filter((other) => other !== key);
    onState({ ...state, row: key, expanded: open ? [...others, key] : others });
  };
  /** Goes to a row wherever it is: headings above it are opened, and a filter that hides it is taken away. */
  const goTo = (all: readonly TrajectoryListRow[], index: number) => {
    const row = all[index];
    if (row === undefined) return;
    const opened = new Set([
      ...state.expanded,
      ...headingsAbove(all, index),
      ...(row.kind === 'thread' ? [row.key] : []),
    ]);
    const hidden = row.kind === 'step' && !rows.some(({ key }) => key === row.key) && isFiltering(filter);
    onState({
      ...state,
      ...(hidden ? { query: '', sources: [], tool: '', errors: false } : {}),
      row: row.key,
      expanded: [...opened],
    });
  };
  const jump = (direction: 1 | -1, wantedRow: Parameters<typeof nextRow>[3]) => {
    const filtered = trajectoryRows(tree, 'all', filter);
    const index = nextRow(filtered, activeRow?.key ?? '', direction, wantedRow);
    if (index >= 0) goTo(filtered, index);
    else {
      const all = trajectoryRows(tree, 'all', noFilter);
      goTo(all, nextRow(all, activeRow?.key ?? '', direction, wantedRow));
    }
  };
  const nextError = (direction: 1 | -1) => jump(direction, ({ error }) => error);
  const nextLoop = () => jump(1, ({ key }) => loops.get(key)?.first === key);
  const goToSubagent = (id: string) => {
    const all = trajectoryRows(tree, 'all', noFilter);
    const thread = tree.ids.indexOf(id) + 1;
    goTo(all, thread === 0 ? -1 : all.findIndex(({ key }) => key === `t${thread}`));
  };

  const onTreeKey = (event: KeyboardEvent, pageRows: number) => {
    const line = (index: number) => trajectoryLine(rows[index] as TrajectoryListRow);
    const action = treeKey(event, { count: rows.length, line, active, pageRows, typed: typed.current });
    if (action === null) return;
    event.preventDefault();
    if (action.kind === 'move') select(action.to);
    else if (action.kind === 'toggle') toggle(rows[action.row]?.key ?? '', action.open);
    else if (action.kind === 'enter') {
      if (activeRow?.kind === 'thread') toggle(activeRow.key, !activeRow.open);
      else headingRef.current?.focus();
    } else if (action.kind === 'type') {
      typed.current = action.typed;
      select(action.to);
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'F6') {
      const inTree = treeRef.current?.contains(document.activeElement) === true;
      (inTree ? headingRef.current : treeRef.current)?.focus();
      event.preventDefault();
    } else if (event.key === 'F8') {
      nextError(event.shiftKey ? -1 : 1);
      event.preventDefault();
    } else if (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey)) {
      searchRef.current?.focus();
      event.preventDefault();
    } else if (event.key === 'Escape' && detailRef.current?.contains(document.activeElement) === true) {
      treeRef.current?.focus();
    }
  };
  const thread = activeRow?.kind === 'thread' ? summary?.threads[activeRow.thread - 1] : undefined;

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that work in both panes.
    <div class="timeline" onKeyDown={onKey}>
      <section class="timeline-list" aria-label={strings.text('trajectory.list')}>
        <TrajectoryFilterBar
          filter={state}
          shown={isFiltering(filter) ? rows.filter(({ kind }) => kind === 'step').length : facts.steps}
          all={facts.steps}
          sources={facts.sources}
          tools={facts.tools}
          errors={facts.errors}
          loops={summary?.loops.length ?? 0}
          searchRef={searchRef}
          onFilter={(next) => onState({ ...state, ...next })}
          onLeave={() => treeRef.current?.focus()}
          onNextError={() => nextError(1)}
          onNextLoop={nextLoop}
        />
        {rows.length === 0 ? (
          <p class="empty">{strings.text(facts.steps === 0 ? 'trajectory.reading' : 'trajectory.noMatch')}</p>
        ) : (
          <VirtualTree
            label={strings.text('trajectory.list')}
            heights={heights}
            active={active}
            rowId={(index) => `row-${rows[index]?.key}`}
            follow={false}
            treeRef={treeRef}
            onKeyDown={onTreeKey}
            renderRow={(index) => {
              const row = rows[index];
              if (row === undefined) return null;
              return (
                <TrajectoryRowView
                  row={row}
                  id={`row-${row.key}`}
                  position={index + 1}
                  size={rows.length}
                  active={index === active}
                  abandoned={abandoned.has(row.key)}
                  loop={loops.get(row.key)?.kind}
                  recovery={(episodes.get(row.key)?.ended.length ?? 0) > 0}
                  thread={row.kind === 'thread' ? summary?.threads[row.thread - 1] : undefined}
                  began={facts.began}
                  onSelect={() => {
                    if (row.kind === 'thread') toggle(row.key, !row.open);
                    else select(index);
                    treeRef.current?.focus();
                  }}
                  onToggle={() => row.kind === 'thread' && toggle(row.key, !row.open)}
                />
              );
            }}
          />
        )}
      </section>
      <section class="timeline-detail" ref={detailRef} aria-label={strings.text('trajectory.details')}>
        {selected === undefined ? (
          <p class="empty">
            {thread !== undefined && (
              <strong>{[thread.id, thread.agent, thread.model].filter(Boolean).join(' · ')}</strong>
            )}
            {strings.text(thread === undefined ? 'trajectory.choose' : 'trajectory.chooseThread')}
          </p>
        ) : (
          <TrajectoryStep
            key={selected.key}
            row={selected}
            state={stepOf(selected.key)}
            abandoned={abandoned.has(selected.key)}
            notices={stepNotices(strings, loops.get(selected.key), episodes.get(selected.key))}
            raw={state.raw}
            linesAreLines={summary?.linesAreLines ?? true}
            headingRef={headingRef}
            onRaw={(raw) => onState({ ...state, raw })}
            onOpenRaw={onOpenRaw}
            onSubagent={goToSubagent}
          />
        )}
      </section>
    </div>
  );
}
