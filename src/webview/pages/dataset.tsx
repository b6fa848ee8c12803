import '../styles/datasetPage.css';
import { render } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Manifest } from '../../core/sample/manifest.ts';
import type { DatasetHostMessage, DatasetPageMessage } from '../../core/sample/viewing/datasetMessages.ts';
import type { RowFacts } from '../../core/sample/viewing/rowFacts.ts';
import { DatasetDetail, type RowState } from '../components/datasetDetail.tsx';
import { DatasetHeader } from '../components/datasetHeader.tsx';
import { DatasetView, type DatasetViewState, type Decisions, startState } from '../components/datasetView.tsx';
import { Icon } from '../components/icon.tsx';
import { Page } from '../components/pageContext.ts';
import { isRejected } from '../model/datasetRows.ts';
import { Strings } from '../strings.ts';

interface EditorApi {
  postMessage(message: DatasetPageMessage): void;
  getState(): unknown;
  setState(state: DatasetViewState): void;
}
declare function acquireVsCodeApi(): EditorApi;

const ROWS_KEPT = 40;
/** A search is sent when typing has rested for so long (ms). */
const SEARCH_MS = 200;

const loading: RowState = { kind: 'loading' };
const nothingDecided = { rows: {}, undoable: false, redoable: false };

interface Found {
  readonly query: string;
  readonly keys: ReadonlySet<number>;
}

function DatasetPage({ editor }: { readonly editor: EditorApi }) {
  const [title, setTitle] = useState('');
  const [strings, setStrings] = useState(() => new Strings());
  const [manifest, setManifest] = useState<Manifest | null | undefined>(undefined);
  const [rows, setRows] = useState<readonly RowFacts[]>([]);
  const [stage, setStage] = useState<'reading' | 'linting' | 'done'>('reading');
  const [rules, setRules] = useState<ReadonlyMap<number, readonly string[]>>(new Map());
  const [details, setDetails] = useState<ReadonlyMap<number, RowState>>(new Map());
  const [found, setFound] = useState<Found | null>(null);
  const [curation, setCuration] =
    useState<Omit<Extract<DatasetHostMessage, { kind: 'curation' }>, 'kind'>>(nothingDecided);
  const [failure, setFailure] = useState<string | null>(null);
  const [state, setState] = useState(() => restored(editor.getState()));
  const [said, setSaid] = useState('');
  const firstCuration = useRef(true);

  const keep = useCallback(
    (next: DatasetViewState) => {
      setState(next);
      editor.setState(next);
    },
    [editor],
  );
  const onWanted = useCallback((key: number) => editor.postMessage({ kind: 'row', key }), [editor]);
  const onOrigin = useCallback(
    (key: number, span?: number) =>
      editor.postMessage({ kind: 'origin', key, ...(span === undefined ? {} : { span }) }),
    [editor],
  );

  useEffect(() => {
    const onMessage = (event: MessageEvent<DatasetHostMessage>) => {
      const message = event.data;
      switch (message.kind) {
        case 'start':
          setTitle(message.title);
          setManifest(message.manifest);
          setStrings(new Strings(message.strings, document.documentElement.lang || 'en'));
          setRows([]);
          setRules(new Map());
          setDetails(new Map());
          setStage('reading');
          setFailure(null);
          break;
        case 'rows':
          setRows((old) => [...old, ...message.rows]);
          break;
        case 'read':
          setStage('linting');
          break;
        case 'linted':
          setRules((old) => new Map([...old, ...message.rows]));
          break;
        case 'done':
          setStage('done');
          break;
        case 'row':
          setDetails((old) => withRow(old, message.detail.key, { kind: 'ready', detail: message.detail }));
          break;
        case 'found':
          setFound({ query: message.query, keys: new Set(message.keys) });
          break;
        case 'curation':
          setCuration({ rows: message.rows, undoable: message.undoable, redoable: message.redoable });
          setFailure(null);
          break;
        case 'error': {
          const { key, message: text } = message;
          if (key === undefined) setFailure(text);
          else setDetails((old) => withRow(old, key, { kind: 'failed', message: text }));
          break;
        }
      }
    };
    window.addEventListener('message', onMessage);
    editor.postMessage({ kind: 'ready' });
    return () => window.removeEventListener('message', onMessage);
  }, [editor]);

  const query = state.query.trim();
  const whole = stage !== 'reading';
  useEffect(() => {
    if (query === '') setFound(null);
    else {
      const timer = setTimeout(() => editor.postMessage({ kind: 'search', query }), whole ? SEARCH_MS : 2 * SEARCH_MS);
      return () => clearTimeout(timer);
    }
  }, [editor, query, whole]);

  const decisions = useMemo<Decisions>(
    () => ({
      reject: (ids) => editor.postMessage({ kind: 'reject', rows: [...ids] }),
      keep: (ids) => editor.postMessage({ kind: 'keep', rows: [...ids] }),
      label: (ids, name, value) => editor.postMessage({ kind: 'label', rows: [...ids], name, value }),
      undo: () => editor.postMessage({ kind: 'undo' }),
      redo: () => editor.postMessage({ kind: 'redo' }),
    }),
    [editor],
  );
  const page = useMemo(() => ({ strings, actions: {} }), [strings]);
  const marks = useMemo(
    () => ({ found: query === '' ? null : (found?.keys ?? null), rules, curation: curation.rows }),
    [query, found, rules, curation],
  );
  const rejected = useMemo(() => rows.filter((row) => isRejected(curation.rows, row)).length, [rows, curation]);
  useEffect(() => {
    if (firstCuration.current) firstCuration.current = curation === nothingDecided;
    else setSaid(strings.count('dataset.rejectedRows', rejected));
  }, [curation, rejected, strings]);
  useEffect(() => {
    if (stage === 'done') setSaid(strings.count('dataset.rows', rows.length));
  }, [stage, rows.length, strings]);
  const rowOf = (key: number) => details.get(key) ?? loading;
  const preview = manifest === null ? rows[0] : undefined;
  const previewKey = preview?.key;
  useEffect(() => {
    if (previewKey !== undefined) onWanted(previewKey);
  }, [previewKey, onWanted]);
  const headingRef = useRef<HTMLHeadingElement>(null);
  return (
    <Page.Provider value={page}>
      <main class="page timeline-page trajectory-page dataset-page">
        <DatasetHeader
          title={title}
          manifest={manifest}
          rows={rows.length}
          rejected={rejected}
          findings={stage === 'done' ? rules.size : undefined}
          undoable={curation.undoable}
          redoable={curation.redoable}
          inRow={state.row !== null}
          onOverview={() => keep({ ...state, row: null })}
          onUndo={decisions.undo}
          onRedo={decisions.redo}
        />
        {failure !== null && (
          <p class="callout callout-bad" role="alert">
            <Icon name="bad" /> <span class="failure">{failure}</span>
            <button type="button" class="button" onClick={() => editor.postMessage({ kind: 'raw' })}>
              <Icon name="open" />
              {strings.text('trajectory.openRaw')}
            </button>
          </p>
        )}
        {manifest != null && (
          <DatasetView
            manifest={manifest}
            rows={rows}
            reading={stage === 'reading'}
            marks={marks}
            state={state}
            onState={keep}
            decisions={decisions}
            rowOf={rowOf}
            onWanted={onWanted}
            onOrigin={onOrigin}
          />
        )}
        {preview !== undefined && (
          <div class="timeline-detail preview">
            <DatasetDetail
              number={1}
              state={rowOf(preview.key)}
              curation={undefined}
              headingRef={headingRef}
              onOrigin={(span) => onOrigin(preview.key, span)}
            />
          </div>
        )}
        <output class="unseen" aria-live="polite">
          {said}
        </output>
      </main>
    </Page.Provider>
  );
}

/** The state that the editor kept; parts that an older version did not write get their start value. */
function restored(kept: unknown): DatasetViewState {
  return typeof kept === 'object' && kept !== null ? { ...startState, ...kept } : startState;
}

/** Adds a row; the ones that were added longest ago go. */
function withRow(old: ReadonlyMap<number, RowState>, key: number, row: RowState) {
  const others = [...old].filter(([other]) => other !== key).slice(-(ROWS_KEPT - 1));
  return new Map([...others, [key, row] as const]);
}

const root = document.getElementById('root');
if (root !== null) render(<DatasetPage editor={acquireVsCodeApi()} />, root);
