import { usePage } from './pageContext.ts';

/** One bar of a chart that is also a filter. */
export interface Bar {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  readonly pressed: boolean;
}

export interface BarsProps {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly onBar: (key: string) => void;
}

/** Counts as bars; each is a switch that shows its rows alone. Numbers stand beside the bars, for every eye and ear. */
export function DatasetBars({ title, bars, onBar }: BarsProps) {
  const { strings } = usePage();
  const most = Math.max(1, ...bars.map(({ count }) => count));
  if (bars.length === 0) return null;
  return (
    <section class="chart" aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {bars.map(({ key, label, count, pressed }) => (
          <li key={key}>
            <button type="button" class="bar" aria-pressed={pressed} onClick={() => onBar(key)}>
              <span class="bar-label">{label}</span>
              <span class="bar-track" aria-hidden="true">
                <span style={{ width: `${(100 * count) / most}%` }} />
              </span>
              <span class="bar-count">
                {count.toLocaleString()}
                <span class="unseen"> {strings.text('dataset.rowsWord')}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
