import type { RowFacts } from '../../core/sample/viewing/rowFacts.ts';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';

export interface DatasetRowProps {
  readonly row: RowFacts;
  readonly id: string;
  /** From 1, among how many: what is read out with the row. */
  readonly position: number;
  readonly size: number;
  readonly active: boolean;
  readonly rejected: boolean;
  /** A label was set by somebody. */
  readonly relabelled: boolean;
  /** Rules of the lint that found something. */
  readonly rules: readonly string[];
  readonly onSelect: () => void;
}

/** One row of the list: what it is about, how much of it is trained, and what is to be known of it. */
export function DatasetRow(props: DatasetRowProps) {
  const { row, id, position, size, active, rejected, relabelled, rules, onSelect } = props;
  const { strings } = usePage();
  return (
    // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the tree has the focus and the keys.
    <div
      id={id}
      role="treeitem"
      aria-level={1}
      aria-posinset={position}
      aria-setsize={size}
      aria-selected={active}
      class={`tree-operation dataset-row${rejected ? ' row-rejected' : ''}${active ? ' active selected' : ''}`}
      onClick={onSelect}
    >
      <span class="step-number">{(row.key + 1).toLocaleString()}</span>
      <span class="tree-text">
        <span class="tree-line">
          <span class="tree-title" title={row.title}>
            {row.title || strings.named('sampleKind', row.kind)}
          </span>
          <span class="tree-time">{strings.named('sampleKind', row.kind)}</span>
        </span>
        <span class="step-meta">
          {rejected && (
            <span class="mark mark-error">
              <Icon name="close" />
              {strings.text('dataset.rejected')}
            </span>
          )}
          {relabelled && <span class="mark">{strings.text('dataset.relabelled')}</span>}
          {rules.length > 0 && (
            <span class="mark mark-loop" title={rules.join(', ')}>
              <Icon name="bad" />
              {rules.length === 1 ? rules[0] : strings.count('report.findings', rules.length)}
            </span>
          )}
          <code class="row-preview">{row.preview}</code>
          <span class="step-use">
            <span>{strings.text('dataset.trainedShare', row.trained, row.length)}</span>
          </span>
        </span>
      </span>
    </div>
  );
}
