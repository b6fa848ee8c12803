import { useMemo, useState } from 'preact/hooks';
import type { FileDiff } from '../../core/session/timeline.ts';
import { type DiffFold, type FoldOpening, foldRows, pairRows } from '../model/diffFolds.ts';
import { type DiffRow, diffRows } from '../model/diffRows.ts';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';

export interface DiffLook {
  readonly layout: 'unified' | 'split';
  readonly wrap: boolean;
}

/** So many rows of a file are drawn before one asks for more. */
const ROW_BUDGET = 600;
/** So many lines one click on a fold opens. */
const OPEN_STEP = 20;

/** One file of an operation: a header with path and counts, and its diff. */
export function DiffView(props: { readonly operation: string; readonly file: FileDiff; readonly look: DiffLook }) {
  const { operation, file, look } = props;
  const { strings, actions } = usePage();
  const model = useMemo(() => diffRows(file), [file]);
  const [shown, setShown] = useState(true);
  const open = actions.open;
  return (
    <article class="diff">
      <header class="diff-header">
        <button
          type="button"
          class="icon-button"
          aria-expanded={shown}
          aria-label={strings.text('diff.collapse', file.path)}
          onClick={() => setShown(!shown)}
        >
          <Icon name="chevron" class={shown ? 'turned' : ''} />
        </button>
        <h4 class="diff-path">
          {file.from !== undefined && file.from !== file.path && (
            <>
              <span class="diff-from">{file.from}</span>
              <span class="diff-arrow"> → </span>
            </>
          )}
          <PathText path={file.path} />
        </h4>
        {model.change !== 'changed' && (
          <span class={`badge badge-${model.change}`}>{strings.text(`diff.${model.change}`)}</span>
        )}
        <DiffCounts added={model.added} removed={model.removed} />
        {open !== undefined && (
          <button
            type="button"
            class="button"
            aria-label={strings.text('diff.openFile', file.path)}
            onClick={() => open(operation, file.path)}
          >
            <Icon name="open" />
            {strings.text('diff.open')}
          </button>
        )}
      </header>
      {shown && <DiffBody file={file} rows={model.rows} changed={model.added + model.removed > 0} look={look} />}
    </article>
  );
}

function PathText({ path }: { readonly path: string }) {
  const cut = path.lastIndexOf('/') + 1;
  return (
    <>
      <span class="path-folder">{path.slice(0, cut)}</span>
      <span class="path-name">{path.slice(cut)}</span>
    </>
  );
}

/** `+12 −3`, and five squares that show the proportion. */
export function DiffCounts({ added, removed }: { readonly added: number; readonly removed: number }) {
  const all = added + removed;
  const green = all === 0 ? 0 : Math.min(5, Math.max(added > 0 ? 1 : 0, Math.round((added / all) * 5)));
  const red = all === 0 ? 0 : Math.min(5 - green, Math.max(removed > 0 ? 1 : 0, 5 - green));
  return (
    <span class="diff-counts">
      <span class="count-added">+{added}</span> <span class="count-removed">−{removed}</span>
      <span class="squares" aria-hidden="true">
        {[0, 1, 2, 3, 4].map((k) => (
          <i key={k} class={k < green ? 'square-added' : k < green + red ? 'square-removed' : ''} />
        ))}
      </span>
    </span>
  );
}

function DiffBody(props: {
  readonly file: FileDiff;
  readonly rows: readonly DiffRow[];
  readonly changed: boolean;
  readonly look: DiffLook;
}) {
  const { file, rows, changed, look } = props;
  const { strings } = usePage();
  const [openings, setOpenings] = useState<ReadonlyMap<number, FoldOpening>>(new Map());
  const [budget, setBudget] = useState(ROW_BUDGET);
  const folded = useMemo(() => foldRows(rows, openings), [rows, openings]);
  const lines = useMemo(() => (look.layout === 'split' ? pairRows(folded) : folded), [folded, look.layout]);
  if (rows.length === 0) return <p class="diff-message">{strings.text('diff.emptyFile')}</p>;
  if (!changed) return <p class="diff-message">{strings.text('diff.sameContent')}</p>;

  const openFold = (fold: DiffFold, top: number, bottom: number) => {
    const old = openings.get(fold.key) ?? { top: 0, bottom: 0 };
    setOpenings(new Map(openings).set(fold.key, { top: old.top + top, bottom: old.bottom + bottom }));
  };
  return (
    <div class="diff-scroll">
      <table
        class={`diff-table ${look.layout} ${look.wrap ? 'wrapped' : ''}`}
        aria-label={strings.text('diff.table', file.path)}
      >
        <tbody>
          {lines.slice(0, budget).map((line) => {
            if ('kind' in line && line.kind === 'fold') {
              return <FoldRow key={`f${line.key}`} fold={line} last={line.end === rows.length} open={openFold} />;
            }
            return 'kind' in line ? (
              <UnifiedRow key={`${line.before}/${line.after}`} row={line} />
            ) : (
              <SplitRow key={`${line[0]?.before}/${line[1]?.after}`} left={line[0]} right={line[1]} />
            );
          })}
        </tbody>
      </table>
      {lines.length > budget && (
        <button type="button" class="button diff-more" onClick={() => setBudget(budget + 2 * ROW_BUDGET)}>
          {strings.text('diff.more', Math.min(lines.length - budget, 2 * ROW_BUDGET))}
        </button>
      )}
    </div>
  );
}

function FoldRow(props: {
  readonly fold: DiffFold;
  readonly last: boolean;
  readonly open: (fold: DiffFold, top: number, bottom: number) => void;
}) {
  const { fold, last, open } = props;
  const { strings } = usePage();
  const hidden = fold.end - fold.start;
  const step = Math.min(OPEN_STEP, hidden);
  return (
    <tr class="row-fold">
      <td colSpan={4}>
        <span class="fold">
          {hidden > OPEN_STEP && fold.key !== 0 && (
            <button type="button" class="fold-button" onClick={() => open(fold, step, 0)}>
              ↓ {strings.text('diff.expandUp', step)}
            </button>
          )}
          <button type="button" class="fold-button fold-all" onClick={() => open(fold, hidden, 0)}>
            <Icon name="expand" />
            {strings.count('diff.fold', hidden)}
          </button>
          {hidden > OPEN_STEP && !last && (
            <button type="button" class="fold-button" onClick={() => open(fold, 0, step)}>
              ↑ {strings.text('diff.expandDown', step)}
            </button>
          )}
        </span>
      </td>
    </tr>
  );
}

const marks = { context: ' ', removed: '−', added: '+' } as const;

function UnifiedRow({ row }: { readonly row: DiffRow }) {
  return (
    <tr class={`row-${row.kind}`}>
      <td class="line-number">{row.before}</td>
      <td class="line-number">{row.after}</td>
      <MarkCell row={row} />
      <CodeCell row={row} />
    </tr>
  );
}

function SplitRow({ left, right }: { readonly left: DiffRow | null; readonly right: DiffRow | null }) {
  return (
    <tr>
      <td class={`line-number ${sideClass(left)}`}>{left?.before}</td>
      <CodeCell row={left} />
      <td class={`line-number ${sideClass(right)}`}>{right?.after}</td>
      <CodeCell row={right} />
    </tr>
  );
}

function sideClass(row: DiffRow | null): string {
  return row === null ? 'side-none' : `side-${row.kind}`;
}

function MarkCell({ row }: { readonly row: DiffRow }) {
  return <td class="line-mark">{marks[row.kind]}</td>;
}

function CodeCell({ row }: { readonly row: DiffRow | null }) {
  const { strings } = usePage();
  if (row === null) return <td class="code side-none" />;
  return (
    <td class={`code side-${row.kind}`}>
      {row.kind === 'removed' && <span class="unseen">{strings.text('diff.removedLine')} </span>}
      {row.kind === 'added' && <span class="unseen">{strings.text('diff.addedLine')} </span>}
      {row.parts.map((part, index) => {
        const text = visible(part.text, row.kind);
        return part.changed ? <mark key={index}>{text}</mark> : text;
      })}
      {row.hidden > 0 && <span class="code-hidden">… {strings.text('diff.hidden', row.hidden)}</span>}
      {row.openEnd && row.kind !== 'context' && (
        <span class="open-end" title={strings.text('diff.openEnd')}>
          ⊘<span class="unseen">{strings.text('diff.openEnd')}</span>
        </span>
      )}
    </td>
  );
}

/** A carriage return is drawn on changed lines only: there it may be the change. */
function visible(text: string, kind: DiffRow['kind']): string {
  return kind === 'context' ? text.replace(/\r$/, '') : text.replaceAll('\r', '␍');
}
