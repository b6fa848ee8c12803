import type { Actor } from '../../core/session/operation.ts';
import type { TimelineOperation } from '../../core/session/timeline.ts';
import { noteOf, quotedNotes, rowTitle, type TimelineRow } from '../model/timelineRows.ts';
import { offsetText } from '../model/timeText.ts';
import { CodeText } from './codeText.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';

export interface TimelineRowProps {
  readonly row: TimelineRow;
  readonly id: string;
  readonly operations: number;
  readonly active: boolean;
  readonly selected: boolean;
  readonly expanded: boolean;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}

/** One row of the tree: an operation with its notes, or one of its events. */
export function TimelineRowView(props: TimelineRowProps) {
  return props.row.kind === 'operation' ? (
    <OperationRow {...props} row={props.row} />
  ) : (
    <EventRow {...props} row={props.row} />
  );
}

function OperationRow(props: TimelineRowProps & { readonly row: TimelineRow & { kind: 'operation' } }) {
  const { row, id, operations, active, selected, expanded, onSelect, onToggle } = props;
  const { operation } = row;
  const expandable = operation.events.length > 0;
  const title = rowTitle(row);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the tree has the focus and the keys.
    <div
      id={id}
      role="treeitem"
      aria-level={1}
      aria-posinset={row.position}
      aria-setsize={operations}
      aria-selected={selected}
      {...(expandable ? { 'aria-expanded': expanded } : {})}
      class={rowClass('tree-operation', active, selected)}
      onClick={onSelect}
    >
      <span
        class={`twistie ${expandable ? '' : 'twistie-none'}`}
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          onToggle();
        }}
      >
        <Icon name="chevron" class={expanded ? 'turned' : ''} />
      </span>
      <Icon name={operation.kind} class={`kind kind-${operation.kind}`} />
      <span class="tree-text">
        <span class="tree-line">
          <span class="tree-title" title={title}>
            <CodeText text={title} />
          </span>
          <span class="tree-time">{offsetText(operation.t[0])}</span>
        </span>
        <OperationMeta operation={operation} />
        {quotedNotes(operation).map((note) => (
          <span class="tree-note" key={`${note.type}${note.place}${note.text}`} title={note.text}>
            <NoteType type={note.type} />{' '}
            <q>
              <CodeText text={note.text} />
            </q>
          </span>
        ))}
      </span>
    </div>
  );
}

function OperationMeta({ operation }: { readonly operation: TimelineOperation }) {
  const { strings } = usePage();
  const note = noteOf(operation);
  if (note !== undefined) {
    return (
      <span class="tree-meta">
        <KindName kind={operation.kind} />
        <NoteType type={note.type} />
        {note.place !== '' && <span>{note.place}</span>}
      </span>
    );
  }
  const share = `${Math.round(operation.confidence * 100)} %`;
  return (
    <span class="tree-meta">
      <KindName kind={operation.kind} />
      <ActorBadge actor={operation.actor} />
      {operation.files.length > 0 && (
        <span title={operation.files.join('\n')}>{strings.count('operation.files', operation.files.length)}</span>
      )}
      <span class="confidence" title={strings.text('operation.confidenceHint', share)}>
        <Confidence value={operation.confidence} />
        <span class="unseen">{strings.text('operation.confidence', share)}</span>
      </span>
      {operation.notes.length > 0 && (
        <span class="unseen">{strings.count('operation.notes', operation.notes.length)}</span>
      )}
    </span>
  );
}

/** Three dots: how sure an inference is, for the corner of the eye. */
export function Confidence({ value }: { readonly value: number }) {
  const dots = value >= 0.85 ? 3 : value >= 0.5 ? 2 : 1;
  return (
    <span class="dots" aria-hidden="true">
      {[1, 2, 3].map((k) => (
        <i key={k} class={k <= dots ? 'dot-on' : ''} />
      ))}
    </span>
  );
}

/** An operation's kind in words; a kind that the table does not know is shown as it is. */
export function KindName({ kind }: { readonly kind: string }) {
  const { strings } = usePage();
  return <span>{strings.named('kind', kind)}</span>;
}

/** Who did it, in a word. */
export function ActorBadge({ actor }: { readonly actor: Actor }) {
  const { strings } = usePage();
  const name = strings.named('actor', actor);
  return (
    <span class="actor-place" title={strings.text('operation.actorHint', name)}>
      <span class={`actor actor-${actor}`}>{name}</span>
    </span>
  );
}

/** A note's type in words. */
export function NoteType({ type }: { readonly type: string }) {
  const { strings } = usePage();
  return <span class={`note-type note-${type}`}>{strings.named('note', type)}</span>;
}

function EventRow(props: TimelineRowProps & { readonly row: TimelineRow & { kind: 'event' } }) {
  const { row, id, active, selected, onSelect } = props;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the tree has the focus and the keys.
    <div
      id={id}
      role="treeitem"
      aria-level={2}
      aria-posinset={row.position}
      aria-setsize={row.operation.events.length}
      aria-selected={selected}
      class={rowClass('tree-event', active, selected)}
      onClick={onSelect}
    >
      <span class="event-seq">#{row.event.seq}</span>
      <span class="event-title" title={row.event.title}>
        {row.event.title}
      </span>
      <span class="tree-time">{offsetText(row.event.t)}</span>
    </div>
  );
}

function rowClass(kind: string, active: boolean, selected: boolean): string {
  return `${kind}${active ? ' active' : ''}${selected ? ' selected' : ''}`;
}
