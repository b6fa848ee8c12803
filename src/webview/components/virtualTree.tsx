import type { ComponentChildren, RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { rowTops, rowWindow, scrollToRow } from '../model/windowing.ts';

export interface VirtualTreeProps {
  readonly label: string;
  readonly heights: readonly number[];
  /** The row that the keyboard acts on; -1 for none. */
  readonly active: number;
  readonly rowId: (index: number) => string;
  readonly renderRow: (index: number) => ComponentChildren;
  readonly onKeyDown: (event: KeyboardEvent, pageRows: number) => void;
  /** True: the end of the list stays in view when rows are added. */
  readonly follow: boolean;
  readonly treeRef: RefObject<HTMLDivElement | null>;
}

const OVERSCAN = 300;

/**
 * A tree of which only the rows in view are in the document: ten thousand rows cost what forty do.
 * It is one tab stop; the active row is told to assistive technology through `aria-activedescendant`.
 */
export function VirtualTree(props: VirtualTreeProps) {
  const { label, heights, active, rowId, renderRow, onKeyDown, follow, treeRef } = props;
  const tops = useMemo(() => rowTops(heights), [heights]);
  const height = tops[tops.length - 1] ?? 0;
  const [view, setView] = useState({ top: 0, height: 800 });
  const measure = useCallback(() => {
    const tree = treeRef.current;
    if (tree === null) return;
    setView((old) =>
      old.top === tree.scrollTop && old.height === tree.clientHeight
        ? old
        : { top: tree.scrollTop, height: tree.clientHeight },
    );
  }, [treeRef]);

  useLayoutEffect(() => {
    const tree = treeRef.current;
    if (tree === null) return;
    const observer = new ResizeObserver(measure);
    observer.observe(tree);
    measure();
    return () => observer.disconnect();
  }, [measure, treeRef]);

  const lastActive = useRef(-1);
  useLayoutEffect(() => {
    const tree = treeRef.current;
    if (tree === null || active < 0 || lastActive.current === active) return;
    lastActive.current = active;
    tree.scrollTop = scrollToRow(tops, active, tree.scrollTop, tree.clientHeight);
    measure();
  }, [active, tops, measure, treeRef]);

  useEffect(() => {
    const tree = treeRef.current;
    if (tree !== null && follow) tree.scrollTop = height;
  }, [follow, height, treeRef]);

  const { first, last } = rowWindow(tops, view.top, view.height, OVERSCAN);
  const rows: ComponentChildren[] = [];
  for (let index = first; index < last; index++) {
    rows.push(
      <div class="tree-slot" key={rowId(index)} style={{ top: `${tops[index]}px`, height: `${heights[index]}px` }}>
        {renderRow(index)}
      </div>,
    );
  }
  return (
    <div
      ref={treeRef}
      class="tree"
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={active >= first && active < last ? rowId(active) : undefined}
      onScroll={measure}
      onKeyDown={(event) => onKeyDown(event, Math.max(1, Math.floor(view.height / 46) - 1))}
    >
      <div class="tree-all" role="presentation" style={{ height: `${height}px` }}>
        {rows}
      </div>
    </div>
  );
}
