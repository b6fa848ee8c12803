import '../styles/timelinePage.css';
import { render } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Timeline } from '../../core/session/timeline.ts';
import type { TimelineHostMessage, TimelinePageMessage } from '../../core/session/timelineMessages.ts';
import { Icon } from '../components/icon.tsx';
import type { DiffState } from '../components/operationPane.tsx';
import { Page } from '../components/pageContext.ts';
import { startState, TimelineView, type TimelineViewState } from '../components/timelineView.tsx';
import { Strings } from '../strings.ts';

interface EditorApi {
  postMessage(message: TimelinePageMessage): void;
  getState(): unknown;
  setState(state: TimelineViewState): void;
}
declare function acquireVsCodeApi(): EditorApi;

interface Shown {
  readonly timeline: Timeline;
  readonly live: boolean;
  readonly paused: boolean;
  readonly strings: Strings;
}

const DIFFS_KEPT = 40;

const loading: DiffState = { kind: 'loading' };

function TimelinePage({ editor }: { readonly editor: EditorApi }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [diffs, setDiffs] = useState<ReadonlyMap<string, DiffState>>(new Map());
  const [state, setState] = useState(() => restored(editor.getState()));

  const keep = useCallback(
    (next: TimelineViewState) => {
      setState(next);
      editor.setState(next);
    },
    [editor],
  );
  const onWanted = useCallback((operation: string) => editor.postMessage({ kind: 'diff', operation }), [editor]);
  const page = useMemo(
    () => ({
      strings: shown?.strings ?? new Strings(),
      actions: {
        open: (operation: string, path: string) => editor.postMessage({ kind: 'open', operation, path }),
        reveal: (path: string, line?: number) =>
          editor.postMessage(line === undefined ? { kind: 'reveal', path } : { kind: 'reveal', path, line }),
      },
    }),
    [editor, shown?.strings],
  );

  useEffect(() => {
    const onMessage = (event: MessageEvent<TimelineHostMessage>) => {
      const message = event.data;
      switch (message.kind) {
        case 'timeline':
          setShown({
            timeline: message.timeline,
            live: message.live,
            paused: message.paused === true,
            strings: new Strings(message.strings, document.documentElement.lang || 'en'),
          });
          setFailure(null);
          break;
        case 'diff':
          setDiffs((old) => withDiff(old, message.operation, { kind: 'ready', diffs: message.diffs }));
          break;
        case 'select':
          setState((old) => ({ ...old, row: message.operation, follow: false, query: '', kinds: [], actors: [] }));
          break;
        case 'error': {
          const { operation, message: text } = message;
          if (operation === undefined) setFailure(text);
          else setDiffs((old) => withDiff(old, operation, { kind: 'failed', message: text }));
          break;
        }
      }
    };
    window.addEventListener('message', onMessage);
    editor.postMessage({ kind: 'ready' });
    return () => window.removeEventListener('message', onMessage);
  }, [editor]);

  const { strings } = page;
  const operations = shown?.timeline.operations;
  const latest = operations?.at(-1);
  return (
    <Page.Provider value={page}>
      <main class="page timeline-page">
        <header class="page-header">
          <h1 title={shown?.timeline.session.goal}>{shown?.timeline.session.goal || strings.text('timeline.title')}</h1>
          {shown?.live === true && (
            <span class={shown.paused ? 'live live-paused' : 'live'}>
              <i aria-hidden="true" />
              {strings.text(shown.paused ? 'timeline.paused' : 'timeline.live')}
            </span>
          )}
        </header>
        {failure !== null && (
          <p class="callout callout-bad" role="alert">
            <Icon name="bad" /> {failure}
          </p>
        )}
        {shown === null ? (
          <p class="empty">{strings.text('timeline.waiting')}</p>
        ) : (
          <TimelineView
            timeline={shown.timeline}
            live={shown.live}
            state={state}
            onState={keep}
            diffOf={(operation) => diffs.get(operation) ?? loading}
            onWanted={onWanted}
          />
        )}
        <output class="unseen" aria-live="polite">
          {latest === undefined ? '' : strings.text('timeline.updated', operations?.length ?? 0, latest.title)}
        </output>
      </main>
    </Page.Provider>
  );
}

/** The state that the editor kept; parts that an older version did not write get their start value. */
function restored(kept: unknown): TimelineViewState {
  return typeof kept === 'object' && kept !== null ? { ...startState, ...kept } : startState;
}

/** Adds a diff; the ones that were added longest ago go, so that a long session's files do not pile up. */
function withDiff(old: ReadonlyMap<string, DiffState>, operation: string, diff: DiffState) {
  const others = [...old].filter(([id]) => id !== operation).slice(-(DIFFS_KEPT - 1));
  return new Map([...others, [operation, diff] as const]);
}

const root = document.getElementById('root');
if (root !== null) render(<TimelinePage editor={acquireVsCodeApi()} />, root);
