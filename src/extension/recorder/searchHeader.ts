/** What a search editor says it looked for. */
export interface SearchHeader {
  readonly query: string;
  /** As written behind `# Flags:`, for example `CaseSensitive RegExp`. */
  readonly flags?: string;
  /** Counted by the editor; absent while it still searches. */
  readonly results?: number;
  readonly files?: number;
}

/** Reads the head of a search editor's text; undefined when nothing was searched for. */
export function searchHeader(text: string): SearchHeader | undefined {
  const head = text.slice(0, 4_000);
  const query = /^# Query: (.*)$/m.exec(head)?.[1];
  if (query === undefined || query === '') return undefined;
  const flags = /^# Flags: (.*)$/m.exec(head)?.[1];
  const counted = /^([\d,.]+) results? - ([\d,.]+) files?/m.exec(head);
  return {
    query: query.replaceAll(/\\([n\\])/g, (_, letter) => (letter === 'n' ? '\n' : '\\')),
    ...(flags === undefined ? {} : { flags }),
    ...(counted === null ? {} : { results: numberOf(counted[1]), files: numberOf(counted[2]) }),
  };
}

function numberOf(text = ''): number {
  return Number(text.replaceAll(/\D/g, ''));
}
