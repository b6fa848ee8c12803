import type { Manifest } from '../../core/sample/manifest.ts';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';

export interface DatasetHeaderProps {
  readonly title: string;
  /** Null: a preview. Undefined: not known yet. */
  readonly manifest: Manifest | null | undefined;
  readonly rows: number;
  readonly rejected: number;
  /** How many rows lint found something in; undefined while it still reads. */
  readonly findings: number | undefined;
  readonly undoable: boolean;
  readonly redoable: boolean;
  /** A row is shown; the overview is not. */
  readonly inRow: boolean;
  readonly onOverview: () => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

/** What the dataset is, how much of it is read, and the way back from the last decision. */
export function DatasetHeader(props: DatasetHeaderProps) {
  const { title, manifest, rows, rejected, findings, undoable, redoable } = props;
  const { strings } = usePage();
  const family = manifest?.options.family;
  return (
    <header class="page-header trajectory-header">
      <h1 title={title}>{title}</h1>
      {manifest != null && (
        <>
          <p class="operation-facts trajectory-facts">
            {typeof family === 'string' && <span class="format">{family}</span>}
            <span>{strings.count('dataset.rows', rows)}</span>
            {findings === undefined ? (
              <span class="loading">{strings.text('dataset.checking')}</span>
            ) : (
              <span>{strings.count('dataset.found', findings)}</span>
            )}
            {rejected > 0 && <span>{strings.count('dataset.rejectedRows', rejected)}</span>}
          </p>
          <div class="header-buttons">
            <button type="button" class="button" disabled={!undoable} onClick={props.onUndo}>
              <Icon name="undo" />
              {strings.text('dataset.undo')}
            </button>
            <button type="button" class="button" disabled={!redoable} onClick={props.onRedo}>
              {strings.text('dataset.redo')}
            </button>
            <button type="button" class="button" aria-pressed={!props.inRow} onClick={props.onOverview}>
              {strings.text('dataset.overview')}
            </button>
          </div>
        </>
      )}
    </header>
  );
}
