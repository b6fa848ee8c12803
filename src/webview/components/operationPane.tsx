import type { RefObject } from 'preact';
import { useMemo } from 'preact/hooks';
import type { FileDiff, TimelineNote, TimelineOperation } from '../../core/session/timeline.ts';
import { lineCounts } from '../model/diffRows.ts';
import { noteOf } from '../model/timelineRows.ts';
import { durationText, offsetText } from '../model/timeText.ts';
import { CodeText } from './codeText.tsx';
import { DiffCounts, type DiffLook, DiffView } from './diffView.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';
import { ActorBadge, Confidence, KindName, NoteType } from './timelineRow.tsx';

/** What is known of an operation's file diffs. */
export type DiffState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly diffs: readonly FileDiff[] };

/** So much of a command's output is shown: the end, where the outcome stands. UTF-16 code units. */
const OUTPUT_LIMIT = 60_000;

export interface OperationPaneProps {
  readonly operation: TimelineOperation;
  readonly diff: DiffState;
  readonly look: DiffLook;
  readonly onLook: (look: DiffLook) => void;
  readonly headingRef?: RefObject<HTMLHeadingElement | null>;
}

/** All that is known of one operation: why it was done, what it rests on, what it changed. */
export function OperationPane({ operation, diff, look, onLook, headingRef }: OperationPaneProps) {
  const { strings } = usePage();
  const share = `${Math.round(operation.confidence * 100)} %`;
  // A note was written, not inferred.
  const note = noteOf(operation);
  return (
    <div class="operation">
      <header class="operation-header">
        <h2 ref={headingRef ?? null} tabIndex={-1}>
          <Icon name={operation.kind} class={`kind kind-${operation.kind}`} />
          <span>{note === undefined ? <CodeText text={operation.title} /> : strings.named('note', note.type)}</span>
        </h2>
        <p class="operation-facts">
          <KindName kind={operation.kind} />
          {note === undefined && <ActorBadge actor={operation.actor} />}
          <span>{strings.text('operation.at', offsetText(operation.t[0]))}</span>
          {operation.t[1] > operation.t[0] && (
            <span>{strings.text('operation.took', durationText(operation.t[1] - operation.t[0]))}</span>
          )}
          <span>{strings.count('operation.events', operation.events.length)}</span>
          {note === undefined && (
            <span class="confidence" title={strings.text('operation.confidenceHint', share)}>
              <Confidence value={operation.confidence} /> {strings.text('operation.confidence', share)}
            </span>
          )}
        </p>
      </header>
      <Notes operation={operation} />
      {note === undefined && operation.evidence.length > 0 && (
        <details class="evidence" open={operation.notes.length === 0}>
          <summary>{strings.text('operation.evidence')}</summary>
          <ul>
            {operation.evidence.map((line) => (
              <li key={line}>
                <CodeText text={line} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {operation.output !== '' && <Output text={operation.output} />}
      <Changes operation={operation} diff={diff} look={look} onLook={onLook} />
    </div>
  );
}

function Notes({ operation }: { readonly operation: TimelineOperation }) {
  const { strings, actions } = usePage();
  const reveal = actions.reveal;
  if (operation.notes.length === 0) return null;
  return (
    <section class="notes" aria-label={strings.text('operation.why')}>
      {operation.notes.map((note) => (
        <figure class={`note note-is-${note.type}`} key={`${note.type}${note.place}${note.text}${note.expected}`}>
          <NoteBody note={note} />
          <figcaption>
            <NoteType type={note.type} />
            {note.place !== '' &&
              (reveal === undefined ? (
                <code class="place">{note.place}</code>
              ) : (
                <button type="button" class="link place" onClick={() => reveal(...placeParts(note.place))}>
                  {note.place}
                </button>
              ))}
          </figcaption>
        </figure>
      ))}
    </section>
  );
}

function NoteBody({ note }: { readonly note: TimelineNote }) {
  const { strings } = usePage();
  const { text, question, alternatives = [], replies = [], mark, expected } = note;
  const asked = question === undefined || text.includes(question) ? undefined : question;
  return (
    <>
      <blockquote>
        {asked !== undefined && <p class="note-question">{asked}</p>}
        {mark === 'no-edit-expected' && <p>{strings.text('note.noEdit')}</p>}
        {text !== '' && <CodeText text={text} />}
        {expected !== undefined && <pre class="note-expected">{expected}</pre>}
      </blockquote>
      {alternatives.length > 0 && (
        <dl class="note-alternatives">
          <dt>{strings.text('note.insteadOf')}</dt>
          {alternatives.map(({ option, reason }) => (
            <dd key={option}>
              <CodeText text={option} />
              {reason !== undefined && <span class="muted"> {strings.text('note.because', reason)}</span>}
            </dd>
          ))}
        </dl>
      )}
      {replies.length > 0 && (
        <ul class="note-replies" aria-label={strings.text('note.replies')}>
          {replies.map((reply) => (
            <li key={reply}>
              <CodeText text={reply} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** `path:12` or `path:12-20` as path and line; a place without a line is a path. */
function placeParts(place: string): [path: string, line?: number] {
  const found = /^(.+?):(\d+)(?:[-:]\d+)?$/.exec(place);
  return found === null ? [place] : [found[1] as string, Number(found[2])];
}

function Output({ text }: { readonly text: string }) {
  const { strings } = usePage();
  const cut = Math.max(0, text.length - OUTPUT_LIMIT);
  const start = cut === 0 ? 0 : text.indexOf('\n', cut) + 1 || cut;
  return (
    <section class="output" aria-label={strings.text('operation.output')}>
      <h3>
        <Icon name="run-command" /> {strings.text('operation.output')}
      </h3>
      {start > 0 && <p class="muted">{strings.text('operation.outputCut', start)}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
      <pre tabIndex={0}>{text.slice(start)}</pre>
    </section>
  );
}

function Changes({ operation, diff, look, onLook }: OperationPaneProps) {
  const { strings } = usePage();
  if (diff.kind === 'loading') return <p class="muted loading">{strings.text('operation.loading')}</p>;
  if (diff.kind === 'failed') {
    return (
      <p class="callout callout-bad" role="alert">
        <Icon name="bad" /> {diff.message}
      </p>
    );
  }
  if (diff.diffs.length === 0) {
    return operation.output === '' && operation.kind !== 'note' ? (
      <p class="muted">{strings.text('operation.noChange')}</p>
    ) : null;
  }
  return (
    <section aria-label={strings.text('operation.filesChanged')}>
      <ChangesHeader diffs={diff.diffs} look={look} onLook={onLook} />
      {diff.diffs.map((file) => (
        <DiffView key={`${operation.id}\n${file.path}`} operation={operation.id} file={file} look={look} />
      ))}
    </section>
  );
}

function ChangesHeader(props: {
  readonly diffs: readonly FileDiff[];
  readonly look: DiffLook;
  readonly onLook: (look: DiffLook) => void;
}) {
  const { diffs, look, onLook } = props;
  const { strings } = usePage();
  const counts = useMemo(() => lineCounts(diffs), [diffs]);
  return (
    <div class="changes-header">
      <h3>{strings.count('operation.files', diffs.length)}</h3>
      <DiffCounts added={counts.added} removed={counts.removed} />
      <fieldset class="segmented">
        <legend class="unseen">{strings.text('diff.layout')}</legend>
        {(['unified', 'split'] as const).map((layout) => (
          <button
            key={layout}
            type="button"
            class="button"
            aria-pressed={look.layout === layout}
            onClick={() => onLook({ ...look, layout })}
          >
            {strings.text(`diff.${layout}`)}
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        class="button"
        aria-pressed={look.wrap}
        onClick={() => onLook({ ...look, wrap: !look.wrap })}
      >
        <Icon name="wrap" />
        <span class="button-text">{strings.text('diff.wrap')}</span>
      </button>
    </div>
  );
}
