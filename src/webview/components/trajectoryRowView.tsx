import type { TrajectorySummary } from '../../core/trajectory/viewing/viewMessages.ts';
import { durationText, offsetText } from '../model/timeText.ts';
import type { StepLoop } from '../model/trajectoryFacts.ts';
import type { TrajectoryListRow } from '../model/trajectoryRows.ts';
import { CodeText } from './codeText.tsx';
import { Icon, type IconName } from './icon.tsx';
import { usePage } from './pageContext.ts';

export interface TrajectoryRowProps {
  readonly row: TrajectoryListRow;
  readonly id: string;
  /** From 1, among how many: what is read out with the row. */
  readonly position: number;
  readonly size: number;
  readonly active: boolean;
  readonly abandoned: boolean;
  /** The kind of loop that the step is part of. */
  readonly loop: StepLoop['kind'] | undefined;
  /** The step is the success after an error. */
  readonly recovery: boolean;
  /** Of a heading: the subagent. */
  readonly thread: TrajectorySummary['threads'][number] | undefined;
  /** When the trajectory began, in ms since 1970; undefined where no step has a time. */
  readonly began: number | undefined;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}

export const sourceIcons = { user: 'person', agent: 'agent-edit', system: 'gear' } as const satisfies Record<
  string,
  IconName
>;

/** Tools beyond these are counted. */
const TOOLS_SHOWN = 3;

/** One row of the list: a step, or the heading of a subagent's steps. */
export function TrajectoryRowView(props: TrajectoryRowProps) {
  const { row, id, position, size, active, onSelect } = props;
  const indent = { paddingInlineStart: `${4 + (row.level - 1) * 12}px` };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the tree has the focus and the keys.
    <div
      id={id}
      role="treeitem"
      aria-level={row.level}
      aria-posinset={position}
      aria-setsize={size}
      aria-selected={active}
      {...(row.kind === 'thread' ? { 'aria-expanded': row.open } : {})}
      class={`tree-operation ${classOf(props)}${active ? ' active selected' : ''}`}
      style={indent}
      onClick={onSelect}
    >
      {row.kind === 'thread' ? <ThreadRow {...props} row={row} /> : <StepRow {...props} row={row} />}
    </div>
  );
}

function classOf({ row, abandoned }: TrajectoryRowProps): string {
  if (row.kind === 'thread') return 'thread-row';
  const { copied, boundary, source } = row.row;
  const apart = abandoned ? ' step-abandoned' : copied === true ? ' step-copied' : '';
  return `step-row step-${source}${apart}${boundary === true ? ' step-boundary' : ''}`;
}

function ThreadRow({
  row,
  thread,
  onToggle,
}: TrajectoryRowProps & { readonly row: TrajectoryListRow & { kind: 'thread' } }) {
  const { strings } = usePage();
  return (
    <>
      <span
        class="twistie"
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          onToggle();
        }}
      >
        <Icon name="chevron" class={row.open ? 'turned' : ''} />
      </span>
      <span class="tree-title">
        {strings.text(row.level > 1 ? 'trajectory.subagent' : 'trajectory.run')} <strong>{thread?.id}</strong>
      </span>
      <span class="tree-time">
        {thread?.steps === 0
          ? strings.text('trajectory.notInFile')
          : strings.count('trajectory.steps', thread?.steps ?? 0)}
      </span>
    </>
  );
}

function StepRow(props: TrajectoryRowProps & { readonly row: TrajectoryListRow & { kind: 'step' } }) {
  const { abandoned, loop, recovery, began } = props;
  const { row } = props.row;
  const { strings } = usePage();
  const title = row.title || strings.text('trajectory.noText');
  const tokens = (row.use.prompt ?? 0) + (row.use.completion ?? 0);
  return (
    <>
      <span class="step-number">
        <span class="unseen">{strings.text('trajectory.stepWord')} </span>
        {row.number}
      </span>
      <Icon name={sourceIcons[row.source]} class={`source source-${row.source}`} />
      <span class="tree-text">
        <span class="tree-line">
          <span class={row.title === '' ? 'tree-title muted' : 'tree-title'} title={title}>
            <CodeText text={title} />
          </span>
          {row.time !== undefined && began !== undefined && (
            <span class="tree-time" title={row.time}>
              {offsetText(Date.parse(row.time) - began)}
            </span>
          )}
        </span>
        <span class="step-meta">
          {row.error && (
            <span class="mark mark-error">
              <Icon name="bad" />
              {strings.text('trajectory.error')}
            </span>
          )}
          {loop !== undefined && <span class="mark mark-loop">{strings.text(`trajectory.mark-${loop}`)}</span>}
          {recovery && <span class="mark mark-recovery">{strings.text('trajectory.recovery')}</span>}
          {abandoned && <span class="mark">{strings.text('trajectory.abandoned')}</span>}
          {row.copied === true && <span class="mark">{strings.text('trajectory.copied')}</span>}
          {row.boundary === true && <span class="mark">{strings.text('trajectory.boundary')}</span>}
          {row.tools.length === 0 && <span>{strings.named('source', row.source)}</span>}
          {row.tools.slice(0, TOOLS_SHOWN).map((tool) => (
            <code key={tool} class="tool">
              {tool}
            </code>
          ))}
          {row.calls > Math.min(TOOLS_SHOWN, row.tools.length) && <span>{`× ${row.calls}`}</span>}
          <span class="step-use">
            {tokens > 0 && <span>{strings.text('trajectory.tokens', tokens)}</span>}
            {row.duration !== undefined && <span>{durationText(row.duration)}</span>}
          </span>
        </span>
      </span>
    </>
  );
}
