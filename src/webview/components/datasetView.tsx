import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Manifest } from '../../core/sample/manifest.ts';
import type { RowFacts } from '../../core/sample/viewing/rowFacts.ts';
import { countsOf, type DatasetFilter, isRejected, noFilter, type RowMarks, shownRows } from '../model/datasetRows.ts';
import { treeKey } from '../model/treeKeys.ts';
import { DatasetDetail, type RowState } from './datasetDetail.tsx';
import { DatasetFilterBar } from './datasetFilterBar.tsx';
import { DatasetOverview } from './datasetOverview.tsx';
import { DatasetRow } from './datasetRow.tsx';
import { usePage } from './pageContext.ts';
import { VirtualTree } from './virtualTree.tsx';

/** What the view keeps when its page is hidden and shown again: plain data. */
export interface DatasetViewState extends DatasetFilter {
  /** Key of the active row; null: the overview is shown. */
  readonly row: number | null;
}

export const startState: DatasetViewState = { ...noFilter, row: null };

/** What a page can ask the editor to decide about rows. */
export interface Decisions {
  reject(rows: readonly string[]): void;
  keep(rows: readonly string[]): void;
  label(rows: readonly string[], name: string, value: string | null): void;
  undo(): void;
  redo(): void;
}

export interface DatasetViewProps {
  readonly manifest: Manifest;
  readonly rows: readonly RowFacts[];
  readonly reading: boolean;
  readonly marks: RowMarks;
  readonly state: DatasetViewState;
  readonly onState: (state: DatasetViewState) => void;
  readonly decisions: Decisions;
  readonly rowOf: (key: number) => RowState;
  /** Called for the selected row once the selection has come to rest. */
  readonly onWanted: (key: number) => void;
  readonly onOrigin: (key: number, span?: number) => void;
}

/** A selection that moves on within this many ms asks for no details. */
const REST_MS = 60;
const ROW_HEIGHT = 48;

/** Rows on the left; on the right the selected one, or what all of them are. */
export function DatasetView(props: DatasetViewProps) {
  const { manifest, rows, reading, marks, state, onState, decisions, rowOf, onWanted, onOrigin } = props;
  const { strings } = usePage();
  const treeRef = useRef<HTMLDivElement>(null);
  const headingRef = useRef<HTMLHeadingElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const detailRef = useRef<HTMLElement>(null);
  const typed = useRef({ text: '', at: 0 });

  const { row: wanted, ...filter } = state;
  const { query, kinds, languages, actor, rule, verdict, range } = filter;
  const shown = useMemo(
    () => shownRows(rows, { query, kinds, languages, actor, rule, verdict, range }, marks),
    [rows, query, kinds, languages, actor, rule, verdict, range, marks],
  );
  const heights = useMemo(() => shown.map(() => ROW_HEIGHT), [shown]);
  const present = useMemo(
    () => ({
      kinds: countsOf(rows.map(({ kind }) => kind)),
      languages: countsOf(rows.map(({ language }) => language)),
      actors: countsOf(rows.map((row) => row.actor)),
    }),
    [rows],
  );
  const rules = useMemo(() => {
    const each = countsOf([...marks.rules.values()].flat());
    return each.length === 0 ? [] : [['*', marks.rules.size] as const, ...each];
  }, [marks.rules]);
  const rejected = useMemo(() => rows.filter((row) => isRejected(marks.curation, row)).length, [rows, marks.curation]);
  const active = wanted === null ? -1 : shown.findIndex(({ key }) => key === wanted);
  const selected = wanted === null ? undefined : rows[wanted];
  const key = selected?.key;

  useEffect(() => {
    if (key === undefined) return;
    const timer = setTimeout(() => onWanted(key), REST_MS);
    return () => clearTimeout(timer);
  }, [key, onWanted]);
  useEffect(() => {
    if (detailRef.current !== null) detailRef.current.scrollTop = 0;
  }, [key]);

  const select = (index: number) => {
    const row = shown[index];
    if (row !== undefined) onState({ ...state, row: row.key });
  };
  const toggleRejected = () => {
    if (selected === undefined || selected.id === '') return;
    if (isRejected(marks.curation, selected)) decisions.keep([selected.id]);
    else decisions.reject([selected.id]);
  };
  const onTreeKey = (event: KeyboardEvent, pageRows: number) => {
    if (event.key === 'Delete') {
      toggleRejected();
      event.preventDefault();
      return;
    }
    const line = (index: number) => ({ title: shown[index]?.title ?? '', level: 1, open: null });
    const action = treeKey(event, { count: shown.length, line, active, pageRows, typed: typed.current });
    if (action === null) return;
    event.preventDefault();
    if (action.kind === 'move') select(action.to);
    else if (action.kind === 'enter') headingRef.current?.focus();
    else if (action.kind === 'type') {
      typed.current = action.typed;
      select(action.to);
    }
  };
  const onKey = (event: KeyboardEvent) => {
    const inField = event.target instanceof HTMLInputElement;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === 'F6') {
      const inTree = treeRef.current?.contains(document.activeElement) === true;
      (inTree ? headingRef.current : treeRef.current)?.focus();
    } else if (command && event.key.toLowerCase() === 'f') searchRef.current?.focus();
    else if (command && !inField && event.key.toLowerCase() === 'z') {
      if (event.shiftKey) decisions.redo();
      else decisions.undo();
    } else if (command && !inField && event.key.toLowerCase() === 'y') decisions.redo();
    else if (event.key === 'Escape' && detailRef.current?.contains(document.activeElement) === true) {
      treeRef.current?.focus();
    } else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that work in both panes.
    <div class="timeline" onKeyDown={onKey}>
      <section class="timeline-list" aria-label={strings.text('dataset.list')}>
        <DatasetFilterBar
          filter={filter}
          shown={shown.length}
          all={rows.length}
          {...present}
          rules={rules}
          rejected={rejected}
          searchRef={searchRef}
          onFilter={(next) => onState({ ...state, ...next })}
          onLeave={() => treeRef.current?.focus()}
        />
        {shown.length === 0 ? (
          <p class="empty">
            {strings.text(rows.length > 0 ? 'dataset.noMatch' : reading ? 'dataset.reading' : 'dataset.empty')}
          </p>
        ) : (
          <VirtualTree
            label={strings.text('dataset.list')}
            heights={heights}
            active={active}
            rowId={(index) => `row-${shown[index]?.key}`}
            follow={false}
            treeRef={treeRef}
            onKeyDown={onTreeKey}
            renderRow={(index) => {
              const row = shown[index];
              if (row === undefined) return null;
              const curated = Object.hasOwn(marks.curation, row.id) ? marks.curation[row.id] : undefined;
              return (
                <DatasetRow
                  row={row}
                  id={`row-${row.key}`}
                  position={index + 1}
                  size={shown.length}
                  active={index === active}
                  rejected={curated?.rejected === true}
                  relabelled={Object.keys(curated?.labels ?? {}).length > 0}
                  rules={marks.rules.get(row.key) ?? []}
                  onSelect={() => {
                    select(index);
                    treeRef.current?.focus();
                  }}
                />
              );
            }}
          />
        )}
      </section>
      <section class="timeline-detail" ref={detailRef} aria-label={strings.text('dataset.details')}>
        {selected === undefined ? (
          <DatasetOverview
            manifest={manifest}
            rows={shown}
            filter={filter}
            onFilter={(next) => onState({ ...state, ...next })}
          />
        ) : (
          <DatasetDetail
            key={selected.key}
            number={selected.key + 1}
            state={rowOf(selected.key)}
            curation={Object.hasOwn(marks.curation, selected.id) ? marks.curation[selected.id] : undefined}
            decide={{
              reject: () => decisions.reject([selected.id]),
              keep: () => decisions.keep([selected.id]),
              label: (name, value) => decisions.label([selected.id], name, value),
            }}
            headingRef={headingRef}
            onOrigin={(span) => onOrigin(selected.key, span)}
          />
        )}
      </section>
    </div>
  );
}
