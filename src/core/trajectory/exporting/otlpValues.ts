export type Values = Readonly<Record<string, string | number | undefined>>;

/** Attributes as OTLP has them in JSON: a list of keys with values that name their type. Undefined ones are left out. */
export function attributes(values: Values): unknown[] {
  return Object.entries(values).flatMap(([key, value]): unknown[] => {
    if (value === undefined) return [];
    if (typeof value === 'string') return [{ key, value: { stringValue: value } }];
    return [{ key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } }];
  });
}

/** An id of so many hex digits that the same text always gives (FNV-1a over its code units, run on). */
export function spanId(text: string, digits: number): string {
  let id = '';
  for (let round = 0; id.length < digits; round++) {
    let hash = 0x811c9dc5;
    const salted = `${round}:${text}`;
    for (let at = 0; at < salted.length; at++) hash = Math.imul(hash ^ salted.charCodeAt(at), 0x01000193) >>> 0;
    id += hash.toString(16).padStart(8, '0');
  }
  return id.slice(0, digits);
}
