interface SearchTold {
  /** Absent where nothing tells it. */
  readonly query?: string;
  /** The query goes on: the tab shows only its first characters. */
  readonly cut?: true;
  readonly results: number;
  readonly files: number;
}

/**
 * What a search editor tells: its text starts with how much was found, and its tab is called after the query, of which
 * it shows at most eleven characters. `label` is the tab's. Undefined while nothing was searched for.
 */
export function searchEditorText(text: string, label: string | undefined): SearchTold | undefined {
  const [first = ''] = text.split('\n', 1);
  const counted = /^([\d.,\s]+)\D+?([\d.,\s]+)\D*$/.exec(first);
  const none = counted === null && /^No Results/i.test(first);
  if (counted === null && !none) return undefined;
  const query = /^[^:：]+[:：]\s?(.+)$/u.exec(label ?? '')?.[1];
  const isCut = query?.endsWith('...') === true;
  return {
    ...(query === undefined ? {} : { query: isCut ? query.slice(0, -3) : query }),
    ...(isCut ? { cut: true } : {}),
    results: numberOf(counted?.[1]),
    files: numberOf(counted?.[2]),
  };
}

function numberOf(text = ''): number {
  return Number(text.replaceAll(/\D/g, ''));
}
