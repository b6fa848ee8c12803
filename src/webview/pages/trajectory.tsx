import '../styles/trajectoryPage.css';
import { render } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { TrajectoryRow } from '../../core/trajectory/viewing/trajectoryRow.ts';
import type {
  TrajectoryHostMessage,
  TrajectoryPageMessage,
  TrajectorySummary,
} from '../../core/trajectory/viewing/viewMessages.ts';
import { Icon } from '../components/icon.tsx';
import { Page } from '../components/pageContext.ts';
import { TrajectoryHeader } from '../components/trajectoryHeader.tsx';
import type { StepState } from '../components/trajectoryStep.tsx';
import { startState, TrajectoryView, type TrajectoryViewState } from '../components/trajectoryView.tsx';
import { trajectoryFacts } from '../model/trajectoryFacts.ts';
import { withRows } from '../model/trajectoryRows.ts';
import { Strings } from '../strings.ts';

interface EditorApi {
  postMessage(message: TrajectoryPageMessage): void;
  getState(): unknown;
  setState(state: TrajectoryViewState): void;
}
declare function acquireVsCodeApi(): EditorApi;

const STEPS_KEPT = 40;
/** A search is sent when typing has rested for so long (ms). */
const SEARCH_MS = 150;

const loading: StepState = { kind: 'loading' };

interface Found {
  readonly query: string;
  readonly keys: ReadonlySet<string>;
}

function TrajectoryPage({ editor }: { readonly editor: EditorApi }) {
  const [file, setFile] = useState('');
  const [strings, setStrings] = useState(() => new Strings());
  const [threads, setThreads] = useState<readonly (readonly TrajectoryRow[])[]>([]);
  const [summary, setSummary] = useState<TrajectorySummary | undefined>(undefined);
  const [failure, setFailure] = useState<string | null>(null);
  const [steps, setSteps] = useState<ReadonlyMap<string, StepState>>(new Map());
  const [found, setFound] = useState<Found | null>(null);
  const [state, setState] = useState(() => restored(editor.getState()));

  const keep = useCallback(
    (next: TrajectoryViewState) => {
      setState(next);
      editor.setState(next);
    },
    [editor],
  );
  const onWanted = useCallback((key: string) => editor.postMessage({ kind: 'detail', key }), [editor]);
  const onOpenRaw = useCallback(
    (line?: number, beside?: string) =>
      editor.postMessage({
        kind: 'raw',
        ...(line === undefined ? {} : { line }),
        ...(beside === undefined ? {} : { file: beside }),
      }),
    [editor],
  );

  useEffect(() => {
    const onMessage = (event: MessageEvent<TrajectoryHostMessage>) => {
      const message = event.data;
      switch (message.kind) {
        case 'start':
          setFile(message.file);
          setStrings(new Strings(message.strings, document.documentElement.lang || 'en'));
          setThreads([]);
          setSteps(new Map());
          setSummary(undefined);
          setFailure(null);
          break;
        case 'rows':
          setThreads((old) => withRows(old, message.rows));
          break;
        case 'done':
          setSummary(message.summary);
          break;
        case 'detail':
          setSteps((old) => withStep(old, message.detail.key, { kind: 'ready', detail: message.detail }));
          break;
        case 'found':
          setFound({ query: message.query, keys: new Set(message.keys) });
          break;
        case 'select':
          setState((old) => ({ ...startState, raw: old.raw, expanded: old.expanded, row: message.key }));
          break;
        case 'error': {
          const { key, message: text } = message;
          if (key === undefined) setFailure(text);
          else setSteps((old) => withStep(old, key, { kind: 'failed', message: text }));
          break;
        }
      }
    };
    window.addEventListener('message', onMessage);
    editor.postMessage({ kind: 'ready' });
    return () => window.removeEventListener('message', onMessage);
  }, [editor]);

  const query = state.query.trim();
  // When all has been read, what came after the first answer is searched too.
  const whole = summary !== undefined;
  useEffect(() => {
    if (query === '') setFound(null);
    else {
      const timer = setTimeout(() => editor.postMessage({ kind: 'search', query }), whole ? SEARCH_MS : 2 * SEARCH_MS);
      return () => clearTimeout(timer);
    }
  }, [editor, query, whole]);

  const page = useMemo(() => ({ strings, actions: {} }), [strings]);
  const tree = useMemo(() => ({ threads, ids: (summary?.threads ?? []).map(({ id }) => id) }), [threads, summary]);
  const facts = useMemo(() => trajectoryFacts(threads), [threads]);
  return (
    <Page.Provider value={page}>
      <main class="page timeline-page trajectory-page">
        <TrajectoryHeader file={file} counts={facts} summary={summary} />
        {failure !== null && (
          <p class="callout callout-bad" role="alert">
            <Icon name="bad" /> <span class="failure">{failure}</span>
            <button type="button" class="button" onClick={() => onOpenRaw()}>
              <Icon name="open" />
              {strings.text('trajectory.openRaw')}
            </button>
          </p>
        )}
        {(failure === null || facts.steps > 0) && (
          <TrajectoryView
            tree={tree}
            facts={facts}
            summary={summary}
            state={state}
            onState={keep}
            found={query === '' ? null : (found?.keys ?? null)}
            stepOf={(key) => steps.get(key) ?? loading}
            onWanted={onWanted}
            onOpenRaw={onOpenRaw}
          />
        )}
        <output class="unseen" aria-live="polite">
          {summary === undefined ? '' : strings.count('trajectory.steps', facts.steps)}
        </output>
      </main>
    </Page.Provider>
  );
}

/** The state that the editor kept; parts that an older version did not write get their start value. */
function restored(kept: unknown): TrajectoryViewState {
  return typeof kept === 'object' && kept !== null ? { ...startState, ...kept } : startState;
}

/** Adds a step; the ones that were added longest ago go. */
function withStep(old: ReadonlyMap<string, StepState>, key: string, step: StepState) {
  const others = [...old].filter(([other]) => other !== key).slice(-(STEPS_KEPT - 1));
  return new Map([...others, [key, step] as const]);
}

const root = document.getElementById('root');
if (root !== null) render(<TrajectoryPage editor={acquireVsCodeApi()} />, root);
